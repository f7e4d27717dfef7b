"""The group answers a whole group of similar ideas in one act."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Contribution
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import give_answer
from services.specification.queries.ideas import group_of, ideas_in
from services.specification.rules.contributions import NothingToAnswer
from shared.access import Caller


def answer_idea_group(
    session: Session, *, commission_id: str, contribution_id: str, answer: str, reason: str, caller: Caller,
    now: datetime,
) -> list[Contribution]:  # fmt: skip
    """Answer every idea of the group that others read; each writer is told. It takes the place of earlier answers.

    Raises NoSuchContribution, NothingToAnswer, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    group_of(session, commission_id, contribution_id, caller)
    ideas = ideas_in(session, contribution_id)
    if not ideas:
        raise NothingToAnswer("There is no idea in this group that others read.")
    for given in ideas:
        give_answer(session, given, answer=answer, reason=reason, caller=caller, now=now)
    return ideas
