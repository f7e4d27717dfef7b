"""The web application of `people`."""

from __future__ import annotations

from flask import Flask

from services.people.directory import PeopleDirectory
from services.people.models import Base
from services.people.openid import Provider
from services.people.pages import pages
from services.people.routes import checking, routes, worries
from shared.runtime import Runtime
from shared.web.app_factory import build_app

# Files that declare routes of the same group; named here, so that they are read.
MORE_ROUTES = (checking, worries)


def create_app(runtime: Runtime) -> Flask:
    """Return the application, under /people."""
    app = build_app("people", [routes], runtime, pages=[pages], directory=PeopleDirectory(), metadata=Base.metadata)
    app.extensions["coproduce_openid"] = Provider(runtime.settings)
    return app
