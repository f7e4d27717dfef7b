"""Taking events in: each once, in order, with what cannot be taken set aside.

The dedup row and the handler's changes are one transaction. A batch is one transaction when all is well,
and is taken one by one when not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from shared.canonical import canonical_json
from shared.errors import DomainError
from shared.messaging.envelope import Message
from shared.messaging.handlers import Handlers
from shared.messaging.tables import TABLES
from shared.runtime import Runtime
from shared.tracing import continue_trace

# One statement and one parameter for any number of ids: no query per event.
_CLAIM = {
    "postgresql": "INSERT INTO inbox (event_id, taken_at) SELECT id, :now FROM unnest(CAST(:ids AS text[])) AS id"
    " ON CONFLICT DO NOTHING RETURNING event_id",
    "sqlite": "INSERT INTO inbox (event_id, taken_at) SELECT value, :now FROM json_each(:ids) WHERE true"
    " ON CONFLICT DO NOTHING RETURNING event_id",
}


def claim(session: Session, ids: Sequence[str], now: datetime) -> set[str]:
    """Write the ids into the inbox and return those that were not there yet."""
    dialect = session.get_bind().dialect.name
    values: Any = list(ids)
    moment: Any = now
    if dialect == "sqlite":
        values, moment = canonical_json(values).decode(), now.isoformat(timespec="microseconds")
    return set(session.scalars(text(_CLAIM[dialect]), {"ids": values, "now": moment}))


def blocked_keys(session: Session, keys: Iterable[str]) -> set[str]:
    """Return those of the keys that have an event set aside and not yet settled."""
    kept = TABLES.set_aside
    unsettled = select(kept.c.key).where(kept.c.resolved_at.is_(None), kept.c.key.in_(set(keys))).distinct()
    return set(session.scalars(unsettled))


def set_aside(session: Session, message: Message, why: str, now: datetime) -> None:
    """Keep a message that could not be taken, with the reason."""
    row = {
        "event_id": message.id,
        "key": message.key,
        "message": message.to_json(),
        "why": why,
        "set_aside_at": now,
    }
    session.execute(insert(TABLES.set_aside), row)


class Intake:
    """Takes messages into one service, whichever broker brings them."""

    def __init__(self, runtime: Runtime, handlers: Handlers) -> None:
        self._runtime = runtime
        self._handlers = handlers

    def take(self, messages: Sequence[Message]) -> int:
        """Take the messages in order and return how many were new.

        What this service does not listen to is skipped. A DomainError sets the message aside, and so every later
        one of its key. Anything else (a database that is down) is raised after rolling back, and the same
        messages may be given again: those that were taken are not taken twice.
        """
        wanted = [m for m in messages if m.broken or self._handlers.knows(m.type)]
        if not wanted:
            return 0
        try:
            return self._take_together(wanted)
        except DomainError:
            return sum(self._take_one(message) for message in wanted)

    def _take_together(self, messages: Sequence[Message]) -> int:
        now = self._runtime.clock()
        with self._runtime.sessions.begin() as session:
            fresh = claim(session, [m.id for m in messages], now)
            blocked = blocked_keys(session, [m.key for m in messages]) if fresh else set()
            taken = 0
            for message in messages:
                if message.id not in fresh:
                    continue
                fresh.discard(message.id)
                taken += 1
                if message.key in blocked:
                    set_aside(session, message, "an earlier event of the same key is set aside", now)
                else:
                    self._handle(session, message, now)
            return taken

    def _take_one(self, message: Message) -> int:
        try:
            return self._take_together([message])
        except DomainError as error:
            # The refusal rolled back, so the claim on the id and the reason are written anew.
            now = self._runtime.clock()
            with self._runtime.sessions.begin() as session:
                if claim(session, [message.id], now):
                    set_aside(session, message, f"{error.code}: {error}", now)
            return 1

    def _handle(self, session: Session, message: Message, now: datetime) -> None:
        with continue_trace(message.traceparent):
            self._handlers.handle(session, message, now)
        session.info.pop("causation_id", None)
