"""The six services, found by name. Only this package knows them all."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import cast

from flask import Flask

from shared.runtime import Runtime
from shared.service import Service

NAMES = ("people", "specification", "tendering", "youth_panel", "notifications", "decision_trail")


def service(name: str) -> Service:
    """Return a service by its name."""
    return cast("Service", importlib.import_module(f"services.{name}.worker").SERVICE)


def create_app(name: str) -> Callable[[Runtime], Flask]:
    """Return what makes a service's web application."""
    return cast("Callable[[Runtime], Flask]", importlib.import_module(f"services.{name}.app").create_app)


def create_root() -> Callable[[Runtime], Flask]:
    """Return what makes the pages at the root address; they belong to the trail."""
    return cast("Callable[[Runtime], Flask]", importlib.import_module("services.decision_trail.app").create_root)
