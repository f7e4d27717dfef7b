"""Seats end whose term is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Seat
from services.people.queries.accounts import lock_account
from services.people.queries.seats import close_seat, london_date
from services.people.rules.boards import term_ended


def end_terms(session: Session, *, now: datetime) -> int:
    """End the seats whose last day was yesterday or before, in Europe/London, and return how many there were."""
    today = london_date(now)
    over = select(Seat).where(Seat.ended_at.is_(None), Seat.term_ends_on < today).order_by(Seat.holder_id)
    ended = 0
    for seat in session.scalars(over).all():
        lock_account(session, seat.holder_id)
        session.refresh(seat)
        if seat.ended_at is None and seat.term_ends_on is not None:
            close_seat(session, seat, actor="system", reason=term_ended(seat.term_ends_on), now=now)
            ended += 1
    return ended
