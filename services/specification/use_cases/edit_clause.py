"""Somebody changes the words of a clause."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Clause
from services.specification.queries.checking import keep_waiting, waits_for_check
from services.specification.queries.clauses import may_see_hidden
from services.specification.queries.commissions import open_commission
from services.specification.queries.live import held_clause
from services.specification.queries.writing import change_clause, text_brought_together
from services.specification.rules.texts import check_version
from shared.access import Caller


def edit_clause(
    session: Session, *, commission_id: str, clause_id: str, heading: str, text: str, version: int, caller: Caller,
    now: datetime, reason: str = "",
) -> Clause:  # fmt: skip
    """Write a new version, which is a draft until it is agreed, or keep it until a facilitator has read it.

    Voids signatures. The same words change nothing. What others are writing at this moment stays, where it is not at
    the same place.

    Raises NoSuchClause, TextHasChanged, ReasonIsMissing, SpecificationIsTooLong, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    clause = held_clause(session, commission_id, clause_id)
    standing = {"heading": clause.heading, "text": clause.text}
    # The refusal holds what stands there now; of what is hidden it says that to nobody but those who can show it.
    seen = standing if clause.hidden_at is None or may_see_hidden(caller) else dict.fromkeys(standing, "")
    check_version(version, clause.version, **seen)
    if (heading, text) == (clause.heading, clause.text):
        return clause
    words: dict[str, Any] = {"heading": heading, "text": text, "reason": reason}
    if waits_for_check(session, commission, caller):
        return keep_waiting(session, commission, clause=clause, **words, caller=caller, now=now)
    words["text"] = text_brought_together(clause, clause.text, text)
    return change_clause(session, commission, clause, **words, caller=caller, now=now)
