"""From the outbox to the log: what is not published yet, in order, marked once the log has it.

Rows are found by `published_at` being empty, never by "position greater than the last one seen": a slow
transaction commits a smaller number later and would be skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.engine import Row

from shared.messaging.envelope import Message
from shared.messaging.tables import TABLES

BATCH = 500
_OUTBOX = TABLES.outbox
_UNSENT = select(_OUTBOX).where(_OUTBOX.c.published_at.is_(None)).order_by(_OUTBOX.c.position)


def unsent(connection: Connection, limit: int = BATCH) -> Sequence[Row[Any]]:
    """Return the outbox rows that the log does not have yet, oldest first."""
    return connection.execute(_UNSENT.limit(limit)).all()


def mark_sent(connection: Connection, positions: Sequence[int], now: datetime) -> None:
    """Mark rows as published."""
    connection.execute(update(_OUTBOX).where(_OUTBOX.c.position.in_(positions)).values(published_at=now))


def oldest_unsent(connection: Connection) -> datetime | None:
    """Return when the oldest event that waits for the log was recorded, or None."""
    oldest: datetime | None = connection.scalar(
        select(func.min(_OUTBOX.c.occurred_at)).where(_OUTBOX.c.published_at.is_(None))
    )
    return oldest


def message_of(row: Row[Any], service: str) -> Message:
    """Turn an outbox row into the message that travels."""
    return Message(
        id=row.event_id,
        type=row.type,
        source=f"/coproduce/{service}",
        key=row.key,
        time=row.occurred_at,
        actor=row.actor,
        reason=row.reason,
        causation_id=row.causation_id,
        traceparent=row.traceparent,
        body=row.body,
    )
