"""Somebody signs in on a device."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.people.models import Guessing, SignIn
from services.people.queries import account_by_name, keyed_hash, passphrase_fits, token_for
from services.people.rules import GUESSES_FORGOTTEN_AFTER, SESSION_LASTS, SignInIsWrong, check_guessing, folded
from shared.ids import new_id
from shared.settings import Settings


@dataclass(frozen=True)
class SignedIn:
    """A new session: the token for the next minutes, and the secret that gets more of them."""

    session_id: str
    holder_id: str
    token: str
    expires_at: datetime
    renewal: str


def sign_in(
    session: Session, settings: Settings, *, sign_in_name: str, passphrase: str, now: datetime
) -> SignedIn | SignInIsWrong:
    """Check name and passphrase and begin a session; a wrong guess is counted, and so returned, not raised.

    Raises TooManyGuesses.
    """
    name_hash = keyed_hash(settings, "guess", folded(sign_in_name))
    guessing = session.get(Guessing, name_hash, with_for_update=True)
    if guessing is not None:
        check_guessing(guessing.failures, guessing.last_failed_at, now)
    account = account_by_name(session, sign_in_name)
    if not passphrase_fits(account, passphrase) or account is None:
        _count(session, guessing, name_hash, now)
        return SignInIsWrong("This name and passphrase do not belong together. Check both and try again.")
    if guessing is not None:
        session.delete(guessing)
    renewal = secrets.token_urlsafe(32)
    begun = SignIn(
        session_id=new_id(), holder_id=account.holder_id, renewal_hash=keyed_hash(settings, "renewal", renewal),
        begun_at=now, ends_at=now + SESSION_LASTS,
    )  # fmt: skip
    session.add(begun)
    session.flush()
    given = token_for(session, settings, account, begun.session_id, now)
    return SignedIn(begun.session_id, account.holder_id, given["token"], given["expires_at"], renewal)


def _count(session: Session, guessing: Guessing | None, name_hash: str, now: datetime) -> None:
    session.execute(delete(Guessing).where(Guessing.last_failed_at < now - GUESSES_FORGOTTEN_AFTER))
    if guessing is None or guessing.last_failed_at < now - GUESSES_FORGOTTEN_AFTER:
        session.merge(Guessing(name_hash=name_hash, failures=1, last_failed_at=now))
        return
    guessing.failures += 1
    guessing.last_failed_at = now
