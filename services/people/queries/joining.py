"""Joining of the youngest: who waits for permission, and what is forgotten of whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from services.people.models import Account, Invite, Seat
from services.people.models.joining import Permission, SignInWindow, Wait, WayIn
from services.people.queries.invites import seat_invited
from services.people.queries.seats import check_place, london_date
from services.people.rules.permission import NobodyWaits, permission_is_needed
from shared.ids import new_id
from shared.roles import Role


def take_place(session: Session, account: Account, invite: Invite, now: datetime) -> Seat | Wait:
    """Give a person the seat of an invite; or, under 13 and without permission on record, a place to wait for it.

    The account is new, or held by `lock_account`. Raises what `seat_person` raises.
    """
    given = exists().where(Permission.holder_id == account.holder_id, Permission.commission_id == invite.commission_id)
    young = permission_is_needed(account.born_on, london_date(now))
    if not young or session.scalar(select(given)):
        return seat_invited(session, account, invite, now)
    check_place(session, account, commission_id=invite.commission_id, role=Role(invite.role), now=now)
    waiting = session.scalar(
        select(Wait).where(Wait.holder_id == account.holder_id, Wait.commission_id == invite.commission_id)
    )
    if waiting is not None:
        # A second code for one who waits takes no second place.
        invite.used -= 1
        return waiting
    wait = Wait(
        wait_id=new_id(), commission_id=invite.commission_id, holder_id=account.holder_id, invite_id=invite.invite_id,
        role=invite.role, began_at=now,
    )  # fmt: skip
    session.add(wait)
    session.flush()
    return wait


def waiting_in(session: Session, commission_id: str) -> list[dict[str, Any]]:
    """Return who waits in a commission, by nickname, as facilitators may know it; longest first."""
    query = select(Wait, Account.name).join(Account, Account.holder_id == Wait.holder_id)
    found = query.where(Wait.commission_id == commission_id).order_by(Wait.began_at, Wait.wait_id)
    return [
        {"wait_id": wait.wait_id, "name": name, "began_at": wait.began_at, "role": wait.role}
        for wait, name in session.execute(found)
    ]


def waits_of(session: Session, holder_id: str) -> list[Wait]:
    """Return what a person waits for, in all commissions."""
    return list(session.scalars(select(Wait).where(Wait.holder_id == holder_id).order_by(Wait.began_at)))


def waits_before(session: Session, moment: datetime) -> list[Wait]:
    """Return who has waited since before a moment, longest first."""
    return list(session.scalars(select(Wait).where(Wait.began_at <= moment).order_by(Wait.began_at, Wait.wait_id)))


def held_wait(session: Session, commission_id: str, wait_id: str) -> Wait:
    """Return somebody's waiting in this commission, held. Raises NobodyWaits."""
    wait = session.get(Wait, wait_id, with_for_update=True)
    if wait is None or wait.commission_id != commission_id:
        raise NobodyWaits("Nobody waits here by that id, or no longer.")
    return wait


def stop_waiting(session: Session, wait: Wait) -> None:
    """End a waiting without a seat: the place of the code is free again."""
    invite = session.get_one(Invite, wait.invite_id, with_for_update=True)
    invite.used -= 1
    session.delete(wait)
    session.flush()


def window_for(session: Session, holder_id: str, now: datetime) -> bool:
    """Say whether a facilitator has opened sign-in in a commission where this person sits, or waits to."""
    windows = select(SignInWindow.commission_id).where(SignInWindow.closes_at > now)
    sits = exists().where(Seat.holder_id == holder_id, Seat.ended_at.is_(None), Seat.commission_id.in_(windows))
    waits = exists().where(Wait.holder_id == holder_id, Wait.commission_id.in_(windows))
    return bool(session.scalar(select(sits | waits)))


def forget_joining(session: Session, holder_id: str) -> None:
    """Forget how somebody joined: what they wait for, who gave permission, and ways back in."""
    for wait in waits_of(session, holder_id):
        stop_waiting(session, wait)
    for kept in (Permission, WayIn):
        session.execute(delete(kept).where(kept.holder_id == holder_id))
