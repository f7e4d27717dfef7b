"""The web application of `specification`."""

from __future__ import annotations

from flask import Flask

from services.specification.models import Base
from services.specification.pages import pages
from services.specification.pages.feeds import share_feeds
from services.specification.routes import routes
from shared.runtime import Runtime
from shared.web.app_factory import build_app


def create_app(runtime: Runtime) -> Flask:
    """Return the application, under /specification."""
    app = build_app("specification", [routes], runtime, metadata=Base.metadata, pages=[pages])
    app.extensions.update(share_feeds(runtime))
    return app
