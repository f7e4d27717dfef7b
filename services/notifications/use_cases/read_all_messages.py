"""A person has read everything in the inbox, as they saw it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from services.notifications.models import InboxMessage
from shared.access import Caller


def read_all_messages(session: Session, *, until: datetime, caller: Caller, now: datetime) -> int:
    """Mark as read what came until then, and return how many messages that were.

    What came after the inbox was shown has not been seen, and stays unread.
    """
    unread = (
        InboxMessage.holder_id == caller.holder_id, InboxMessage.read_at.is_(None), InboxMessage.sent_at <= until,
    )  # fmt: skip
    marked = session.execute(update(InboxMessage).where(*unread).values(read_at=now))
    return cast("CursorResult[object]", marked).rowcount
