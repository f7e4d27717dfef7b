"""Who sits where, as this service knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access.tables import TABLES
from shared.roles import Role

_SEATS = TABLES.known_seats


@dataclass(frozen=True)
class KnownSeat:
    """A seat in a commission. `ended_at` is empty while it is active."""

    seat_id: str
    commission_id: str
    holder_id: str
    role: str
    taken_at: datetime
    ended_at: datetime | None


def active_seats(session: Session, commission_id: str, *roles: Role) -> list[KnownSeat]:
    """Return the active seats of a commission, of these roles or of all, in the order they were taken."""
    query = select(_SEATS).where(_SEATS.c.commission_id == commission_id, _SEATS.c.ended_at.is_(None))
    if roles:
        query = query.where(_SEATS.c.role.in_(roles))
    rows = session.execute(query.order_by(_SEATS.c.taken_at, _SEATS.c.seat_id))
    return [KnownSeat(*row) for row in rows]


def seats_held(session: Session, holder_id: str, commission_id: str | None = None) -> list[KnownSeat]:
    """Return a person's active seats, in one commission or in all, in the order they were taken."""
    query = select(_SEATS).where(_SEATS.c.holder_id == holder_id, _SEATS.c.ended_at.is_(None))
    if commission_id is not None:
        query = query.where(_SEATS.c.commission_id == commission_id)
    rows = session.execute(query.order_by(_SEATS.c.taken_at, _SEATS.c.seat_id))
    return [KnownSeat(*row) for row in rows]


def seat_by_id(session: Session, seat_id: str) -> KnownSeat | None:
    """Return a seat, active or ended, or None where this service has not heard of it."""
    row = session.execute(select(_SEATS).where(_SEATS.c.seat_id == seat_id)).first()
    return None if row is None else KnownSeat(*row)
