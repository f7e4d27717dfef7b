"""Somebody drafts a new clause."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseVersion
from services.specification.queries import clauses_of, open_commission, void_sign_offs
from shared.access import Caller
from shared.contracts.specification import ClauseDrafted
from shared.ids import new_id
from shared.messaging.outbox import record


def draft_clause(
    session: Session, *, commission_id: str, heading: str, text: str, caller: Caller, now: datetime
) -> Clause:
    """Add a clause at the end. Voids signatures. Raises RulesAreLocked and CommissionHasEnded."""
    commission = open_commission(session, commission_id)
    number = max((c.number for c in clauses_of(session, commission_id)), default=0) + 1
    role = str(caller.role)
    clause = Clause(
        clause_id=new_id(), commission_id=commission_id, number=number, heading=heading, text=text, version=1,
        drafted_by=caller.seat, drafted_by_role=role,
    )  # fmt: skip
    session.add(clause)
    session.flush()
    session.add(
        ClauseVersion(
            clause_id=clause.clause_id, version=1, heading=heading, text=text, seat_id=caller.seat, role=role, reason="",
            written_at=now,
        )  # fmt: skip
    )
    void_sign_offs(session, commission, changed=f"clause {number} is new", actor=caller.seat, reason="", now=now)
    event = ClauseDrafted(commission_id=commission_id, clause_id=clause.clause_id, version=1, drafted_at=now)
    record(session, event, actor=caller.seat, now=now)
    return clause
