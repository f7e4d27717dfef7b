"""Somebody drafts a new clause."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseVersion
from services.specification.queries import check_reason_given, clauses_of, open_commission, record_change
from services.specification.rules import check_room
from shared.access import Caller
from shared.contracts.specification import ClauseDrafted
from shared.ids import new_id


def draft_clause(
    session: Session, *, commission_id: str, heading: str, text: str, caller: Caller, now: datetime, reason: str = ""
) -> Clause:
    """Add a clause at the end. Voids signatures; an adult who does that gives a reason.

    Raises TooManyClauses, SpecificationIsTooLong, ReasonIsMissing, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    clauses = clauses_of(session, commission_id)
    check_room(clauses=len(clauses))
    check_reason_given(session, commission_id, caller=caller, was_agreed=False, reason=reason)
    number = max((c.number for c in clauses), default=0) + 1
    role = str(caller.role)
    clause = Clause(
        clause_id=new_id(), commission_id=commission_id, number=number, heading=heading, text=text, version=1,
        drafted_by=caller.seat, drafted_by_role=role,
    )  # fmt: skip
    session.add(clause)
    session.flush()
    first = ClauseVersion(
        clause_id=clause.clause_id, version=1, heading=heading, text=text, seat_id=caller.seat, role=role,
        reason=reason, written_at=now,
    )  # fmt: skip
    session.add(first)
    event = ClauseDrafted(commission_id=commission_id, clause_id=clause.clause_id, version=1, drafted_at=now)
    changed = f"Clause {number} is new."
    record_change(session, commission, event, changed=changed, caller=caller, reason=reason, now=now)
    return clause
