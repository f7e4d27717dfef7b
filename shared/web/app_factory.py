"""Making a service's web application: routes, problems, health, metrics, docs, and what guards them all."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import structlog
import waitress
from flask import Flask, Response, abort, g, request
from flask_smorest import Api, Blueprint
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import MetaData
from werkzeug.middleware.proxy_fix import ProxyFix

from shared.access.directory import Directory, KnownDirectory
from shared.access.who import Who, accounts, anyone, signed_in
from shared.canonical import time_text
from shared.messaging.aside import SetAside, list_set_aside
from shared.metrics import Metrics
from shared.own_data import held_about
from shared.roles import AccountKind
from shared.runtime import Runtime
from shared.service import Service
from shared.tracing import continue_trace
from shared.web.docs_page import STYLE, docs_page
from shared.web.health import Check, check
from shared.web.layout import set_up_pages
from shared.web.pages import Pages, page_token
from shared.web.problem_pages import wants_page
from shared.web.problems import FROM_ELSEWHERE, NOT_OURS, MalformedRequest, problem, register_problems
from shared.web.reading import LARGEST_BODY
from shared.web.routing import Declaration, Edge, Routes, bearer_token
from shared.web.sign_in import Gate
from shared.web.strangers import comes_from_elsewhere, is_meant_for_us

_log = structlog.get_logger("shared.web")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'",
    # For browsers that know nothing of frame-ancestors.
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# Where people come by https, their browsers never again go without, for a year (RFC 6797). Other names under the same
# domain are not ours to speak for.
_HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
_DECLARATIONS = "coproduce_declarations"
_OF_THE_PROCESS = ("live", "ready", "metrics")


def declarations(app: Flask) -> dict[str, Declaration]:
    """Return who may call each endpoint of an app. An endpoint that is not in here is closed to all."""
    found: dict[str, Declaration] = app.extensions[_DECLARATIONS]
    return found


def migrations_of(service: str) -> Path:
    """Return where a service keeps its migrations."""
    return Path(__file__).parents[2] / "services" / service / "migrations"


def build_app(
    service: str, routes: Sequence[Routes], runtime: Runtime, *, pages: Sequence[Pages] = (),
    directory: Directory | None = None, metadata: MetaData | None = None, needs: Mapping[str, Check] | None = None,
) -> Flask:  # fmt: skip
    """Return the web application of a service, under /<service>: its JSON routes and its pages.

    metadata: the service's tables; from them it tells each person what it holds about them. needs: what it needs
    besides its database to be ready.
    """
    app = bare_app(service, runtime, directory=directory, needs=needs)
    app.config.update(
        API_TITLE=f"Coproduce: {service.replace('_', ' ')}", API_VERSION="1", OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "info": {"description": "Times are UTC. Decimals travel as text. Errors are problem documents (RFC 9457)."},
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        },
    )  # fmt: skip
    api = Api(app)
    api.DEFAULT_ERROR_RESPONSE_NAME = None  # each route lists its own errors
    # smorest answers errors in a form of its own; ours came first and stay.
    register_problems(app)
    for group in routes:
        app.register_blueprint(group.blueprint)
        app.extensions["flask-smorest"]["blp_name_to_api"][group.blueprint.name] = api
        declarations(app).update(group.declarations)
    for each in pages:
        add_pages(app, each)
    _add_docs(app, api, service, [group.blueprint for group in routes])
    _add_set_aside(app, service, runtime)
    if metadata is not None:
        _add_own_data(app, service, runtime, metadata)
    return app


def bare_app(
    service: str, runtime: Runtime, *, directory: Directory | None = None, needs: Mapping[str, Check] | None = None
) -> Flask:
    """Return an application with health, metrics and all guards, but without routes of its own."""
    app = Flask(f"services.{service}", static_folder=None)
    # Content sent in chunks is cut off at this length without a word; the byte too many shows that it was.
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY + 1
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY + 1
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if runtime.settings.behind_proxy:
        # Only then: whoever asks directly could write what they like into these headers.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    app.extensions["coproduce_edge"] = Edge(runtime, Gate(directory or KnownDirectory()))
    app.extensions[_DECLARATIONS] = {}
    metrics = Metrics()
    set_up_pages(app, runtime.settings)
    register_problems(app)
    _guard(app, runtime, metrics)
    _add_health(app, service, runtime, metrics, needs)
    return app


def add_pages(app: Flask, pages: Pages) -> None:
    """Add pages to an application."""
    pages.add_to(app, declarations(app))


def add_open(app: Flask, path: str, name: str, view: Callable[..., Any]) -> None:
    """Add a reading address that is open to anyone."""
    _add(app, path, name, view, anyone())


def _add(app: Flask, path: str, name: str, view: Callable[..., Any], who: Who) -> None:
    app.add_url_rule(path, name, view, methods=["GET"])
    declarations(app)[name] = Declaration(who, sealed=False, changes=False)


def _guard(app: Flask, runtime: Runtime, metrics: Metrics) -> None:
    headers = _HEADERS | (_HTTPS_ONLY if runtime.settings.address.startswith("https://") else {})

    @app.before_request
    def begin() -> None:
        g.begun = time.perf_counter()
        g.trace = continue_trace(request.headers.get("traceparent", ""))
        g.trace.__enter__()
        # Whoever asks after a process's health knows it by another name.
        if request.endpoint not in _OF_THE_PROCESS and not is_meant_for_us(request, runtime.settings):
            _log.warning("asked for another host than that of COPRODUCE_ADDRESS")
            raise MalformedRequest(NOT_OURS, code="unknown_host")
        # The JSON API takes no cookie, so it matters there no more than to a program of somebody's own.
        if wants_page() and comes_from_elsewhere(request, runtime.settings):
            raise MalformedRequest(FROM_ELSEWHERE, HTTPStatus.FORBIDDEN, "sent_from_elsewhere")
        # Nobody by default: what has no declaration is closed, however it came to be registered.
        if request.endpoint is not None and request.endpoint not in declarations(app):
            abort(403)

    @app.after_request
    def finish(answer: Response) -> Response:
        for name, value in headers.items():
            answer.headers.setdefault(name, value)
        declared = declarations(app).get(request.endpoint or "")
        # A sealed call is not counted even where it fails: the error itself is logged, without an address.
        if not (declared and declared.sealed):
            _note(answer, metrics)
        return answer

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        trace = g.pop("trace", None)
        if trace is not None:
            trace.__exit__(None, None, None)


def _note(answer: Response, metrics: Metrics) -> None:
    seconds = time.perf_counter() - g.get("begun", time.perf_counter())
    metrics.requests.labels(request.method, f"{answer.status_code // 100}xx").inc()
    metrics.seconds.observe(seconds)
    if request.endpoint and request.endpoint.rsplit(".", 1)[-1] in _OF_THE_PROCESS:
        return
    _log.info(
        "answered", method=request.method, route=str(request.url_rule or "none"), status=answer.status_code,
        milliseconds=round(seconds * 1000, 1), commission_id=str((request.view_args or {}).get("commission_id", "")),
    )  # fmt: skip


def _json(content: Any, status: int = 200) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), status, content_type="application/json")


def _add_health(
    app: Flask, service: str, runtime: Runtime, metrics: Metrics, needs: Mapping[str, Check] | None
) -> None:
    scripts = migrations_of(service)

    def live() -> Response:
        return _json({"status": "alive"})

    def ready() -> Response:
        found = check(runtime, scripts, metrics, needs)
        return _json(found.as_document(), 200 if found.ready else 503)

    def measured() -> Response:
        check(runtime, scripts, metrics)
        return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)

    add_open(app, f"/{service}/health/live", "live", live)
    add_open(app, f"/{service}/health/ready", "ready", ready)
    add_open(app, f"/{service}/metrics", "metrics", measured)


def _add_docs(app: Flask, api: Api, service: str, groups: Sequence[Blueprint]) -> None:
    making = Lock()

    @cache
    def made() -> dict[str, Any]:
        for group in groups:
            group.register_views_in_doc(api, app, api.spec, name=group.name, parameters=None)
            api.spec.tag({"name": group.name, "description": group.description})
        found: dict[str, Any] = api.spec.to_dict()
        return found

    def document() -> dict[str, Any]:
        # When it is first asked for: it takes longer to make than all the rest of the application.
        with making:
            return made()

    add_open(app, f"/{service}/openapi.json", "openapi", lambda: _json(document()))
    add_open(app, f"/{service}/docs", "docs", lambda: docs_page(service, document()))
    add_open(app, f"/{service}/docs.css", "docs_style", lambda: Response(STYLE, content_type="text/css"))


def _add_set_aside(app: Flask, service: str, runtime: Runtime) -> None:
    who = accounts(AccountKind.STAFF)

    def listed() -> Response:
        with runtime.read_sessions() as session:
            edge: Edge = app.extensions["coproduce_edge"]
            edge.gate.let_in_token(session, bearer_token(), who, None, runtime.clock())
            # Only the first of each key, which is to be settled first: those behind it would count sealed bids.
            first: dict[str, SetAside] = {}
            for each in list_set_aside(session):
                first.setdefault(each.key, each)
        return _json(
            {
                "items": [
                    {"event_id": k.event_id, "key": k.key, "why": k.why, "set_aside_at": k.set_aside_at.isoformat()}
                    for k in first.values()
                ]
            }
        )

    _add(app, f"/{service}/set-aside", "set_aside", listed, who)


def _add_own_data(app: Flask, service: str, runtime: Runtime, metadata: MetaData) -> None:
    who = signed_in()

    def own() -> Response:
        with runtime.read_sessions() as session:
            edge: Edge = app.extensions["coproduce_edge"]
            now = runtime.clock()
            caller = edge.gate.let_in_token(session, page_token(), who, None, now)
            held = held_about(session, metadata, caller.holder_id if caller else "")
        answer = _json({"service": service, "asked_at": time_text(now), "held": held})
        answer.headers["Content-Disposition"] = f'attachment; filename="my-data-{service.replace("_", "-")}.json"'
        return answer

    _add(app, f"/{service}/my-data.json", "my_data", own, who)


def serve_health(runtime: Runtime, service: Service, port: int, *, alive: Callable[[], bool]) -> None:
    """Answer /<service>/health/... and /<service>/metrics for a worker, on a port of its own, in a thread."""
    app = bare_app(service.name, runtime)
    answer_live = app.view_functions["live"]

    def live() -> Any:
        return answer_live() if alive() else problem(503, "not_alive", "A part of this worker has ended.")

    app.view_functions["live"] = live
    server = waitress.create_server(app, host="0.0.0.0", port=port, threads=2, ident="coproduce")  # noqa: S104
    Thread(target=server.run, name="health", daemon=True).start()


logging.getLogger("waitress").setLevel(logging.WARNING)
