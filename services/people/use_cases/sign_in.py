"""Somebody signs in on a device."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.people.queries.accounts import account_by_name, lock_account
from services.people.queries.guesses import count_guess, hold_guesses, right_guess
from services.people.queries.seats import london_date
from services.people.queries.secrets import hash_is_outdated, passphrase_fits, passphrase_hash
from services.people.queries.sessions import begin_session
from services.people.rules.permission import agreement_is_due, check_agreement
from services.people.rules.sessions import SignInIsWrong
from shared.access.origin import Origin
from shared.settings import Settings


def sign_in(
    session: Session,
    settings: Settings,
    *,
    sign_in_name: str,
    passphrase: str,
    origin: Origin,
    now: datetime,
    agrees: bool = False,
) -> dict[str, Any] | SignInIsWrong:
    """Check name and passphrase and begin a session; return what `begin_session` returns.

    agrees: a young person who joined under 13 and is 13 now says that they want to go on.
    A wrong guess is counted, and so returned, not raised. Raises TooManyGuesses and AgreementIsNeeded.
    """
    attempt = hold_guesses(session, settings, sign_in_name, origin, now)
    account = account_by_name(session, sign_in_name)
    if not passphrase_fits(account, passphrase) or account is None or account.with_pictures:
        count_guess(session, settings, attempt, now)
        return SignInIsWrong("This name and passphrase do not belong together. Check both and try again.")
    right_guess(session, attempt)
    lock_account(session, account.holder_id)
    if hash_is_outdated(account):
        account.passphrase_hash = passphrase_hash(passphrase)
    today = london_date(now)
    check_agreement(account.born_on, account.agreed_at, today, agrees=agrees)
    if agreement_is_due(account.born_on, account.agreed_at, today):
        account.agreed_at = now
    return begin_session(session, settings, account, origin, now)
