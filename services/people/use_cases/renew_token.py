"""A device gets a new token for a session that goes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Account, SignIn
from services.people.queries import keyed_hash, token_for
from services.people.rules import RenewalIsNotGood
from shared.settings import Settings


def renew_token(session: Session, settings: Settings, *, renewal: str, now: datetime) -> dict[str, Any]:
    """Return a new token and when it ends. Raises RenewalIsNotGood."""
    query = select(SignIn).where(SignIn.renewal_hash == keyed_hash(settings, "renewal", renewal))
    found = session.scalar(query)
    account = session.get(Account, found.holder_id) if found else None
    if found is None or account is None or found.revoked_at is not None or now >= found.ends_at:
        raise RenewalIsNotGood("This sign-in is over. Sign in again.")
    return {
        "session_id": found.session_id, "holder_id": found.holder_id,
        **token_for(session, settings, account, found.session_id, now),
    }  # fmt: skip
