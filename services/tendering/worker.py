"""The worker of `tendering`."""

from __future__ import annotations

from pathlib import Path

from services.tendering.event_handlers import HANDLERS
from services.tendering.models import Base
from shared.service import Service
from shared.worker import run_worker

SERVICE = Service(
    name="tendering",
    metadata=Base.metadata,
    handlers=HANDLERS,
    migrations=Path(__file__).parent / "migrations",
)


def main() -> None:
    """Run the worker."""
    run_worker(SERVICE)
