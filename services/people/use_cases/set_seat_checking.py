"""A facilitator says whether what a young person writes is checked before others see it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Seat
from services.people.rules.seats import NoSuchSeat
from shared.access import Caller
from shared.contracts.people import SeatCheckingSet
from shared.messaging.outbox import record
from shared.roles import Role


def set_seat_checking(
    session: Session, *, commission_id: str, seat_id: str, checked_first: bool, caller: Caller, now: datetime
) -> Seat:
    """Set or lift it, without saying why: it tells nobody an age. Raises NoSuchSeat."""
    seat = session.get(Seat, seat_id)
    if seat is None or seat.commission_id != commission_id or seat.role != Role.YOUNG_PERSON or seat.ended_at:
        raise NoSuchSeat("There is no such young person's seat in this commission.")
    seat.writes_freely = not checked_first
    event = SeatCheckingSet(seat_id=seat_id, checked_first=checked_first, set_at=now)
    record(session, event, actor=caller.seat, now=now)
    return seat
