"""A device gets a new token for a session that goes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Account, SignIn
from services.people.queries.secrets import keyed_hash
from services.people.queries.sessions import token_for
from services.people.rules.sessions import RenewalIsNotGood
from shared.settings import Settings


def renew_token(session: Session, settings: Settings, *, renewal: str, now: datetime) -> dict[str, Any]:
    """Return a new token and when it ends. Raises RenewalIsNotGood."""
    query = select(SignIn).where(SignIn.renewal_hash == keyed_hash(settings, "renewal", renewal))
    device = session.scalar(query)
    if device is None or device.revoked_at is not None or now >= device.ends_at:
        raise RenewalIsNotGood("This sign-in is over. Sign in again.")
    return token_for(session, settings, session.get_one(Account, device.holder_id), device, now)
