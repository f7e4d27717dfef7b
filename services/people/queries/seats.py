"""Invites and seats: who sits where, and the steps by which a seat begins and ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Account, Invite, Seat
from services.people.queries.secrets import keyed_hash
from services.people.rules.ages import check_age
from services.people.rules.invites import InviteIsNotGood, check_kind, tidy_code
from services.people.rules.seats import check_seats, may_see_name
from shared.access import Caller
from shared.contracts.people import SeatEnded, SeatTaken
from shared.ids import new_id
from shared.messaging.outbox import record
from shared.roles import AccountKind, Role
from shared.settings import Settings

LONDON = ZoneInfo("Europe/London")


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
        }
        for seat, account in session.execute(query)
    ]  # fmt: skip


def use_invite(session: Session, settings: Settings, code: str, now: datetime) -> Invite:
    """Find an invite by its code, hold it, and take one of its places. Raises InviteIsNotGood."""
    found = select(Invite).where(Invite.code_hash == keyed_hash(settings, "invite", tidy_code(code)))
    invite = session.scalar(found.with_for_update())
    if invite is None or invite.used >= invite.places or now >= invite.expires_at:
        raise InviteIsNotGood("This code does not work, or no longer. Ask the person who gave it to you for a new one.")
    invite.used += 1
    return invite


def seat_person(
    session: Session, account: Account, *, commission_id: str, role: Role, now: datetime, invite_id: str | None = None
) -> Seat:
    """Give a person a seat, and record it. The account is new, or held by `lock_account`.

    Raises InviteIsForAnotherRole, AgeIsOutOfRange, SeatIsTakenAlready and ProviderSeatExcludesOthers.
    """
    check_kind(AccountKind(account.kind), role)
    if account.born_on is not None:
        check_age(role, account.born_on, now.astimezone(LONDON).date())
    check_seats(role, {Role(seat.role) for seat in seats_of(session, account.holder_id, commission_id)})
    seat = Seat(
        seat_id=new_id(), commission_id=commission_id, holder_id=account.holder_id, role=role.value,
        invite_id=invite_id, taken_at=now,
    )  # fmt: skip
    session.add(seat)
    session.flush()
    taken = SeatTaken(
        commission_id=commission_id, seat_id=seat.seat_id, holder_id=account.holder_id, role=role.value, taken_at=now
    )
    record(session, taken, actor=seat.seat_id, now=now)
    return seat


def close_seat(session: Session, seat: Seat, *, actor: str, reason: str, now: datetime) -> None:
    """End a seat and record it with its reason. Its account is held by `lock_account`."""
    seat.ended_at = now
    ended = SeatEnded(
        commission_id=seat.commission_id, seat_id=seat.seat_id, holder_id=seat.holder_id, role=seat.role, ended_at=now
    )
    record(session, ended, actor=actor, reason=reason, now=now)
