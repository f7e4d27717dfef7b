"""A seat ends, with a reason: one's own, or by whoever gives such seats."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Seat
from services.people.queries import close_seat
from services.people.rules import NoSuchSeat, may_invite
from shared.access import Caller
from shared.roles import Role


def end_seat(
    session: Session, *, commission_id: str, seat_id: str, reason: str, caller: Caller, now: datetime
) -> Seat:
    """End a seat. Raises NoSuchSeat, also where the caller may not end it. Ending it again changes nothing."""
    seat = session.get(Seat, seat_id, with_for_update=True)
    if seat is None or seat.commission_id != commission_id:
        raise NoSuchSeat("There is no such seat in this commission.")
    own = seat.holder_id == caller.holder_id
    if not own and (caller.role is None or not may_invite(caller.role, Role(seat.role))):
        raise NoSuchSeat("There is no such seat in this commission that you may end.")
    if seat.ended_at is None:
        close_seat(session, seat, actor=caller.actor, reason=reason, now=now)
    return seat
