"""Somebody makes new recovery codes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.queries.accounts import lock_account
from services.people.queries.second_factor import factor_of, new_recovery_codes
from services.people.rules.second_factor import SecondFactorIsOff
from shared.access import Caller
from shared.settings import Settings


def renew_recovery_codes(session: Session, settings: Settings, *, caller: Caller, now: datetime) -> list[str]:
    """End the recovery codes that are left, and return new ones, which are not kept. Raises SecondFactorIsOff."""
    lock_account(session, caller.holder_id)
    if factor_of(session, caller.holder_id) is None:
        raise SecondFactorIsOff("Your account asks for no code. You can set it up.")
    return new_recovery_codes(session, settings, caller.holder_id, now)
