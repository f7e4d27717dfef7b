"""The group answers what somebody gave: what came of it, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Contribution
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import contribution_of
from services.specification.rules.contributions import check_answerable
from shared.access import Caller
from shared.contracts.specification import ContributionAnswered
from shared.messaging.outbox import record


def answer_contribution(
    session: Session, *, commission_id: str, contribution_id: str, answer: str, reason: str, caller: Caller,
    now: datetime,
) -> Contribution:  # fmt: skip
    """Answer an idea or a suggestion; a later answer takes the place of the first. The writer is told, with the reason.

    Raises NoSuchContribution, NothingToAnswer, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    given = contribution_of(session, commission_id, contribution_id, caller, held=True)
    check_answerable(place=given.place, stands=given.stands_at is not None, hidden=given.hidden_at is not None)
    given.answer, given.answer_words, given.answered_at = answer, reason, now
    event = ContributionAnswered(
        commission_id=commission_id, contribution_id=contribution_id, place=given.place, answer=answer,
        seat_id=given.seat_id, answered_at=now,
    )  # fmt: skip
    record(session, event, actor=caller.seat, reason=reason, now=now)
    return given
