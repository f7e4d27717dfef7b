"""Somebody signs out, here or on another device."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import SignIn
from services.people.rules.sessions import NoSuchSession
from shared.access import Caller
from shared.contracts.people import SessionRevoked
from shared.messaging.outbox import record


def revoke_session(session: Session, *, session_id: str, caller: Caller, now: datetime) -> None:
    """End a session of the caller's. Raises NoSuchSession. Ending it again changes nothing."""
    found = session.get(SignIn, session_id, with_for_update=True)
    if found is None or found.holder_id != caller.holder_id:
        raise NoSuchSession("You have no such session.")
    if found.revoked_at is None:
        found.revoked_at = now
        event = SessionRevoked(session_id=session_id, holder_id=caller.holder_id, revoked_at=now)
        record(session, event, actor=caller.holder_id, now=now)
