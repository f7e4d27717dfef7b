"""Invites: how they are made, used and ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.people.models import Account, Invite, Seat
from services.people.queries.accounts import lock_account
from services.people.queries.seats import close_seat, london_date, seat_person, seat_that_may, seats_of
from services.people.queries.secrets import keyed_hash
from services.people.rules.boards import term_is_over
from services.people.rules.invites import (
    InviteIsNotGood,
    NoSuchInvite,
    Opens,
    may_invite,
    new_code,
    tidy_code,
)
from shared.access import Caller
from shared.contracts.people import InviteEnded, InviteMade
from shared.ids import new_id
from shared.messaging.outbox import record
from shared.roles import Role
from shared.settings import Settings

_UNKNOWN = "There is no such invite in this commission, or none that you give out."


def add_invite(
    session: Session, settings: Settings, opens: Opens, *, host: Seat, places: int, days: int, now: datetime,
    reason: str = "",
) -> tuple[Invite, str]:  # fmt: skip
    """Make an invite, record it, and return it with its code, which is not kept."""
    code = new_code()
    invite = Invite(
        invite_id=new_id(), commission_id=host.commission_id, role=opens.role.value, places=places, used=0,
        code_hash=keyed_hash(settings, "invite", code), made_by=host.seat_id, made_at=now,
        expires_at=now + timedelta(days=days), group_id=opens.group_id, board_id=opens.board_id,
        term_ends_on=opens.term_ends_on, replaces_seat_id=opens.replaces_seat_id, reason=reason or None,
    )  # fmt: skip
    session.add(invite)
    event = InviteMade(
        commission_id=invite.commission_id, invite_id=invite.invite_id, role=invite.role, places=places,
        expires_at=invite.expires_at, group_id=invite.group_id, board_id=invite.board_id,
        term_ends_on=invite.term_ends_on, replaces_seat_id=invite.replaces_seat_id,
    )  # fmt: skip
    record(session, event, actor=host.seat_id, reason=reason, now=now)
    return invite, code


def close_invite(session: Session, invite: Invite, *, actor: str, now: datetime) -> None:
    """End an invite that is open, and record it."""
    invite.ended_at = now
    ended = InviteEnded(commission_id=invite.commission_id, invite_id=invite.invite_id, ended_at=now)
    record(session, ended, actor=actor, now=now)


def open_invites(session: Session, commission_id: str, now: datetime) -> list[Invite]:
    """Return the invites of a commission that still let somebody in, newest first."""
    query = select(Invite).where(
        Invite.commission_id == commission_id, Invite.ended_at.is_(None), Invite.expires_at > now,
        Invite.used < Invite.places,
    )  # fmt: skip
    return list(session.scalars(query.order_by(Invite.made_at.desc(), Invite.invite_id)))


def open_invites_for(session: Session, commission_id: str, caller: Caller, now: datetime) -> list[Invite]:
    """Return those open invites of a commission that the caller may give out."""
    held = {Role(seat.role) for seat in seats_of(session, caller.holder_id, commission_id)}
    found = open_invites(session, commission_id, now)
    return [invite for invite in found if any(may_invite(role, Role(invite.role)) for role in held)]


def invites_into(session: Session, group_or_board_id: str) -> list[Invite]:
    """Return the invites into a group or onto a board that were not ended, held so that nobody joins meanwhile."""
    into = or_(Invite.group_id == group_or_board_id, Invite.board_id == group_or_board_id)
    query = select(Invite).where(into, Invite.ended_at.is_(None)).order_by(Invite.invite_id)
    return list(session.scalars(query.with_for_update()))


def use_invite(session: Session, settings: Settings, code: str, now: datetime) -> Invite:
    """Find an invite by its code, hold it, and take one of its places. Raises InviteIsNotGood."""
    found = select(Invite).where(Invite.code_hash == keyed_hash(settings, "invite", tidy_code(code)))
    invite = session.scalar(found.with_for_update())
    if invite is None or not _is_good(invite, now):
        raise InviteIsNotGood("This code does not work, or no longer. Ask the person who gave it to you for a new one.")
    invite.used += 1
    return invite


def _is_good(invite: Invite, now: datetime) -> bool:
    over = invite.ended_at is not None or now >= invite.expires_at
    return not over and invite.used < invite.places and not term_is_over(invite.term_ends_on, london_date(now))


def seat_invited(session: Session, account: Account, invite: Invite, now: datetime) -> Seat:
    """Give a person the seat that an invite opens, and end the seat whose place it takes.

    The account is new, or held by `lock_account`. Raises what `seat_person` raises.
    """
    seat = seat_person(
        session, account, commission_id=invite.commission_id, role=Role(invite.role), now=now, invite=invite
    )
    before = session.get(Seat, invite.replaces_seat_id) if invite.replaces_seat_id else None
    if before is not None and before.ended_at is None:
        lock_account(session, before.holder_id)
        session.refresh(before)
        if before.ended_at is None:
            close_seat(
                session, before, actor=invite.made_by, reason=invite.reason or "", now=now,
                successor_seat_id=seat.seat_id,
            )  # fmt: skip
    return seat


def invite_of_host(session: Session, commission_id: str, invite_id: str, caller: Caller) -> tuple[Invite, Seat]:
    """Return an invite, held, and the caller's seat that may give such seats. Raises NoSuchInvite."""
    invite = session.get(Invite, invite_id, with_for_update=True)
    if invite is None or invite.commission_id != commission_id:
        raise NoSuchInvite(_UNKNOWN)
    role = Role(invite.role)
    host = seat_that_may(session, caller, commission_id, lambda held: may_invite(held, role))
    if host is None:
        raise NoSuchInvite(_UNKNOWN)
    return invite, host
