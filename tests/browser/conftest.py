"""One browser, and one running system per engine, for all browser tests of a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from tests.browser.collecting import PageRule, Walk, applications, page_rules, walk
from tests.browser.site import CHROMIUM, NGINX, Site, distributed_site, embedded_site, everybody
from tests.browser.visiting import Visit


def _missing(what: str) -> None:
    """Say loudly that tests are not run; where REQUIRE_ENGINES=1, fail."""
    words = f"{what} was not found on this machine: apt install {what}"
    if os.environ.get("REQUIRE_ENGINES") == "1":  # noqa: TID251
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    if not CHROMIUM:
        _missing("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One process on SQLite, with the sample."""
    yield from embedded_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def distributed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """PostgreSQL, Kafka, a web and a worker process per service, and the proxy in front."""
    if not NGINX:
        _missing("nginx-light")
    found = request.getfixturevalue("distributed_engines")
    yield from distributed_site(tmp_path_factory.mktemp("site"), found)


@pytest.fixture(params=["embedded", "distributed"])
def site(request: pytest.FixtureRequest) -> Site:
    """The running system, on each engine in turn."""
    found: Site = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Open a browser at a site, as often as there are people; what they complained of is looked at in the end."""
    with ExitStack() as stack:

        def open_at(place: Site, **options: Any) -> Visit:
            return stack.enter_context(Visit(chromium, place.address, **options))

        yield open_at


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Flask]:
    """All applications, for their URL maps."""
    return applications(tmp_path_factory.mktemp("maps"))


@pytest.fixture(scope="session")
def rules(apps: dict[str, Flask]) -> list[PageRule]:
    """Every page that is declared."""
    return page_rules(apps)


@pytest.fixture(scope="session")
def walked(embedded: Site, apps: dict[str, Flask]) -> Walk:
    """Every page as everybody sees it: the sample's people, those of a commission just begun, and newcomers."""
    return walk(embedded.address, everybody(embedded), apps, behind_buttons=embedded.cast.behind_buttons)
