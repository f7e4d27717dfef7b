"""The worker of `notifications`."""

from __future__ import annotations

from pathlib import Path

from services.notifications.background import send_due_emails
from services.notifications.event_handlers import HANDLERS
from services.notifications.models import Base
from shared.service import Service
from shared.worker import run_worker

SERVICE = Service(
    name="notifications",
    metadata=Base.metadata,
    handlers=HANDLERS,
    migrations=Path(__file__).parent / "migrations",
    background=(send_due_emails,),
)


def main() -> None:
    """Run the worker."""
    run_worker(SERVICE)
