"""The web application of `notifications`."""

from __future__ import annotations

from flask import Flask

from services.notifications.models import Base
from services.notifications.pages import pages
from services.notifications.routes import routes
from shared.runtime import Runtime
from shared.web.app_factory import build_app


def create_app(runtime: Runtime) -> Flask:
    """Return the application, under /notifications."""
    return build_app("notifications", [routes], runtime, metadata=Base.metadata, pages=[pages])
