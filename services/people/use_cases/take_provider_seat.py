"""A provider takes a seat in a commission, without an invite: tenders are open to all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import KnownCommission, Seat
from services.people.queries.accounts import lock_account
from services.people.queries.seats import seat_person
from services.people.rules.seats import NoSuchCommission
from shared.access import Caller
from shared.roles import Role


def take_provider_seat(session: Session, *, commission_id: str, caller: Caller, now: datetime) -> Seat:
    """Take a provider's seat. Raises NoSuchCommission, ProviderSeatExcludesOthers and SeatIsTakenAlready."""
    known = session.get(KnownCommission, commission_id)
    if known is None or known.ended_at is not None:
        raise NoSuchCommission("There is no such commission, or it has ended.")
    account = lock_account(session, caller.holder_id)
    return seat_person(session, account, commission_id=commission_id, role=Role.PROVIDER, now=now)
