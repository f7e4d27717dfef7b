"""What the writers of a commission are called on its pages: by their seats, since names are known to `people` alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.specification.models import BroughtIn, RecordedWorkshop
from services.specification.rules.contributions import WORKSHOP
from services.specification.rules.library import ELSEWHERE
from shared.access.tables import TABLES


@dataclass(frozen=True)
class Writer:
    """A seat: its role, and its number among the seats of that role, in the order in which they were taken.

    Or the people at a workshop, whose role is `workshop`, with where and when it was. Or people elsewhere, whose role
    is `elsewhere`, with the commission and council from which their words were brought in.
    """

    seat_id: str
    role: str
    number: int
    venue: str = ""
    held_on: date | None = None
    came_from: str = ""


def writers_of(session: Session, commission_id: str) -> dict[str, Writer]:
    """Return everybody who has or had a seat here, by seat; people at workshops, by workshop; and people elsewhere."""
    seats = TABLES.known_seats
    query = select(seats.c.seat_id, seats.c.role).where(seats.c.commission_id == commission_id)
    found: dict[str, Writer] = {}
    numbers: dict[str, int] = {}
    for seat_id, role in session.execute(query.order_by(seats.c.taken_at, seats.c.seat_id)):
        numbers[role] = numbers.get(role, 0) + 1
        found[seat_id] = Writer(seat_id, role, numbers[role])
    held = select(RecordedWorkshop).where(RecordedWorkshop.commission_id == commission_id)
    for each in session.scalars(held.order_by(RecordedWorkshop.held_on, RecordedWorkshop.workshop_id)):
        found[each.workshop_id] = Writer(each.workshop_id, WORKSHOP, 0, each.venue, each.held_on)
    for number, (source_id, nearest) in enumerate(_sources(session, commission_id).items(), start=1):
        found[source_id] = Writer(source_id, ELSEWHERE, number, came_from=nearest)
    return found


def _sources(session: Session, commission_id: str) -> dict[str, str]:
    query = select(BroughtIn).where(BroughtIn.commission_id == commission_id)
    found = session.scalars(query.order_by(BroughtIn.brought_in_at, BroughtIn.source_id))
    return {each.source_id: f"{each.came_from[0]['commission']}, {each.came_from[0]['council']}" for each in found}
