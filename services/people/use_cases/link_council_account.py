"""A member of staff who is signed in says that they sign in with their account of the council from now on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.queries.accounts import lock_account
from services.people.queries.council import add_identity
from shared.access import Caller
from shared.settings import Settings


def link_council_account(session: Session, settings: Settings, *, identity: str, caller: Caller, now: datetime) -> None:
    """Keep it. identity: the hash of what the provider just vouched for, in this browser.

    Raises CouncilAccountIsTaken and NoSuchAccount.
    """
    add_identity(session, settings, lock_account(session, caller.holder_id), identity, now)
