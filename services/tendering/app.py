"""The web application of `tendering`."""

from __future__ import annotations

from flask import Flask

from services.tendering.models import Base
from services.tendering.pages import pages
from services.tendering.queries.keys import keys_fault
from services.tendering.routes import routes
from shared.runtime import Runtime
from shared.web.app_factory import build_app


def create_app(runtime: Runtime) -> Flask:
    """Return the application, under /tendering."""
    return build_app(
        "tendering", [routes], runtime, metadata=Base.metadata, pages=[pages], needs={"bid_keys": keys_fault}
    )
