"""A group is no more: its codes end, and its members' seats go on without it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.people.models import Seat
from services.people.models.groups import Group
from services.people.queries.groups import open_group
from services.people.queries.invites import close_invite, invites_into
from shared.access import Caller
from shared.contracts.people import GroupEnded
from shared.messaging.outbox import record


def end_group(
    session: Session, *, commission_id: str, group_id: str, reason: str, caller: Caller, now: datetime
) -> Group:
    """End a group; the reason is published. Raises NoSuchGroup."""
    group = open_group(session, commission_id, group_id)
    for invite in invites_into(session, group_id):
        close_invite(session, invite, actor=caller.seat, now=now)
    session.execute(update(Seat).where(Seat.group_id == group_id).values(group_id=None))
    group.ended_at = now
    ended = GroupEnded(commission_id=commission_id, group_id=group_id, ended_at=now)
    record(session, ended, actor=caller.seat, reason=reason, now=now)
    return group
