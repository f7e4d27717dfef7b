"""Somebody is put into another group, or into none. Groups' members are known here alone, so nobody else is told."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.people.models import Seat
from services.people.queries.groups import open_group
from services.people.queries.seats import seat_that_may
from services.people.rules.groups import check_grouped
from services.people.rules.invites import may_invite
from services.people.rules.seats import NoSuchSeat
from shared.access import Caller
from shared.roles import Role


def move_to_group(
    session: Session, *, commission_id: str, seat_id: str, group_id: str | None, caller: Caller
) -> Seat:  # fmt: skip
    """Put a seat into a group, or into none. Whoever gives such seats may do it; everybody may leave a group.

    Raises NoSuchSeat, NoSuchGroup and SeatIsInNoGroup.
    """
    group = open_group(session, commission_id, group_id) if group_id else None
    seat = session.get(Seat, seat_id, with_for_update=True, populate_existing=True)
    if seat is None or seat.commission_id != commission_id or seat.ended_at is not None:
        raise NoSuchSeat("There is no such seat in this commission, or none that you may move.")
    leaves = group is None and seat.holder_id == caller.holder_id
    role = Role(seat.role)
    if not leaves and seat_that_may(session, caller, commission_id, lambda held: may_invite(held, role)) is None:
        raise NoSuchSeat("There is no such seat in this commission, or none that you may move.")
    if group is not None:
        check_grouped(role)
    seat.group_id = None if group is None else group.group_id
    return seat
