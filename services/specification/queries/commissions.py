"""Commissions, and whether their text can be read or changed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.specification.models import (
    Commission,
    KnownTender,
)
from services.specification.rules.commissions import (
    NoSuchCommission,
    check_may_read,
    check_open,
)
from shared.access import Caller
from shared.access.tables import TABLES as ACCESS
from shared.roles import Role


def commission_by_id(session: Session, commission_id: str) -> Commission:
    """Return a commission. Raises NoSuchCommission."""
    found = session.get(Commission, commission_id)
    if found is None:
        raise NoSuchCommission("There is no such commission.")
    return found


def is_open(session: Session, commission_id: str) -> bool:
    """Say whether the text may still change: the tender is not published, and the commission goes on."""
    tender = session.get(KnownTender, commission_id)
    return tender is None or (tender.published_at is None and tender.ended_at is None)


def open_commission(session: Session, commission_id: str) -> Commission:
    """Return a commission, held, whose text may still change. Raises RulesAreLocked and CommissionHasEnded."""
    found = session.get(Commission, commission_id, with_for_update=True)
    if found is None:
        raise NoSuchCommission("There is no such commission.")
    check_is_open(session, commission_id)
    return found


def hold_commission(session: Session, commission_id: str) -> None:
    """Hold a commission, also one that is over: first, as every act does, so that no two wait for each other."""
    session.get(Commission, commission_id, with_for_update=True)


def check_is_open(session: Session, commission_id: str) -> None:
    """Raise RulesAreLocked or CommissionHasEnded where the text cannot change any more."""
    tender = session.get(KnownTender, commission_id)
    check_open(
        locked=tender is not None and tender.published_at is not None,
        ended=tender is not None and tender.ended_at is not None,
    )


def check_reader(session: Session, commission_id: str, caller: Caller) -> None:
    """Raise NotPublishedYet where a bidder asks for what is still being written."""
    tender = session.get(KnownTender, commission_id)
    published = tender is not None and tender.published_at is not None
    check_may_read(is_provider=caller.role == Role.PROVIDER, published=published)


def commissions_of(session: Session, holder_id: str) -> list[Commission]:
    """Return the commissions in which a person has an active seat, the newest 200, newest first."""
    seats = ACCESS.known_seats
    mine = select(seats.c.commission_id).where(seats.c.holder_id == holder_id, seats.c.ended_at.is_(None))
    query = select(Commission).where(Commission.commission_id.in_(mine))
    return list(session.scalars(query.order_by(Commission.started_at.desc(), Commission.commission_id).limit(200)))
