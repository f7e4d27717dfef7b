"""A person wants no more e-mail."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.notifications.models import Contact


def forget_contact(session: Session, *, holder_id: str) -> None:
    """Delete the address. E-mail that waits for it is not sent."""
    session.execute(delete(Contact).where(Contact.holder_id == holder_id))
