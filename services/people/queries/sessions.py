"""Sessions, and the tokens they get."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.people.models import Account, SignIn
from services.people.queries.keys import unlock_current_key
from services.people.queries.secrets import keyed_hash
from services.people.rules.sessions import SESSION_LASTS
from shared.access.tokens import LIFETIME, sign
from shared.ids import new_id
from shared.roles import AccountKind
from shared.settings import Settings


def live_sign_ins(session: Session, holder_id: str, now: datetime) -> list[SignIn]:
    """Return a person's sessions that are neither over nor ended."""
    query = select(SignIn).where(SignIn.holder_id == holder_id, SignIn.revoked_at.is_(None), SignIn.ends_at > now)
    return list(session.scalars(query.order_by(SignIn.begun_at, SignIn.session_id)))


def begin_session(session: Session, settings: Settings, account: Account, now: datetime) -> dict[str, Any]:
    """Begin a session of somebody who has proved who they are: a token, and the renewal secret that gets more of them.

    The account is new, or held by `lock_account`, so that no session begins while its person is being erased.
    """
    # What is over is of no use any more, and says when somebody was here.
    session.execute(delete(SignIn).where(SignIn.holder_id == account.holder_id, SignIn.ends_at <= now))
    renewal = secrets.token_urlsafe(32)
    begun = SignIn(
        session_id=new_id(), holder_id=account.holder_id, renewal_hash=keyed_hash(settings, "renewal", renewal),
        begun_at=now, ends_at=now + SESSION_LASTS,
    )  # fmt: skip
    session.add(begun)
    session.flush()
    return {**token_for(session, settings, account, begun, now), "renewal": renewal}


def token_for(session: Session, settings: Settings, account: Account, device: SignIn, now: datetime) -> dict[str, Any]:
    """Return a signed token and when it ends: after 15 minutes, or with its session where that is sooner.

    Raises LookupError where there is no key to sign with: the migration that makes it has not run.
    """
    key = unlock_current_key(session, settings)
    if key is None:
        message = "there is no signing key that COPRODUCE_SECRET opens: run coproduce migrate"
        raise LookupError(message)
    # A token tells its end in whole seconds; the answer says the same moment.
    ends_at = min(now + LIFETIME, device.ends_at).replace(microsecond=0)
    token = sign(
        holder_id=account.holder_id, session_id=device.session_id, kind=AccountKind(account.kind), key=key, now=now,
        lifetime=ends_at - now,
    )  # fmt: skip
    return {
        "session_id": device.session_id, "holder_id": account.holder_id, "token": token, "expires_at": ends_at,
    }  # fmt: skip
