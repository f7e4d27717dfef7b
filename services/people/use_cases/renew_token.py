"""A device gets a new token for a session that goes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Account, SignIn
from services.people.queries.secrets import keyed_hash
from services.people.queries.sessions import limits_of, token_for
from services.people.rules.sessions import RenewalIsNotGood, is_over
from shared.settings import Settings


def renew_token(session: Session, settings: Settings, *, renewal: str, now: datetime) -> dict[str, Any]:
    """Return a new token and when it ends, and note that the session is in use. Raises RenewalIsNotGood.

    The secret has 256 bits, so guesses at it need no count: a right one would not come up in the life of the sun.
    """
    query = select(SignIn).where(SignIn.renewal_hash == keyed_hash(settings, "renewal", renewal))
    device = session.scalar(query)
    if device is None or device.revoked_at is not None:
        raise RenewalIsNotGood("This sign-in is over. Sign in again.")
    account = session.get_one(Account, device.holder_id)
    # By the seats of now: who became an auditor since is signed out like one.
    limits = limits_of(session, account)
    if is_over(limits, begun_at=device.begun_at, last_used_at=device.last_used_at, now=now):
        raise RenewalIsNotGood("This sign-in is over. Sign in again.")
    device.last_used_at = now
    device.ends_at = device.begun_at + limits.absolute
    return token_for(session, settings, account, device, now)
