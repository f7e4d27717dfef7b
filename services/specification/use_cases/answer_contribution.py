"""The group answers what somebody gave: what came of it, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Contribution
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import contribution_of, give_answer
from shared.access import Caller


def answer_contribution(
    session: Session, *, commission_id: str, contribution_id: str, answer: str, reason: str, caller: Caller,
    now: datetime,
) -> Contribution:  # fmt: skip
    """Answer an idea or a suggestion; a later answer takes the place of the first. The writer is told, with the reason.

    Raises NoSuchContribution, NothingToAnswer, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    given = contribution_of(session, commission_id, contribution_id, caller, held=True)
    give_answer(session, given, answer=answer, reason=reason, caller=caller, now=now)
    return given
