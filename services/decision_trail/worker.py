"""The worker of `decision_trail`."""

from __future__ import annotations

from pathlib import Path

from services.decision_trail.background import check_chains
from services.decision_trail.event_handlers import HANDLERS
from services.decision_trail.models import Base
from shared.service import Service
from shared.worker import run_worker

SERVICE = Service(
    name="decision_trail",
    metadata=Base.metadata,
    handlers=HANDLERS,
    migrations=Path(__file__).parent / "migrations",
    background=(check_chains,),
)


def main() -> None:
    """Run the worker."""
    run_worker(SERVICE)
