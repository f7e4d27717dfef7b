"""Whoever starts a commission sits in it as its commissioner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Seat
from services.people.queries.accounts import lock_account
from services.people.queries.seats import seat_person
from shared.roles import Role


def seat_commissioner(session: Session, *, commission_id: str, holder_id: str, now: datetime) -> Seat:
    """Give the starter of a commission the commissioner's seat."""
    account = lock_account(session, holder_id)
    return seat_person(session, account, commission_id=commission_id, role=Role.COMMISSIONER, now=now)
