"""Somebody moves a part of the text to another place."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Clause
from services.specification.queries.clauses import clauses_of
from services.specification.queries.commissions import open_commission
from services.specification.queries.live import held_clause
from services.specification.queries.order import put_in_order
from services.specification.queries.writing import check_reason_given, record_change
from services.specification.rules.order import moved
from shared.access import Caller
from shared.contracts.specification import ClauseMoved


def move_clause(
    session: Session, *, commission_id: str, clause_id: str, number: int, was: int, caller: Caller, now: datetime,
    reason: str = "",
) -> Clause:  # fmt: skip
    """Give a part another place. Its words stay agreed; signatures are void, since the text reads otherwise.

    number: its new place; was: the one at which the caller saw it. To where it stands changes nothing. Raises
    NoSuchClause, PartWasPutTogether, PartHasMoved, NoSuchPlace, ReasonIsMissing, RulesAreLocked and
    CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    clause = held_clause(session, commission_id, clause_id)
    clauses = {each.clause_id: each for each in clauses_of(session, commission_id)}
    order = moved(list(clauses), clause_id, was=was, to=number)
    if number == was:
        return clause
    check_reason_given(session, commission_id, caller=caller, was_agreed=False, reason=reason)
    put_in_order(session, [clauses[each] for each in order])
    event = ClauseMoved(
        commission_id=commission_id, clause_id=clause_id, number_before=was, number=clause.number, moved_at=now
    )
    words = f"Clause {was} is clause {clause.number} now."
    record_change(session, commission, event, changed=words, caller=caller, reason=reason, now=now)
    return clause
