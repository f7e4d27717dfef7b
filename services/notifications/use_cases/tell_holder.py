"""One person is told something that has to do with no seat of theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.notifications.models import Forgotten, InboxMessage
from services.notifications.queries import queue_emails
from services.notifications.rules import Notice
from shared.ids import new_id


def tell_holder(session: Session, *, notice: Notice, holder_id: str, event_id: str, now: datetime) -> None:
    """Write the message, and an e-mail where they want it. No event says that it was told; an erased person is not."""
    if session.get(Forgotten, holder_id) is not None:
        return
    row = {
        "message_id": new_id(), "commission_id": "", "event_id": event_id, "notice": notice.name, "seat_id": "",
        "holder_id": holder_id, "title": notice.title, "text": notice.text, "sealed": notice.sealed, "sent_at": now,
    }  # fmt: skip
    session.execute(insert(InboxMessage), [row])
    queue_emails(session, [row], now)
