"""What `people` does by itself as time goes by."""

from __future__ import annotations

from threading import Event as StopSign

from services.people.queries.joining import waits_before
from services.people.rules.permission import LONGEST_WAIT
from services.people.use_cases.end_terms import end_terms
from services.people.use_cases.remind_leads import remind_leads
from services.people.use_cases.turn_away import turn_away
from shared.messaging.pauses import Pauses
from shared.runtime import Runtime

LOOK_EVERY_SECONDS = 60.0


def keep_time(runtime: Runtime, stop: StopSign) -> None:
    """Do what is due until the stop sign is set: about once a minute."""
    pauses = Pauses(stop)
    while not stop.is_set():
        try:
            do_what_is_due(runtime)
            pauses.over()
        except Exception as error:  # noqa: BLE001  (database down: wait, then look again)
            pauses.wait("keeping time", error)
        stop.wait(LOOK_EVERY_SECONDS)


def do_what_is_due(runtime: Runtime) -> None:
    """End what is over: terms, and waiting for permission. And remind the leads of worries that wait."""
    now = runtime.clock()
    with runtime.sessions.begin() as session:
        end_terms(session, now=now)
        for wait in waits_before(session, now - LONGEST_WAIT):
            turn_away(
                session, runtime.settings, commission_id=wait.commission_id, wait_id=wait.wait_id, actor="system",
                now=now,
            )  # fmt: skip
    remind_once(runtime)


def remind_once(runtime: Runtime) -> int:
    """Look for worries that wait, and return how many leads hear of it."""
    with runtime.sessions.begin() as session:
        return remind_leads(session, runtime.settings, now=runtime.clock())
