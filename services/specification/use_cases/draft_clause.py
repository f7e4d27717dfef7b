"""Somebody drafts a new clause."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Clause
from services.specification.queries.checking import keep_waiting, waits_for_check
from services.specification.queries.commissions import open_commission
from services.specification.queries.ideas import grown_from, link_ideas
from services.specification.queries.writing import add_clause
from shared.access import Caller
from shared.ids import new_id


def draft_clause(
    session: Session, *, commission_id: str, heading: str, text: str, caller: Caller, now: datetime, reason: str = "",
    grew_from: str | None = None,
) -> Clause:  # fmt: skip
    """Add a clause at the end, or keep it until a facilitator has read it. Voids signatures; an adult gives a reason.

    grew_from: the idea, or the group of ideas, that it is written from. Raises NoSuchContribution, TooManyClauses,
    SpecificationIsTooLong, ReasonIsMissing, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    words: dict[str, Any] = {"heading": heading, "text": text, "reason": reason}
    ideas = grown_from(session, commission_id, grew_from, caller) if grew_from else []
    if waits_for_check(session, commission, caller):
        clause = keep_waiting(session, commission, clause=None, **words, caller=caller, now=now)
    else:
        clause = add_clause(session, commission, clause_id=new_id(), **words, caller=caller, now=now)
    link_ideas(session, clause.clause_id, ideas, caller=caller, now=now)
    return clause
