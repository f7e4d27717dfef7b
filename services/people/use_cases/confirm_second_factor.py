"""Somebody shows that their phone makes the right codes: from now on the account asks for one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.queries.accounts import lock_account
from services.people.queries.second_factor import begun_factor, new_recovery_codes, step_of_code
from services.people.rules.second_factor import SecondCodeIsWrong, SecondFactorIsOn
from shared.access import Caller
from shared.settings import Settings


def confirm_second_factor(
    session: Session, settings: Settings, *, code: str, caller: Caller, now: datetime
) -> list[str]:  # fmt: skip
    """Let the second factor count, and return recovery codes, which are not kept.

    Raises SecondCodeIsWrong, SecondFactorIsOff, SecondFactorIsOn and SecondFactorCannotBeRead.
    """
    lock_account(session, caller.holder_id)
    factor = begun_factor(session, caller.holder_id)
    if factor.confirmed_at is not None:
        raise SecondFactorIsOn("It is on already. If you did not see your recovery codes, make new ones.")
    step = step_of_code(settings, factor, code, now)
    if step is None:
        raise SecondCodeIsWrong(
            "This code is not right. Write the one that your phone shows now. If it is not right again, look if the "
            "clock of your phone is right."
        )
    factor.confirmed_at, factor.last_step = now, step
    return new_recovery_codes(session, settings, caller.holder_id, now)
