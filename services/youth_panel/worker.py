"""The worker process: wiring only."""

from __future__ import annotations

from pathlib import Path

from services.youth_panel.event_handlers import HANDLERS
from services.youth_panel.models import Base
from shared.service import Service

SERVICE = Service(
    name="youth_panel", metadata=Base.metadata, handlers=HANDLERS, migrations=Path(__file__).parent / "migrations"
)


def main() -> None:
    """Run the relay and the consumer."""
    from shared.worker import run_worker  # noqa: PLC0415  (the web half of a test needs no worker)

    run_worker(SERVICE)
