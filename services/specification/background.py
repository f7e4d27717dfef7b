"""What `specification` does by itself as time goes by."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from threading import Event as StopSign

from services.specification.queries.deciding import due_decisions
from services.specification.queries.library import forget_old_files
from services.specification.queries.live import clauses_to_keep
from services.specification.queries.presence import forget_gone
from services.specification.queries.writing import writer_with
from services.specification.rules.live import KEPT_EVERY_SECONDS, QUIET_SECONDS
from services.specification.use_cases.count_decision import count_decision
from services.specification.use_cases.keep_words import keep_words
from shared.errors import DomainError
from shared.messaging.pauses import Pauses
from shared.runtime import Runtime

LOOK_EVERY_SECONDS = 20.0


def keep_quiet_words(runtime: Runtime, stop: StopSign) -> None:
    """Keep what was written, where nobody writes any more, until the stop sign is set."""
    pauses = Pauses(stop)
    while not stop.is_set():
        try:
            keep_what_is_quiet(runtime)
            forget_who_left(runtime)
            pauses.over()
        except Exception as error:  # noqa: BLE001  (database down: wait, then look again)
            pauses.wait("keeping what was written", error)
        stop.wait(LOOK_EVERY_SECONDS)


def forget_who_left(runtime: Runtime) -> None:
    """Forget who has had nothing open for a minute, and files of words from elsewhere that nobody used for a day."""
    with runtime.sessions.begin() as session:
        forget_gone(session, runtime.clock())
        forget_old_files(session, runtime.clock())


def keep_what_is_quiet(runtime: Runtime) -> None:
    """Make a version of every part that was written on and then left alone for a minute, each for its last writer.

    Where nobody pauses, one is made every five minutes.
    """
    now = runtime.clock()
    count_what_is_due(runtime)
    with runtime.read_sessions() as session:
        quiet, kept = (now - timedelta(seconds=each) for each in (QUIET_SECONDS, KEPT_EVERY_SECONDS))
        found = clauses_to_keep(session, quiet=quiet, kept=kept)
    for commission_id, clause_id, seat_id in found:
        # What cannot be kept, such as a part without words or of a commission that is over, stays as it is.
        with suppress(DomainError), runtime.sessions.begin() as session:
            caller = writer_with(session, commission_id, seat_id)
            keep_words(session, commission_id=commission_id, clause_id=clause_id, caller=caller, now=now)


def count_what_is_due(runtime: Runtime) -> None:
    """Count each decision whose time is over, in a transaction of its own."""
    now = runtime.clock()
    with runtime.read_sessions() as session:
        due = due_decisions(session, now)
    for commission_id, decision_id in due:
        with suppress(DomainError), runtime.sessions.begin() as session:
            count_decision(session, commission_id=commission_id, decision_id=decision_id, now=now)
