"""A facilitator records that a guardian gave permission, and the young person who waited for it has their seat."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from services.people.models import Invite, Seat
from services.people.models.joining import Permission
from services.people.queries.accounts import lock_account
from services.people.queries.invites import seat_invited
from services.people.queries.joining import held_wait
from services.people.queries.seats import london_date
from services.people.rules.permission import Guardian, PermissionWay, check_permission
from shared.access import Caller
from shared.ids import new_id


def record_permission(
    session: Session, *, commission_id: str, wait_id: str, way: PermissionWay, given_by: Guardian, given_on: date,
    caller: Caller, now: datetime,
) -> Seat:  # fmt: skip
    """Keep how, when and by whom in role permission was given. Raises NobodyWaits and PermissionIsWrong.

    The event is that the seat was taken. That there was permission stays here: it would tell who is under 13.
    """
    check_permission(given_on, london_date(now))
    wait = held_wait(session, commission_id, wait_id)
    account = lock_account(session, wait.holder_id)
    session.add(
        Permission(
            permission_id=new_id(), commission_id=commission_id, holder_id=account.holder_id, way=way.value,
            given_by=given_by.value, given_on=given_on, recorded_by=caller.seat, recorded_at=now,
        )
    )  # fmt: skip
    invite = session.get_one(Invite, wait.invite_id, with_for_update=True)
    session.delete(wait)
    return seat_invited(session, account, invite, now)
