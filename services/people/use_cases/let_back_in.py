"""A facilitator lets a young person back in who forgot their passphrase, on the record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.people.models import Seat
from services.people.models.joining import WayIn
from services.people.queries.accounts import lock_account
from services.people.queries.secrets import keyed_hash
from services.people.rules.invites import new_code
from services.people.rules.names import check_reason
from services.people.rules.seats import NoSuchSeat
from services.people.rules.way_in import WAY_IN_LASTS, MayNotLetIn
from shared.access import Caller
from shared.contracts.people import WayInGiven
from shared.ids import new_id
from shared.messaging.outbox import record
from shared.roles import Role
from shared.settings import Settings


def let_back_in(
    session: Session, settings: Settings, *, commission_id: str, seat_id: str, reason: str, caller: Caller,
    now: datetime,
) -> tuple[WayIn, str]:  # fmt: skip
    """Make a code that lets a young person in once, and return it; it is not kept. The reason is published.

    A code given before ends. Raises NoSuchSeat, MayNotLetIn and ReasonNamesSomebody.
    """
    seat = session.get(Seat, seat_id)
    young = seat is not None and seat.commission_id == commission_id and seat.role == Role.YOUNG_PERSON
    if seat is None or not young or seat.ended_at is not None:
        raise NoSuchSeat("There is no such young person in this commission, or no longer.")
    if seat.holder_id == caller.holder_id:
        raise MayNotLetIn("Ask another facilitator: nobody lets themselves in.")
    account = lock_account(session, seat.holder_id)
    check_reason(reason, account.name, account.sign_in_name)
    session.execute(delete(WayIn).where(WayIn.holder_id == account.holder_id, WayIn.used_at.is_(None)))
    code = new_code()
    way_in = WayIn(
        way_in_id=new_id(), holder_id=account.holder_id, code_hash=keyed_hash(settings, "way in", code),
        given_by=caller.seat, given_at=now, expires_at=now + WAY_IN_LASTS,
    )  # fmt: skip
    session.add(way_in)
    given = WayInGiven(
        commission_id=commission_id, way_in_id=way_in.way_in_id, seat_id=seat_id, expires_at=way_in.expires_at
    )
    record(session, given, actor=caller.seat, reason=reason, now=now)
    return way_in, code
