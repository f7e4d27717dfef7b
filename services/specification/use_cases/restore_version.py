"""An earlier version of a part is put back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Clause
from services.specification.queries.checking import waits_for_check
from services.specification.queries.clauses import version_of
from services.specification.queries.commissions import open_commission
from services.specification.queries.live import held_clause
from services.specification.queries.writing import change_clause
from services.specification.rules.live import check_live
from services.specification.rules.texts import check_shown
from shared.access import Caller


def restore_version(
    session: Session, *, commission_id: str, clause_id: str, version: int, caller: Caller, now: datetime,
    reason: str = "",
) -> Clause:  # fmt: skip
    """Make a new version with the words of an earlier one; each passage keeps its writer, and nothing is lost.

    Raises NoSuchClause, TextIsHidden where that version is hidden, WordsAreReadFirst, ReasonIsMissing,
    SpecificationIsTooLong, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    clause = held_clause(session, commission_id, clause_id)
    check_live(agreed=False, read_first=waits_for_check(session, commission, caller))
    earlier = version_of(session, clause, version)
    check_shown(hidden=earlier.hidden_at is not None)
    if (earlier.heading, earlier.text) == (clause.heading, clause.live_text) and clause.hidden_at is None:
        return clause
    return change_clause(
        session, commission, clause, heading=earlier.heading, text=earlier.text, reason=reason, caller=caller, now=now,
        passages=earlier.passages,
    )  # fmt: skip
