"""Somebody signs in on a device."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.people.queries.accounts import account_by_name, lock_account
from services.people.queries.guesses import count_guess, hold_guesses, right_guess
from services.people.queries.seats import london_date
from services.people.queries.second_factor import check_second_code, factor_of
from services.people.queries.secrets import hash_is_outdated, passphrase_fits, passphrase_hash
from services.people.queries.sessions import begin_session
from services.people.rules.permission import agreement_is_due, check_agreement
from services.people.rules.second_factor import SecondFactorIsNeeded
from services.people.rules.sessions import SignInIsWrong
from shared.access.origin import Origin
from shared.errors import NotAllowed
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
    second_code: str = "",
) -> dict[str, Any] | NotAllowed:
    """Check name and passphrase and begin a session; return what `begin_session` returns.

    agrees: a young person who joined under 13 and is 13 now says that they want to go on.
    second_code: from the phone, or a recovery code, where the account asks for one.
    Wrong guesses at either are counted, and so returned, not raised (SignInIsWrong, SecondCodeIsWrong); so is
    SecondFactorIsNeeded. Raises TooManyGuesses, AgreementIsNeeded and SecondFactorCannotBeRead.
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
    if factor_of(session, account.holder_id) is not None:
        if not second_code.strip():
            return SecondFactorIsNeeded("This account asks for a code as well: from your phone, or a recovery code.")
        wrong = check_second_code(session, settings, account, code=second_code, origin=origin, now=now)
        if wrong is not None:
            return wrong
    return begin_session(session, settings, account, origin, now)
