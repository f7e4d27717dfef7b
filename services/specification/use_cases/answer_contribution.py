"""The group answers what somebody gave: what came of it, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Contribution
from services.specification.queries.cards import waits_to_be_put_in
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import contribution_of, give_answer
from services.specification.rules.contributions import TAKEN
from services.specification.rules.suggestions import check_words_are_in
from shared.access import Caller


def answer_contribution(
    session: Session, *, commission_id: str, contribution_id: str, answer: str, reason: str, caller: Caller,
    now: datetime,
) -> Contribution:  # fmt: skip
    """Answer an idea or a suggestion; a later answer takes the place of the first. The writer is told, with the reason.

    A suggestion whose words fit is taken by putting them in, and not here. Raises NoSuchContribution, NothingToAnswer,
    WordsAreNotIn, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    given = contribution_of(session, commission_id, contribution_id, caller, held=True)
    check_words_are_in(waits=answer == TAKEN and waits_to_be_put_in(session, given))
    give_answer(session, given, answer=answer, reason=reason, caller=caller, now=now)
    return given
