"""The second factor of somebody who lost their phone and their recovery codes: only whoever runs the system ends it."""

from __future__ import annotations

import structlog
from sqlalchemy.orm import Session

from services.people.queries.accounts import account_by_name
from services.people.queries.second_factor import factor_of
from services.people.rules.sessions import NoSuchAccount
from services.people.use_cases.end_second_factor import end_second_factor
from shared.runtime import Runtime

_log = structlog.get_logger("deploy.second_factor")


def is_on(people: Runtime, email: str) -> bool:
    """Say whether this account asks for a code as well. Raises NoSuchAccount."""
    with people.read_sessions() as session:
        return factor_of(session, _holder(session, email)) is not None


def end(people: Runtime, email: str) -> None:
    """End it, and say so in the log by the account's id alone. Raises NoSuchAccount and SecondFactorIsOff."""
    with people.sessions.begin() as session:
        holder_id = _holder(session, email)
        end_second_factor(session, holder_id=holder_id)
    _log.warning("a second factor was ended by command", holder_id=holder_id)


def _holder(session: Session, email: str) -> str:
    account = account_by_name(session, email)
    if account is None:
        raise NoSuchAccount("Nobody signs in with this e-mail address.")
    return account.holder_id
