"""A facilitator records that the group agreed a clause, and how."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Clause
from services.specification.queries.commissions import open_commission
from services.specification.queries.live import held_clause
from services.specification.rules.texts import ClauseIsAgreedAlready, check_kept, check_shown, check_version
from shared.access import Caller
from shared.contracts.specification import ClauseAgreed
from shared.messaging.outbox import record


def agree_clause(
    session: Session, *, commission_id: str, clause_id: str, version: int, reason: str, caller: Caller, now: datetime
) -> Clause:
    """Agree the clause as it stands in this version. `reason` says how the group decided.

    Raises NoSuchClause, TextHasChanged, WordsAreBeingWritten, TextIsHidden, ClauseIsAgreedAlready, RulesAreLocked and
    CommissionHasEnded.
    """
    open_commission(session, commission_id)
    clause = held_clause(session, commission_id, clause_id)
    check_version(version, clause.version, heading=clause.heading, text=clause.text)
    check_kept(newest=clause.live_number, kept=clause.kept_number)
    check_shown(hidden=clause.hidden_at is not None)
    if clause.agreed_version == clause.version:
        raise ClauseIsAgreedAlready("This version of the clause is agreed already.")
    clause.agreed_version, clause.agreed_at = clause.version, now
    event = ClauseAgreed(
        commission_id=commission_id, clause_id=clause_id, version=clause.version, heading=clause.heading,
        text=clause.text, agreed_at=now,
    )  # fmt: skip
    record(session, event, actor=caller.seat, reason=reason, now=now)
    return clause
