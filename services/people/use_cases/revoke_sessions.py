"""Somebody signs out on many devices at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.queries.accounts import lock_account
from services.people.queries.sessions import live_sign_ins
from shared.access import Caller
from shared.contracts.people import SessionRevoked
from shared.messaging.outbox import record


def revoke_sessions(session: Session, *, caller: Caller, this_too: bool, now: datetime) -> int:
    """End all sessions of the caller's, with `this_too` also the one they ask from; return how many ended."""
    # Held, so that no session begins or ends at the same moment.
    lock_account(session, caller.holder_id)
    ended = [
        device
        for device in live_sign_ins(session, caller.holder_id, now)
        if this_too or device.session_id != caller.session_id
    ]
    for device in ended:
        device.revoked_at = now
        event = SessionRevoked(session_id=device.session_id, holder_id=caller.holder_id, revoked_at=now)
        record(session, event, actor=caller.holder_id, now=now)
    return len(ended)
