"""The words that are being written are kept as a version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Clause
from services.specification.queries.commissions import open_commission
from services.specification.queries.live import held_clause
from services.specification.queries.writing import keep_live
from services.specification.rules.live import check_written
from services.specification.rules.texts import check_shown
from shared.access import Caller


def keep_words(session: Session, *, commission_id: str, clause_id: str, caller: Caller, now: datetime) -> Clause:
    """Make a version of the words as they are now. Where it holds them already, nothing changes.

    Raises NoSuchClause, TextIsHidden, NothingIsWritten, SpecificationIsTooLong, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    clause = held_clause(session, commission_id, clause_id)
    check_shown(hidden=clause.hidden_at is not None)
    if clause.live_number == clause.kept_number:
        return clause
    check_written(clause.live_text)
    keep_live(session, commission, clause, reason="", caller=caller, now=now)
    return clause
