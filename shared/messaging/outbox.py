"""The only way to publish: an event is recorded in the transaction of the act that it tells of."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from shared.contracts.declaration import Event
from shared.ids import new_id
from shared.messaging.tables import TABLES
from shared.tracing import current_traceparent


class NotThisServicesEvent(TypeError):
    """A service tried to record an event that belongs to another one: a mistake in the program."""


def record(session: Session, event: Event, *, actor: str, now: datetime, reason: str = "") -> str:
    """Record an event beside the changes of this session's transaction, and return its id.

    actor: the seat, or the holder's id where there is no seat, or "system". reason: the words that go with
    the act, up to 5,000 characters; published. Raises NotThisServicesEvent where the type's first part is not
    the service's name.
    """
    row = outbox_row(session, event, actor=actor, now=now, reason=reason)
    session.execute(insert(TABLES.outbox), row)
    session.info["recorded"] = True
    return str(row["event_id"])


def outbox_row(session: Session, event: Event, *, actor: str, now: datetime, reason: str = "") -> dict[str, Any]:
    """Build the row that `record` inserts; for the few hot paths that insert it in a statement of their own."""
    if event.publisher() != session.info["service"]:
        message = f"{session.info['service']} cannot record {event.TYPE}"
        raise NotThisServicesEvent(message)
    return {
        "event_id": new_id(),
        "type": event.TYPE,
        "key": event.key,
        "occurred_at": now,
        "actor": actor,
        "reason": reason,
        "causation_id": session.info.get("causation_id", ""),
        "traceparent": current_traceparent(),
        "body": json.dumps(event.to_wire(), ensure_ascii=False, separators=(",", ":")),
    }
