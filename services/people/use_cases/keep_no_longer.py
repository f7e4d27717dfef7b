"""What was kept for its time is removed: people, old worries, and sessions that are over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.people.models import SignIn, Worry, WorryEntry
from services.people.queries.accounts import lock_account
from services.people.queries.retention import Due, due, forget_account
from shared.settings import Settings

REASON = "This was kept for as long as was promised."


def keep_no_longer(session: Session, settings: Settings, *, now: datetime) -> Due:
    """Remove what is due, and return what it was. The other services forget each person as when they ask for it."""
    found = due(session, settings, now)
    session.execute(delete(WorryEntry).where(WorryEntry.worry_id.in_(found.worries)))
    session.execute(delete(Worry).where(Worry.worry_id.in_(found.worries)))
    session.execute(delete(SignIn).where(SignIn.session_id.in_(found.sign_ins)))
    for holder_id in found.accounts:
        account = lock_account(session, holder_id)
        forget_account(session, settings, account, actor="system", reason=REASON, now=now)
    return found
