"""A young person supports an idea, or takes their support back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Contribution, IdeaSupport
from services.specification.queries.commissions import open_commission
from services.specification.queries.ideas import idea_of
from services.specification.rules.ideas import check_stands
from shared.access import Caller


def support_idea(
    session: Session, *, commission_id: str, contribution_id: str, supports: bool, caller: Caller, now: datetime
) -> Contribution:
    """Support an idea once, or no more; again changes nothing. How many do is shown, never who, and no event says it.

    Raises NoSuchContribution, NotForSupport, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    given = idea_of(session, commission_id, contribution_id, caller)
    check_stands(stands=given.stands_at is not None, hidden=given.hidden_at is not None)
    held = session.get(IdeaSupport, (contribution_id, caller.seat))
    if supports and held is None:
        session.add(IdeaSupport(contribution_id=contribution_id, seat_id=caller.seat, supported_at=now))
    elif not supports and held is not None:
        session.delete(held)
    session.flush()
    return given
