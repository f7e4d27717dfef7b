"""A person was erased: address and messages go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.notifications.models import Contact, Email, Forgotten, InboxMessage


def forget_person(session: Session, *, holder_id: str, now: datetime) -> None:
    """Delete a person's address, messages and e-mails, and keep only that there is nobody to tell any more."""
    session.merge(Forgotten(holder_id=holder_id, forgotten_at=now))
    theirs = select(InboxMessage.message_id).where(InboxMessage.holder_id == holder_id)
    session.execute(delete(Email).where(Email.message_id.in_(theirs)))
    session.execute(delete(InboxMessage).where(InboxMessage.holder_id == holder_id))
    session.execute(delete(Contact).where(Contact.holder_id == holder_id))
