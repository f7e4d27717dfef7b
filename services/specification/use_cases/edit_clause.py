"""Somebody changes the words of a clause."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseVersion
from services.specification.queries import clause_of, open_commission, void_sign_offs
from services.specification.rules import check_reason, check_version
from shared.access import Caller
from shared.contracts.specification import ClauseDrafted
from shared.messaging.outbox import record
from shared.roles import Role


def edit_clause(
    session: Session, *, commission_id: str, clause_id: str, heading: str, text: str, version: int, reason: str,
    caller: Caller, now: datetime,
) -> Clause:  # fmt: skip
    """Write a new version, which is a draft until it is agreed. Voids signatures. The same words change nothing.

    Raises NoSuchClause, TextHasChanged, ReasonIsMissing, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    clause = clause_of(session, commission_id, clause_id)
    check_version(version, clause.version, clause.text)
    if (heading, text) == (clause.heading, clause.text):
        return clause
    by_adult = caller.role is not Role.YOUNG_PERSON
    check_reason(by_adult=by_adult, was_agreed=clause.agreed_version == clause.version, reason=reason)
    clause.heading, clause.text = heading, text
    clause.version += 1
    clause.agreed_version = clause.agreed_at = None
    clause.drafted_by, clause.drafted_by_role = caller.seat, str(caller.role)
    session.add(
        ClauseVersion(
            clause_id=clause_id, version=clause.version, heading=heading, text=text, seat_id=caller.seat,
            role=str(caller.role), reason=reason, written_at=now,
        )  # fmt: skip
    )
    void_sign_offs(
        session, commission, changed=f"clause {clause.number} has new words", actor=caller.seat, reason=reason, now=now
    )
    event = ClauseDrafted(commission_id=commission_id, clause_id=clause_id, version=clause.version, drafted_at=now)
    record(session, event, actor=caller.seat, reason=reason, now=now)
    return clause
