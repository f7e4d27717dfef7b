"""Somebody begins to set up codes from their phone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import SecondFactor
from services.people.queries.accounts import lock_account
from services.people.queries.second_factor import factor_of, forget_second_factor, new_locked_secret
from services.people.rules.second_factor import SecondFactorIsOn
from shared.access import Caller
from shared.settings import Settings


def begin_second_factor(session: Session, settings: Settings, *, caller: Caller, now: datetime) -> SecondFactor:
    """Make what the phone's codes are made from. It counts when a first code was right. Raises SecondFactorIsOn.

    Whoever began before and did not finish begins anew.
    """
    account = lock_account(session, caller.holder_id)
    if factor_of(session, account.holder_id) is not None:
        raise SecondFactorIsOn("Your account asks for a code already. For another phone, turn it off first.")
    forget_second_factor(session, account.holder_id)
    factor = SecondFactor(
        holder_id=account.holder_id, locked_secret=new_locked_secret(settings, account.holder_id), begun_at=now
    )
    session.add(factor)
    return factor
