"""A person asks to be forgotten: names and secrets go, seats and what they decided stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.queries.accounts import lock_account
from services.people.queries.retention import forget_account
from shared.access import Caller
from shared.settings import Settings

REASON = "The person asked to be forgotten."


def erase_person(session: Session, settings: Settings, *, caller: Caller, now: datetime) -> None:
    """Erase the caller, who just confirmed that it is them. Raises NoSuchAccount."""
    account = lock_account(session, caller.holder_id)
    forget_account(session, settings, account, actor="", reason=REASON, now=now)
