"""A seat is to pass to somebody else: they get a code for it, and when they take it, the seat before it ends."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Account, Invite, Seat
from services.people.queries.invites import add_invite, close_invite
from services.people.queries.seats import london_date, seat_that_may
from services.people.rules.boards import TermIsWrong, term_is_over
from services.people.rules.invites import Opens, may_invite
from services.people.rules.names import check_reason
from services.people.rules.seats import NoSuchSeat, SeatIsHandedOverAlready
from shared.access import Caller
from shared.roles import Role
from shared.settings import Settings

_UNKNOWN = "There is no such seat in this commission, or none that you may hand over."


def hand_over_seat(
    session: Session, settings: Settings, *, commission_id: str, seat_id: str, reason: str, days: int, caller: Caller,
    now: datetime,
) -> tuple[Invite, str]:  # fmt: skip
    """Make a code for one person who takes the place of a seat, active or ended; the reason is published.

    It opens the same role, group, board and term. A code made for the same seat before ends. Raises NoSuchSeat,
    ReasonNamesSomebody, SeatIsHandedOverAlready and TermIsWrong.
    """
    seat = session.get(Seat, seat_id)
    if seat is None or seat.commission_id != commission_id:
        raise NoSuchSeat(_UNKNOWN)
    role = Role(seat.role)
    host = seat_that_may(session, caller, commission_id, lambda held: may_invite(held, role))
    if host is None:
        raise NoSuchSeat(_UNKNOWN)
    holder = session.get_one(Account, seat.holder_id, with_for_update=True)
    check_reason(reason, holder.name, holder.sign_in_name)
    if term_is_over(seat.term_ends_on, london_date(now)):
        raise TermIsWrong("The term of this seat is over. Make a new code for the board instead.")
    before = select(Invite).where(Invite.replaces_seat_id == seat_id, Invite.ended_at.is_(None)).with_for_update()
    for invite in session.scalars(before).all():
        if invite.used:
            raise SeatIsHandedOverAlready("Somebody has taken the place of this seat already.")
        close_invite(session, invite, actor=host.seat_id, now=now)
    opens = Opens(role, seat.group_id, seat.board_id, seat.term_ends_on, seat_id)
    return add_invite(session, settings, opens, host=host, places=1, days=days, reason=reason, now=now)
