"""Somebody changes a part in a form, while others may be writing in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Clause
from services.specification.queries.checking import keep_waiting, waits_for_check
from services.specification.queries.clauses import version_of
from services.specification.queries.commissions import open_commission
from services.specification.queries.live import held_clause, oldest_open, text_at
from services.specification.queries.writing import change_clause, keep_live, text_brought_together
from services.specification.rules.live import check_number
from services.specification.rules.texts import heading_brought_together
from shared.access import Caller


def rewrite_clause(
    session: Session, *, commission_id: str, clause_id: str, heading: str, text: str, version: int, number: int,
    caller: Caller, now: datetime, reason: str = "",
) -> Clause:  # fmt: skip
    """Bring together what was written in a form with what others wrote meanwhile, and keep it as a version.

    version, number: what the form was opened at. Words of somebody who is read first wait, as ever. Where nothing was
    changed in the form, what others were writing is kept.

    Raises NoSuchClause, TextHasChanged where two changed the same place, NumberIsUnknown, WordsWereTakenAway,
    ReasonIsMissing, SpecificationIsTooLong, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    clause = held_clause(session, commission_id, clause_id)
    # Who writes a hidden part anew begins from nothing, and its words are not shown to them.
    oldest = 0 if clause.hidden_at is not None else oldest_open(session, clause_id)
    check_number(number, newest=clause.live_number, oldest=oldest)
    opened, was = text_at(session, clause, number), version_of(session, clause, version)
    if (heading, text) == (was.heading, opened):
        # They read what others are writing, and pressed the button: so it is kept.
        if clause.live_number != clause.kept_number and clause.hidden_at is None:
            keep_live(session, commission, clause, reason=reason, caller=caller, now=now)
        return clause
    words: dict[str, Any] = {"heading": heading, "text": text, "reason": reason}
    if waits_for_check(session, commission, caller):
        return keep_waiting(session, commission, clause=clause, **words, caller=caller, now=now)
    words["heading"] = heading_brought_together(was.heading, heading, clause.heading, version=clause.version)
    words["text"] = text if clause.hidden_at is not None else text_brought_together(clause, opened, text)
    return change_clause(session, commission, clause, **words, caller=caller, now=now)
