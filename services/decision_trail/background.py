"""What `decision_trail` does by itself as time goes by: it works out every chain anew."""

from __future__ import annotations

from datetime import timedelta
from threading import Event as StopSign

import structlog
from sqlalchemy.exc import IntegrityError

from services.decision_trail.models import Check
from services.decision_trail.queries import checking
from services.decision_trail.rules.chain import GENESIS
from shared.messaging.pauses import Pauses
from shared.runtime import Runtime

_log = structlog.get_logger(__name__)
LOOK_EVERY_SECONDS = 60.0
CHECK_EVERY = timedelta(hours=1)


def check_chains(runtime: Runtime, stop: StopSign) -> None:
    """Check what is due until the stop sign is set. The first look comes after a minute, when the start is over."""
    pauses = Pauses(stop)
    while not stop.wait(LOOK_EVERY_SECONDS):
        try:
            check_what_is_due(runtime, stop)
            pauses.over()
        except Exception as error:  # noqa: BLE001  (database down: wait, then look again)
            pauses.wait("checking the trail", error)


def check_what_is_due(runtime: Runtime, stop: StopSign) -> int:
    """Work out every chain that was not worked out in the last hour, and return how many that were."""
    with runtime.read_sessions() as session:
        due = checking.chains_to_check(session, runtime.clock() - CHECK_EVERY)
    for number, chain in enumerate(due):
        if stop.is_set():
            return number
        check_chain(runtime, chain)
    return len(due)


def check_chain(runtime: Runtime, chain: str) -> checking.Checked:
    """Work out a chain and note what was found. A broken one keeps the head that was noted when it was whole."""
    with runtime.read_sessions() as session:
        found = checking.worked_out(session, chain, runtime.clock())
    if not found.whole:
        _log.error("the seals of a trail do not fit", commission_id=chain)
    try:
        with runtime.sessions.begin() as session:
            kept = session.get(Check, chain, with_for_update=True)
            if kept is None:
                kept = Check(chain=chain, length=0, hash=GENESIS)
                session.add(kept)
            if found.whole:
                kept.length, kept.hash = found.head
            kept.first_broken, kept.checked_at = found.broken, found.at
    except IntegrityError:
        pass  # another worker has just noted the same
    return found
