"""Somebody whose passphrase was right a moment ago gives the code as well."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.people.queries.accounts import lock_account
from services.people.queries.second_factor import check_second_code, factor_of
from services.people.queries.sessions import begin_session
from services.people.rules.second_factor import FirstStepIsOver, SecondCodeIsWrong
from shared.access.origin import Origin
from shared.settings import Settings


def finish_sign_in(
    session: Session, settings: Settings, *, holder_id: str, second_code: str, origin: Origin, now: datetime
) -> dict[str, Any] | SecondCodeIsWrong:
    """Check the code of somebody who gave their passphrase, and begin a session; return what `begin_session` returns.

    A wrong code is counted, and so returned, not raised. Raises TooManyGuesses, NoSuchAccount, FirstStepIsOver where
    the account asks for no code any more, and SecondFactorCannotBeRead.
    """
    account = lock_account(session, holder_id)
    if factor_of(session, holder_id) is None:
        raise FirstStepIsOver("Something has changed since you gave your passphrase. Please sign in once more.")
    wrong = check_second_code(session, settings, account, code=second_code, origin=origin, now=now)
    return wrong or begin_session(session, settings, account, origin, now)
