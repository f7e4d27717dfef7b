"""An officer says how many young people use the service, so that who takes part can be seen beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.people.models.participation import ServiceUsers
from services.people.queries.groups import groups_of
from services.people.rules.groups import NoSuchGroup
from shared.access import Caller
from shared.counting import AGE_BANDS


def set_service_users(
    session: Session, *, commission_id: str, numbers: Mapping[str, int], caller: Caller, now: datetime
) -> None:
    """Keep these figures, by age band or group's id, in place of all before. Raises NoSuchGroup.

    No event: the figures are the officer's own, and small ones are not to be published.
    """
    known = set(AGE_BANDS) | {group.group_id for group in groups_of(session, commission_id)}
    if not set(numbers) <= known:
        raise NoSuchGroup("One of these is neither an age band nor a group of this commission.")
    session.execute(delete(ServiceUsers).where(ServiceUsers.commission_id == commission_id))
    session.add_all(
        ServiceUsers(commission_id=commission_id, part=part, number=number, set_by=caller.seat, set_at=now)
        for part, number in sorted(numbers.items())
    )
