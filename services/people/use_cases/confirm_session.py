"""Somebody who is signed in proves once more that it is them, before an act that cannot be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.people.models import Account, SignIn
from services.people.queries.accounts import lock_account
from services.people.queries.guesses import count_guess, hold_guesses, right_guess
from services.people.queries.secrets import passphrase_fits
from services.people.queries.sessions import token_for
from services.people.rules.sessions import SignInIsWrong
from shared.access import Caller
from shared.access.origin import Origin
from shared.settings import Settings


def confirm_session(
    session: Session, settings: Settings, *, passphrase: str, origin: Origin, caller: Caller, now: datetime
) -> dict[str, Any] | SignInIsWrong:
    """Check the passphrase, and return a token that says that the person confirmed.

    A wrong guess is counted like one at sign-in, and so returned, not raised. Raises NoSuchAccount and TooManyGuesses.
    """
    known = session.get_one(Account, caller.holder_id)
    # In the order of signing in, so that two such acts of one person never wait for each other for ever.
    attempt = hold_guesses(session, settings, known.sign_in_name or known.holder_id, origin, now)
    account = lock_account(session, caller.holder_id)
    if not passphrase_fits(account, passphrase):
        count_guess(session, settings, attempt, now)
        return SignInIsWrong("This passphrase is not right. Try again.")
    right_guess(session, attempt)
    device = session.get_one(SignIn, caller.session_id, with_for_update=True)
    device.confirmed_at = now
    return token_for(session, settings, account, device, now)
