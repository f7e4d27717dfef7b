"""Somebody puts similar ideas into a group, new or there already, or takes them out of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.specification.models import Contribution, Idea
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import add_contribution
from services.specification.queries.ideas import group_of, idea_of
from services.specification.rules.contributions import IDEA_GROUP
from services.specification.rules.ideas import check_room_in_group, check_stands
from shared.access import Caller


def group_ideas(
    session: Session, *, commission_id: str, contribution_ids: Sequence[str], caller: Caller, now: datetime,
    group_id: str | None = None, name: str = "",
) -> Contribution | None:  # fmt: skip
    """Put ideas into a new group with a name, into the one that is named, or into none. Return the group.

    A group's name is read first like other words. Raises NoSuchContribution, NotForSupport, GroupIsFull,
    TooManyContributions, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    for contribution_id in contribution_ids:
        given = idea_of(session, commission_id, contribution_id, caller)
        check_stands(stands=given.stands_at is not None, hidden=given.hidden_at is not None)
    group = None
    if name:
        group = add_contribution(session, commission, place=IDEA_GROUP, text=name, caller=caller, now=now)
    elif group_id is not None:
        group = group_of(session, commission_id, group_id, caller)
    for fact in session.scalars(select(Idea).where(Idea.contribution_id.in_(contribution_ids))):
        fact.group_id = group.contribution_id if group is not None else None
    session.flush()
    if group is not None:
        inside = select(func.count()).where(Idea.group_id == group.contribution_id)
        check_room_in_group(session.scalar(inside) or 0)
    return group
