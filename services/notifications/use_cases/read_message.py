"""A person has read a message."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.notifications.models import InboxMessage
from services.notifications.queries import own_message
from shared.access import Caller


def read_message(session: Session, *, message_id: str, caller: Caller, now: datetime) -> InboxMessage:
    """Mark a message as read; again changes nothing. Raises NoSuchMessage."""
    message = own_message(session, message_id, caller)
    message.read_at = message.read_at or now
    return message
