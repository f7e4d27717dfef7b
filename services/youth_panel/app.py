"""The web application: wiring only."""

from __future__ import annotations

from flask import Flask

from services.youth_panel.models import Base
from services.youth_panel.routes import routes
from shared.runtime import Runtime
from shared.web.app_factory import build_app


def create_app(runtime: Runtime) -> Flask:
    """Return the panel's JSON API."""
    return build_app("youth_panel", [routes], runtime, metadata=Base.metadata)
