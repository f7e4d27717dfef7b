"""A commissioner or facilitator sets up a group of young people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models.groups import Group
from services.people.queries.groups import groups_of, is_named
from services.people.rules.groups import GroupKind, GroupNameIsTaken
from shared.access import Caller
from shared.contracts.people import GroupMade
from shared.ids import new_id
from shared.messaging.outbox import record


def make_group(
    session: Session, *, commission_id: str, name: str, kind: GroupKind, caller: Caller, now: datetime
) -> Group:
    """Make a group; its name is published. Raises GroupNameIsTaken."""
    if is_named(name, groups_of(session, commission_id)):
        raise GroupNameIsTaken(
            "There is a group of this name already. Choose another, such as one with the school in it."
        )
    group = Group(group_id=new_id(), commission_id=commission_id, name=name, kind=kind.value, made_at=now)
    session.add(group)
    made = GroupMade(commission_id=commission_id, group_id=group.group_id, name=name, kind=kind.value, made_at=now)
    record(session, made, actor=caller.seat, now=now)
    return group
