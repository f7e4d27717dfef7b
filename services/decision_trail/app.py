"""The web application of `decision_trail`, and the pages at the root."""

from __future__ import annotations

from flask import Flask

from services.decision_trail.pages import add_pages
from services.decision_trail.routes import routes
from shared.runtime import Runtime
from shared.web.app_factory import bare_app, build_app


def create_app(runtime: Runtime) -> Flask:
    """Return the application, under /decision_trail."""
    return build_app("decision_trail", [routes], runtime)


def create_root(runtime: Runtime) -> Flask:
    """Return the application of the root: landing page and public records."""
    app = bare_app("decision_trail", runtime)
    add_pages(app, runtime)
    return app
