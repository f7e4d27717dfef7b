"""A facilitator records what the group decided about a suggestion, and how."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Contribution
from services.specification.queries.cards import suggestion_of
from services.specification.queries.clauses import clause_of, standing_of
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import give_answer
from services.specification.queries.live import held_clause
from services.specification.queries.writing import change_clause, writer_with
from services.specification.rules.authors import brought_together
from services.specification.rules.changes import changed
from services.specification.rules.contributions import NOT_TAKEN, TAKEN, check_answerable
from services.specification.rules.suggestions import SuggestionDoesNotFit, check_not_taken
from services.specification.rules.texts import check_shown
from shared.access import Caller


def decide_suggestion(
    session: Session, *, commission_id: str, contribution_id: str, takes: bool, reason: str, caller: Caller,
    now: datetime,
) -> Contribution:  # fmt: skip
    """Take a suggestion into the text, with its writer as the writer of its words, or decline it. The writer is told.

    What was written since stays. An agreed part has to be agreed again, and signatures are void. Raises
    NoSuchContribution, NothingToAnswer, SuggestionIsTaken, SuggestionDoesNotFit, TextIsHidden, SpecificationIsTooLong,
    RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    given, suggestion = suggestion_of(session, commission_id, contribution_id, caller, held=True)
    check_answerable(place=given.place, stands=given.stands_at is not None, hidden=given.hidden_at is not None)
    check_not_taken(taken=given.answer == TAKEN)
    if takes:
        about = standing_of(session, clause_of(session, commission_id, suggestion.clause_id))
        clause = held_clause(session, commission_id, about.clause_id)
        check_shown(hidden=clause.hidden_at is not None)
        change = brought_together(suggestion.opened_text, suggestion.new_text, clause.live_text)
        if change is None:
            raise SuggestionDoesNotFit(
                "Somebody changed the same words since. Look at both. The suggestion stays open until you decide."
            )
        change_clause(
            session, commission, clause, heading=clause.heading, text=changed(clause.live_text, change), reason=reason,
            caller=writer_with(session, commission_id, given.seat_id), now=now, by=caller,
        )  # fmt: skip
    give_answer(session, given, answer=TAKEN if takes else NOT_TAKEN, reason=reason, caller=caller, now=now)
    return given
