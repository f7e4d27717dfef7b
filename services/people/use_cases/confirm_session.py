"""Somebody who is signed in proves once more that it is them, before an act that cannot be undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.people.models import Account, SignIn
from services.people.queries.accounts import lock_account
from services.people.queries.guesses import count_guess, hold_guesses, right_guess
from services.people.queries.secrets import passphrase_fits
from services.people.queries.sessions import token_for
from services.people.rules.pictures import check_open, secret_of
from services.people.rules.sessions import SignInIsWrong
from shared.access import Caller
from shared.access.origin import Origin
from shared.settings import Settings


def confirm_session(
    session: Session, settings: Settings, *, origin: Origin, caller: Caller, now: datetime, passphrase: str = "",
    pictures: Sequence[str] = (),
) -> dict[str, Any] | SignInIsWrong:  # fmt: skip
    """Check the passphrase, or the four pictures, and return a token that says that the person confirmed.

    With pictures no facilitator has to have opened sign-in, but there are five guesses all the same. A wrong guess is
    counted like one at sign-in, and so returned, not raised. Raises NoSuchAccount, TooManyGuesses, PicturesAreWrong
    and SignInIsNotOpen.
    """
    secret = secret_of(pictures) if pictures else passphrase
    known = session.get_one(Account, caller.holder_id)
    # In the order of signing in, so that two such acts of one person never wait for each other for ever.
    attempt = hold_guesses(session, settings, known.sign_in_name or known.holder_id, origin, now)
    if pictures:
        check_open(window=True, failures=attempt.held.failures)
    account = lock_account(session, caller.holder_id)
    if account.with_pictures != bool(pictures) or not passphrase_fits(account, secret):
        count_guess(session, settings, attempt, now)
        if pictures:
            return SignInIsWrong("These pictures are not right. Try again.")
        return SignInIsWrong("This passphrase is not right. Try again.")
    right_guess(session, attempt)
    device = session.get_one(SignIn, caller.session_id, with_for_update=True)
    device.confirmed_at = now
    return token_for(session, settings, account, device, now)
