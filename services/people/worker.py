"""The worker of `people`."""

from __future__ import annotations

from pathlib import Path

from services.people.background import keep_time
from services.people.event_handlers import HANDLERS
from services.people.models import Base
from services.people.queries.keys import unlock_current_key
from services.people.use_cases.publish_signing_key import publish_signing_key
from shared.runtime import Runtime
from shared.service import Service
from shared.worker import run_worker


def ensure_signing_key(runtime: Runtime) -> None:
    """Make a key for tokens where there is none, or none that the deployment's secret opens any more."""
    with runtime.sessions.begin() as session:
        if unlock_current_key(session, runtime.settings) is None:
            publish_signing_key(session, runtime.settings, now=runtime.clock())


SERVICE = Service(
    name="people",
    metadata=Base.metadata,
    handlers=HANDLERS,
    migrations=Path(__file__).parent / "migrations",
    background=(keep_time,),
    on_migrated=ensure_signing_key,
)


def main() -> None:
    """Run the worker."""
    run_worker(SERVICE)
