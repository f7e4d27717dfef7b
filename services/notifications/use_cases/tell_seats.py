"""An event is told to those who must hear of it: in their inbox, and by e-mail where they want it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.notifications.models import InboxMessage
from services.notifications.queries import queue_emails, receivers
from services.notifications.rules import Notice, fill, is_sealed
from shared.contracts.notifications import SeatsTold
from shared.ids import new_id
from shared.messaging.outbox import record
from shared.roles import Role


def tell_seats(
    session: Session, *, notice: Notice, commission_id: str, event_id: str, event_type: str, data: dict[str, Any],
    reason: str, now: datetime,
) -> list[str]:  # fmt: skip
    """Write the messages and return the seats that were told. What is sealed leaves no event behind.

    Somebody with two seats gets one message, and counts as told in both.
    """
    seats = receivers(session, notice, commission_id, data)
    if not seats:
        return []
    sealed = is_sealed(notice, data)
    rows = [
        {
            "message_id": new_id(), "commission_id": commission_id, "event_id": event_id, "notice": notice.name,
            "seat_id": seat.seat_id, "holder_id": seat.holder_id, "title": notice.title,
            "text": fill(notice.text, reason), "sealed": sealed or seat.role == Role.PROVIDER, "sent_at": now,
        }
        for seat in {seat.holder_id: seat for seat in reversed(seats)}.values()
    ]  # fmt: skip
    session.execute(insert(InboxMessage), rows)
    queue_emails(session, rows, now)
    # Providers' seats are named in no event: who they are comes out with the opening.
    told = [seat.seat_id for seat in seats if seat.role != Role.PROVIDER]
    if told and not sealed:
        event = SeatsTold(
            commission_id=commission_id, about_event_id=event_id, about_event_type=event_type, notice=notice.name,
            seat_ids=tuple(told), told_at=now,
        )  # fmt: skip
        record(session, event, actor="system", now=now)
    return [seat.seat_id for seat in seats]
