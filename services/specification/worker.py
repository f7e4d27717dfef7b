"""The worker of `specification`."""

from __future__ import annotations

from pathlib import Path

from services.specification.background import keep_quiet_words
from services.specification.event_handlers import HANDLERS
from services.specification.models import Base
from shared.service import Service
from shared.worker import run_worker

SERVICE = Service(
    name="specification",
    metadata=Base.metadata,
    handlers=HANDLERS,
    migrations=Path(__file__).parent / "migrations",
    background=(keep_quiet_words,),
)


def main() -> None:
    """Run the worker."""
    run_worker(SERVICE)
