"""One of the youngest signs in with four pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.people.queries.accounts import account_by_name, lock_account
from services.people.queries.guesses import count_guess, hold_guesses, right_guess
from services.people.queries.joining import window_for
from services.people.queries.seats import london_date
from services.people.queries.secrets import passphrase_fits
from services.people.queries.sessions import begin_session
from services.people.rules.pictures import check_open, check_young_enough, secret_of
from services.people.rules.sessions import SignInIsWrong
from shared.access.origin import Origin
from shared.settings import Settings


def sign_in_with_pictures(
    session: Session, settings: Settings, *, nickname: str, pictures: Sequence[str], origin: Origin, now: datetime
) -> dict[str, Any] | SignInIsWrong:
    """Check name and pictures and begin a session; return what `begin_session` returns.

    A wrong guess is counted, and so returned, not raised. Raises PicturesAreWrong, SignInIsNotOpen, TooManyGuesses and
    PicturesAreForTheYoungest.
    """
    secret = secret_of(pictures)
    account = account_by_name(session, nickname)
    window = account is not None and window_for(session, account.holder_id, now)
    # Before anything is counted: what is not looked at keeps nobody out.
    check_open(window=window, failures=0)
    attempt = hold_guesses(session, settings, nickname, origin, now)
    check_open(window=window, failures=attempt.held.failures)
    if account is None or not account.with_pictures or not passphrase_fits(account, secret):
        count_guess(session, settings, attempt, now)
        return SignInIsWrong("This nickname and these pictures do not belong together. Check both and try again.")
    check_young_enough(account.born_on, london_date(now))
    right_guess(session, attempt)
    lock_account(session, account.holder_id)
    return begin_session(session, settings, account, origin, now)
