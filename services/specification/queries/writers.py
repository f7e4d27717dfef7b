"""What the writers of a commission are called on its pages: by their seats, since names are known to `people` alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access.tables import TABLES


@dataclass(frozen=True)
class Writer:
    """A seat: its role, and its number among the seats of that role, in the order in which they were taken."""

    seat_id: str
    role: str
    number: int


def writers_of(session: Session, commission_id: str) -> dict[str, Writer]:
    """Return everybody who has or had a seat here, by seat."""
    seats = TABLES.known_seats
    query = select(seats.c.seat_id, seats.c.role).where(seats.c.commission_id == commission_id)
    found: dict[str, Writer] = {}
    numbers: dict[str, int] = {}
    for seat_id, role in session.execute(query.order_by(seats.c.taken_at, seats.c.seat_id)):
        numbers[role] = numbers.get(role, 0) + 1
        found[seat_id] = Writer(seat_id, role, numbers[role])
    return found
