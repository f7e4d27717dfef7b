"""The web application of `decision_trail`, and the pages at the root."""

from __future__ import annotations

from flask import Flask

from services.decision_trail.models import Base
from services.decision_trail.pages import pages
from services.decision_trail.routes import routes
from shared.runtime import Runtime
from shared.web import standing_pages
from shared.web.app_factory import add_open, add_pages, bare_app, build_app
from shared.web.layout import add_static


def create_app(runtime: Runtime) -> Flask:
    """Return the application, under /decision_trail."""
    return build_app("decision_trail", [routes], runtime, metadata=Base.metadata)


def create_root(runtime: Runtime) -> Flask:
    """Return the application of the root: the first page, public records, and the styles of all pages."""
    app = bare_app("decision_trail", runtime)
    for group in (pages, standing_pages.pages):
        add_pages(app, group)
    brand = add_static(app, runtime.settings)
    add_open(app, "/brand.css", "brand", lambda: brand)
    return app
