"""A seat ends, with a reason: one's own, or by whoever gives such seats."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Seat
from services.people.queries.accounts import lock_account
from services.people.queries.seats import close_seat, seat_that_may
from services.people.rules.invites import may_invite
from services.people.rules.names import check_reason
from services.people.rules.seats import NoSuchSeat
from shared.access import Caller
from shared.roles import Role

# The record is read by young people, whom a provider can never reach: its own words do not go there.
_A_PROVIDER_LEFT = "The provider gave up its seat."
_UNKNOWN = "There is no such seat in this commission, or none that you may end."


def end_seat(session: Session, *, commission_id: str, seat_id: str, reason: str, caller: Caller, now: datetime) -> Seat:
    """End a seat; the reason is published, but for a provider's. Ending it again changes nothing.

    Raises NoSuchSeat and ReasonNamesSomebody.

    What the caller may not end is as unknown to them as what is not there: a commissioner, too, must not find
    out a provider's seat.
    """
    seat = session.get(Seat, seat_id)
    if seat is None or seat.commission_id != commission_id:
        raise NoSuchSeat(_UNKNOWN)
    actor = seat.seat_id if seat.holder_id == caller.holder_id else _host(session, seat, caller)
    if seat.ended_at is not None:
        return seat
    holder = lock_account(session, seat.holder_id)
    session.refresh(seat)
    check_reason(reason, holder.name, holder.sign_in_name)
    if seat.ended_at is None:
        published = _A_PROVIDER_LEFT if seat.role == Role.PROVIDER else reason
        close_seat(session, seat, actor=actor, reason=published, now=now)
    return seat


def _host(session: Session, seat: Seat, caller: Caller) -> str:
    host = seat_that_may(session, caller, seat.commission_id, lambda held: may_invite(held, Role(seat.role)))
    if host is None:
        raise NoSuchSeat(_UNKNOWN)
    return host.seat_id
