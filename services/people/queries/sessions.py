"""Sessions, and the tokens they get."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.people.models import Account, SignIn
from services.people.queries.guesses import mark_of
from services.people.queries.keys import unlock_current_key
from services.people.queries.seats import seats_of
from services.people.queries.secrets import keyed_hash
from services.people.rules.devices import device_called
from services.people.rules.sessions import Limits, is_over, limits_for
from shared.access.origin import Origin
from shared.access.tokens import LIFETIME, sign
from shared.ids import new_id
from shared.roles import AccountKind, Role
from shared.settings import Settings

_TIDIED_AT_A_TIME = 500


def limits_of(session: Session, account: Account) -> Limits:
    """Return how long a person's sessions go on, by their kind of account and the seats they hold now."""
    return limits_for(AccountKind(account.kind), {Role(seat.role) for seat in seats_of(session, account.holder_id)})


def live_sign_ins(session: Session, holder_id: str, now: datetime) -> list[SignIn]:
    """Return a person's sessions that are neither over nor ended."""
    limits = limits_of(session, session.get_one(Account, holder_id))
    query = select(SignIn).where(SignIn.holder_id == holder_id, SignIn.revoked_at.is_(None), SignIn.ends_at > now)
    return [
        each
        for each in session.scalars(query.order_by(SignIn.begun_at, SignIn.session_id))
        if not is_over(limits, begun_at=each.begun_at, last_used_at=each.last_used_at, now=now)
    ]


def begin_session(
    session: Session, settings: Settings, account: Account, origin: Origin, now: datetime, *,
    proved_at: datetime | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Begin a session of somebody who just proved who they are, or, where another vouches for them, at `proved_at`.

    Returns a token, the renewal secret that gets more of them, and the mark by which the device is known again.
    The account is new, or held by `lock_account`, so that no session begins while its person is being erased.
    """
    _forget_what_is_over(session, now)
    renewal = secrets.token_urlsafe(32)
    begun = SignIn(
        session_id=new_id(), holder_id=account.holder_id, renewal_hash=keyed_hash(settings, "renewal", renewal),
        device=device_called(origin.agent), begun_at=now, last_used_at=now, confirmed_at=min(proved_at or now, now),
        ends_at=now + limits_of(session, account).absolute,
    )  # fmt: skip
    session.add(begun)
    session.flush()
    mark = mark_of(settings, account.sign_in_name or account.holder_id, origin)
    return {**token_for(session, settings, account, begun, now), "renewal": renewal, "device": mark}


def _forget_what_is_over(session: Session, now: datetime) -> None:
    """Delete sessions of anybody that are over. They are of no use any more, and say when somebody was here."""
    # Only rows that nobody holds: two sign-ins that each tidied away the other's row would wait for ever.
    over = select(SignIn.session_id).where(SignIn.ends_at <= now).limit(_TIDIED_AT_A_TIME)
    forgotten = delete(SignIn).where(SignIn.session_id.in_(over.with_for_update(skip_locked=True)))
    session.execute(forgotten, execution_options={"synchronize_session": False})


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
        confirmed_at=device.confirmed_at, lifetime=ends_at - now,
    )  # fmt: skip
    return {
        "session_id": device.session_id, "holder_id": account.holder_id, "token": token, "expires_at": ends_at,
    }  # fmt: skip
