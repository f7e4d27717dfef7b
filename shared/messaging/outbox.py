"""The only way to publish: an event is recorded in the transaction of the act that it tells of."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from shared.contracts.declaration import Event
from shared.errors import Invalid
from shared.ids import new_id
from shared.messaging.tables import TABLES
from shared.tracing import current_traceparent

# In bytes. The topic takes 5,000,000; the rest is for the reason, the other headers and the frame.
LARGEST_EVENT = 4_500_000


class EventIsTooLarge(Invalid):
    """One event would be longer than the log takes, and all events of the service would wait behind it for ever."""


class NotThisServicesEvent(TypeError):
    """A service tried to record an event that belongs to another one: a mistake in the program."""


def record(session: Session, event: Event, *, actor: str, now: datetime, reason: str = "") -> str:
    """Record an event beside the changes of this session's transaction, and return its id.

    actor: the seat, or the holder's id where there is no seat, or "system"; of what is done with a sealed bid, the bid
    itself. reason: the words that go with the act, up to 5,000 characters; published. Raises NotThisServicesEvent where
    the type's first part is not the service's name, and EventIsTooLarge for more than 4,500,000 bytes.
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
    body = json.dumps(event.to_wire(), ensure_ascii=False, separators=(",", ":"))
    # A character has up to four bytes, and few events are worth counting.
    if len(body) > LARGEST_EVENT // 4 and len(body.encode()) > LARGEST_EVENT:
        raise EventIsTooLarge("This is longer than can be put on the record in one piece. Use fewer words.")
    return {
        "event_id": new_id(),
        "type": event.TYPE,
        "key": event.key,
        "occurred_at": now,
        "actor": actor,
        "reason": reason,
        "causation_id": session.info.get("causation_id", ""),
        "traceparent": current_traceparent(),
        "body": body,
    }
