"""Settling what was set aside: list it, retry it in order, or skip one event with a reason."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from shared.contracts.declaration import REGISTRY
from shared.errors import DomainError, Invalid, NotFound
from shared.messaging.envelope import Message
from shared.messaging.handlers import Handlers
from shared.messaging.outbox import record
from shared.messaging.tables import TABLES
from shared.runtime import Runtime
from shared.tracing import continue_trace

_KEPT = TABLES.set_aside


class NothingIsSetAside(NotFound):
    """There is no event set aside under this key, or with this id."""


class ASkipNeedsAReason(Invalid):
    """An event can be skipped only with words that say why."""


@dataclass(frozen=True)
class SetAside:
    """An event that waits, and why. Its content is not told."""

    event_id: str
    event_type: str
    key: str
    why: str
    set_aside_at: datetime


def list_set_aside(session: Session) -> list[SetAside]:
    """Return what is set aside and not settled, in the order in which it came."""
    rows = session.execute(select(_KEPT).where(_KEPT.c.resolved_at.is_(None)).order_by(_KEPT.c.position))
    return [SetAside(r.event_id, r.message["type"], r.key, r.why, r.set_aside_at) for r in rows]


def count_blocked_keys(session: Session) -> int:
    """Return how many commissions (or other subjects) wait behind an event set aside."""
    query = select(func.count(_KEPT.c.key.distinct())).where(_KEPT.c.resolved_at.is_(None))
    return session.scalar(query) or 0


def _next(session: Session, key: str) -> Any:
    query = select(_KEPT).where(_KEPT.c.resolved_at.is_(None), _KEPT.c.key == key).order_by(_KEPT.c.position).limit(1)
    return session.execute(query.with_for_update()).first()


def _settle(session: Session, event_id: str, resolution: str, now: datetime, reason: str = "") -> None:
    changes = {"resolved_at": now, "resolution": resolution, "reason": reason}
    session.execute(update(_KEPT).where(_KEPT.c.event_id == event_id).values(**changes))


def retry(runtime: Runtime, handlers: Handlers, key: str) -> int:
    """Take the events set aside under this key, in order, each in a transaction; return how many were taken.

    Raises the DomainError of the first that is refused again: it and those after it stay set aside, with the
    new reason. Raises NothingIsSetAside where the key has none.
    """
    taken = 0
    while True:
        try:
            with runtime.sessions.begin() as session:
                row = _next(session, key)
                if row is None:
                    break
                message = Message.from_json(row.message)
                now = runtime.clock()
                with continue_trace(message.traceparent):
                    handlers.handle(session, message, now)
                session.info.pop("causation_id", None)
                _settle(session, row.event_id, "retried", now)
        except DomainError as error:
            with runtime.sessions.begin() as session:
                session.execute(
                    update(_KEPT).where(_KEPT.c.event_id == row.event_id).values(why=f"{error.code}: {error}")
                )
            raise
        taken += 1
    if not taken:
        message_text = f"Nothing is set aside under {key} in {runtime.service}."
        raise NothingIsSetAside(message_text)
    return taken


def skip(runtime: Runtime, event_id: str, *, reason: str, actor: str = "system") -> None:
    """Let the service go on without this event, and record that, with the reason, as an event.

    Only the first event of a key can be skipped, so that order holds. Raises ASkipNeedsAReason and
    NothingIsSetAside.
    """
    words = reason.strip()
    if not words:
        raise ASkipNeedsAReason("Say why this event can be skipped. The reason is published in the trail.")
    skipped = importlib.import_module(f"shared.contracts.{runtime.service}").EventSkipped
    with runtime.sessions.begin() as session:
        asked_for = session.execute(
            select(_KEPT).where(_KEPT.c.event_id == event_id, _KEPT.c.resolved_at.is_(None))
        ).first()
        first = _next(session, asked_for.key) if asked_for else None
        if asked_for is None or first is None:
            raise NothingIsSetAside(f"No event {event_id} is set aside in {runtime.service}.")
        if first.event_id != event_id:
            raise NothingIsSetAside(f"Settle {first.event_id} first: it came before {event_id}.")
        now = runtime.clock()
        _settle(session, event_id, "skipped", now, words)
        kind = first.message["type"]
        event = skipped(
            subject=first.key, skipped_event_id=event_id, skipped_event_type=kind if kind in REGISTRY else "unknown"
        )
        record(session, event, actor=actor, reason=words, now=now)
