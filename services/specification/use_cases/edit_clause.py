"""Somebody changes the words of a clause."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseVersion
from services.specification.queries import check_reason_given, clause_of, open_commission, record_change
from services.specification.rules import check_version
from shared.access import Caller
from shared.contracts.specification import ClauseDrafted


def edit_clause(
    session: Session, *, commission_id: str, clause_id: str, heading: str, text: str, version: int, caller: Caller,
    now: datetime, reason: str = "",
) -> Clause:  # fmt: skip
    """Write a new version, which is a draft until it is agreed. Voids signatures. The same words change nothing.

    Raises NoSuchClause, TextHasChanged, ReasonIsMissing, SpecificationIsTooLong, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    clause = clause_of(session, commission_id, clause_id)
    check_version(version, clause.version, heading=clause.heading, text=clause.text)
    if (heading, text) == (clause.heading, clause.text):
        return clause
    was_agreed = clause.agreed_version == clause.version
    check_reason_given(session, commission_id, caller=caller, was_agreed=was_agreed, reason=reason)
    clause.heading, clause.text = heading, text
    clause.version += 1
    clause.agreed_version = clause.agreed_at = None
    clause.drafted_by, clause.drafted_by_role = caller.seat, str(caller.role)
    written = ClauseVersion(
        clause_id=clause_id, version=clause.version, heading=heading, text=text, seat_id=caller.seat,
        role=str(caller.role), reason=reason, written_at=now,
    )  # fmt: skip
    session.add(written)
    event = ClauseDrafted(commission_id=commission_id, clause_id=clause_id, version=clause.version, drafted_at=now)
    changed = f"Clause {clause.number} has new words."
    record_change(session, commission, event, changed=changed, caller=caller, reason=reason, now=now)
    return clause
