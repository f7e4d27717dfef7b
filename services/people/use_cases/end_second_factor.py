"""An account asks for no code any more."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.people.queries.accounts import lock_account
from services.people.queries.second_factor import factor_of, forget_second_factor
from services.people.rules.second_factor import SecondFactorIsOff


def end_second_factor(session: Session, *, holder_id: str) -> None:
    """Forget a person's second factor and recovery codes. Raises NoSuchAccount and SecondFactorIsOff."""
    account = lock_account(session, holder_id)
    if factor_of(session, account.holder_id) is None:
        raise SecondFactorIsOff("This account asks for no code.")
    forget_second_factor(session, account.holder_id)
