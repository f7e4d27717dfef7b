"""A person says where they want e-mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.notifications.models import Contact, Forgotten
from services.notifications.rules import PersonIsForgotten


def give_contact(session: Session, *, holder_id: str, email: str, now: datetime) -> Contact:
    """Keep the address. It is in no event and in no other service. Raises PersonIsForgotten."""
    if session.get(Forgotten, holder_id) is not None:
        raise PersonIsForgotten("You asked to be forgotten, so we keep no address of yours.")
    return session.merge(Contact(holder_id=holder_id, email=email, given_at=now))
