"""Somebody suggests a change to a part of the text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Contribution, Suggestion
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import add_contribution
from services.specification.queries.live import held_clause, oldest_open, text_at, version_at
from services.specification.rules.authors import pieces_between
from services.specification.rules.contributions import SUGGESTION
from services.specification.rules.live import check_number
from services.specification.rules.suggestions import check_changes
from services.specification.rules.texts import check_shown
from shared.access import Caller


def suggest_change(
    session: Session, *, commission_id: str, clause_id: str, text: str, number: int, why: str, caller: Caller,
    now: datetime,
) -> Contribution:  # fmt: skip
    """Keep what somebody would make of a part, beside it. number: what the part was opened at.

    Raises NoSuchClause, TextIsHidden, NothingIsChanged, NumberIsUnknown, WordsWereTakenAway, TooManyContributions,
    RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    # Made of a part that was put together with another one meanwhile, it goes into that one.
    clause = held_clause(session, commission_id, clause_id, ended=True)
    check_shown(hidden=clause.hidden_at is not None)
    check_number(number, newest=clause.live_number, oldest=oldest_open(session, clause_id))
    opened = text_at(session, clause, number)
    check_changes(opened=opened, text=text)
    # Whoever reads it first, or looks at a report, reads all new words and no others, since those may be hidden.
    added = " … ".join(piece.words.strip() for piece in pieces_between(opened, text) if piece.kind == "added")
    words = "\n\n".join(part for part in (added, why) if part)
    given = add_contribution(
        session, commission, place=SUGGESTION, text=words, caller=caller, now=now, subject_id=clause_id
    )
    session.add(
        Suggestion(
            contribution_id=given.contribution_id, clause_id=clause_id, opened_text=opened, new_text=text, why=why,
            version=version_at(session, clause, number).version,
        )
    )  # fmt: skip
    return given
