# The habits of this project. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
SETUP_CODE_FILE ?= var/secrets/setup-code
COMPOSE := $(shell docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)

.DEFAULT_GOAL := help
.PHONY: help run demo test check up down docs texts screenshots bench faults install install-dev format lock

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: install ## Start everything in one process on http://127.0.0.1:8000 (EMPTY=1 starts bare, PORT=8001 moves it)
	@EMPTY=$(EMPTY) PORT=$(PORT) $(BIN)/coproduce run

demo: install ## Drive one more whole commission through the running system
	@$(BIN)/coproduce demo --url http://127.0.0.1:$(PORT) --setup-code-file $(SETUP_CODE_FILE)

test: install-dev ## Run all tests, two at a time
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder

check: install-dev ## Lint, types, walls between rooms, migrations, generated docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m deploy.docs --check
	$(BIN)/python -m deploy.house

up: install ## Start PostgreSQL, Kafka, a proxy, and a web and a worker per service, in containers
	deploy/make-secrets
	$(COMPOSE) up -d --build
	deploy/wait-healthy $(COMPOSE)

down: ## Stop the containers; the data stays in its volumes
	$(COMPOSE) down

docs: install-dev ## Write docs/events.md and docs/asyncapi.json anew from the declarations
	$(BIN)/python -m deploy.docs

texts: install-dev ## Collect the texts of all pages into the catalogues, and compile them
	$(BIN)/python -m deploy.texts
	$(BIN)/python -m deploy.assets

screenshots: install-dev ## Take a picture of every page, on a phone and on a desk, into screenshots/ (README=1 renews docs/pictures)
	$(BIN)/python -m tests.browser.screenshots

bench: install-dev ## Measure, each figure beside its limit in the same run
	$(BIN)/python -m tests.benchmarks

faults: install-dev ## Kill, cut and restart at random points; then count
	$(BIN)/python -m pytest -m faults

format: install-dev ## Lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: install-dev ## Choose versions anew and write the lock files
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock

install: .venv/installed .venv/assets

install-dev: .venv/installed-dev .venv/assets

STYLES := $(wildcard shared/web/static/*) $(wildcard shared/translations/*/LC_MESSAGES/*.po)

.venv/assets: deploy/assets.py deploy/frontend/package-lock.json $(STYLES) .venv/installed
	@$(BIN)/python -m deploy.assets
	@touch $@

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Coproduce needs Python 3.11 or newer; PYTHON=python3.12 make run chooses one.")'
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@echo "Installing what Coproduce needs into .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	@echo "Installing what its tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
