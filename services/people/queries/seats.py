"""Seats: who sits where, and the steps by which a seat begins and ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Account, Invite, KnownCommission, Seat
from services.people.rules.ages import check_age, is_checked_first
from services.people.rules.invites import check_kind
from services.people.rules.seats import check_seats, may_see_name
from shared.access import Caller
from shared.contracts.people import SeatCheckingSet, SeatEnded, SeatTaken
from shared.ids import new_id
from shared.messaging.outbox import record
from shared.roles import AccountKind, Role

LONDON = ZoneInfo("Europe/London")


def london_date(now: datetime) -> date:
    """Return the date in Europe/London: by it people grow older, and terms end."""
    return now.astimezone(LONDON).date()


def seats_of(session: Session, holder_id: str, commission_id: str | None = None) -> list[Seat]:
    """Return the active seats of a person, in all commissions or in one."""
    query = select(Seat).where(Seat.holder_id == holder_id, Seat.ended_at.is_(None))
    if commission_id is not None:
        query = query.where(Seat.commission_id == commission_id)
    return list(session.scalars(query.order_by(Seat.taken_at, Seat.seat_id)))


def seat_that_may(session: Session, caller: Caller, commission_id: str, may: Callable[[Role], bool]) -> Seat | None:
    """Return the caller's first seat in the commission whose role may do something, or None.

    A person may hold two seats, and the sign-in check names only one of them.
    """
    return next((seat for seat in seats_of(session, caller.holder_id, commission_id) if may(Role(seat.role))), None)


def listed_seats(session: Session, commission_id: str, caller: Caller) -> list[dict[str, Any]]:
    """Return the seats of a commission, ended ones too, as this caller may see them.

    Providers' seats are not listed to anyone: they would tell who is bidding.
    """
    query = (
        select(Seat, Account)
        .join(Account, Account.holder_id == Seat.holder_id)
        .where(Seat.commission_id == commission_id, Seat.role != Role.PROVIDER)
        .order_by(Seat.taken_at, Seat.seat_id)
    )
    viewers = {Role(seat.role) for seat in seats_of(session, caller.holder_id, commission_id)}
    return [
        {
            "seat_id": seat.seat_id, "role": seat.role, "taken_at": seat.taken_at, "ended_at": seat.ended_at,
            "name": account.name if may_see_name(viewers, Role(seat.role)) else None,
            # Who may not know the name may not count a group either.
            "group_id": seat.group_id if may_see_name(viewers, Role(seat.role)) else None,
            "board_id": seat.board_id, "term_ends_on": seat.term_ends_on, "writes_freely": seat.writes_freely,
        }
        for seat, account in session.execute(query)
    ]  # fmt: skip


def check_place(session: Session, account: Account, *, commission_id: str, role: Role, now: datetime) -> None:
    """Refuse a seat that this person cannot have here.

    Raises InviteIsForAnotherRole, AgeIsOutOfRange, SeatIsTakenAlready and ProviderSeatExcludesOthers.
    """
    check_kind(AccountKind(account.kind), role)
    if account.born_on is not None:
        check_age(role, account.born_on, london_date(now))
    check_seats(role, {Role(seat.role) for seat in seats_of(session, account.holder_id, commission_id)})


def seat_person(
    session: Session, account: Account, *, commission_id: str, role: Role, now: datetime, invite: Invite | None = None
) -> Seat:
    """Give a person a seat, and record it. The account is new, or held by `lock_account`.

    Raises InviteIsForAnotherRole, AgeIsOutOfRange, SeatIsTakenAlready and ProviderSeatExcludesOthers.
    """
    check_place(session, account, commission_id=commission_id, role=role, now=now)
    seat = Seat(
        seat_id=new_id(), commission_id=commission_id, holder_id=account.holder_id, role=role.value, taken_at=now
    )
    if invite is not None:
        seat.invite_id, seat.group_id = invite.invite_id, invite.group_id
        seat.board_id, seat.term_ends_on = invite.board_id, invite.term_ends_on
    session.add(seat)
    session.flush()
    taken = SeatTaken(
        commission_id=commission_id, seat_id=seat.seat_id, holder_id=account.holder_id, role=role.value, taken_at=now,
        board_id=seat.board_id, term_ends_on=seat.term_ends_on,
        replaces_seat_id=None if invite is None else invite.replaces_seat_id,
    )  # fmt: skip
    record(session, taken, actor=seat.seat_id, now=now)
    say_who_writes_freely(session, account, seat, now)
    return seat


def say_who_writes_freely(session: Session, account: Account, seat: Seat, now: datetime) -> None:
    """Where young people's texts are checked first, say of whoever is old enough that theirs are not.

    Of the others nothing is said: what is not heard of is checked, and nobody's age is told. What a facilitator said
    of a seat stands.
    """
    known = session.get(KnownCommission, seat.commission_id)
    if known is None or not known.checks_young_texts or seat.role != Role.YOUNG_PERSON or account.born_on is None:
        return
    if seat.writes_freely is None and not is_checked_first(account.born_on, london_date(now)):
        seat.writes_freely = True
        record(session, SeatCheckingSet(seat_id=seat.seat_id, checked_first=False, set_at=now), actor="system", now=now)


def close_seat(
    session: Session, seat: Seat, *, actor: str, reason: str, now: datetime, successor_seat_id: str | None = None
) -> None:
    """End a seat and record it with its reason. Its account is held by `lock_account`."""
    seat.ended_at = now
    ended = SeatEnded(
        commission_id=seat.commission_id, seat_id=seat.seat_id, holder_id=seat.holder_id, role=seat.role, ended_at=now,
        successor_seat_id=successor_seat_id,
    )  # fmt: skip
    record(session, ended, actor=actor, reason=reason, now=now)
