"""Safeguarding leads: who reads worries, here and where nobody else does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, exists, select, update
from sqlalchemy.orm import Session

from services.people.models import Account, SafeguardingLead, Seat
from services.people.rules.worries import BARRED


def leads_of(session: Session, commission_id: str | None) -> list[tuple[SafeguardingLead, Account]]:
    """Return the leads of a commission, or the fallback leads where there is none, in the order they were named.

    Who sits in the commission in a seat that must not read worries is none, whenever the seat came.
    """
    return _leads(session, SafeguardingLead.commission_id == commission_id, commission_id)


def fallback_leads(session: Session, commission_id: str | None) -> list[tuple[SafeguardingLead, Account]]:
    """Return the fallback leads who may read about this commission."""
    return _leads(session, SafeguardingLead.commission_id.is_(None), commission_id)


def _leads(session: Session, where: object, commission_id: str | None) -> list[tuple[SafeguardingLead, Account]]:
    barred = exists().where(
        and_(
            Seat.holder_id == SafeguardingLead.holder_id, Seat.commission_id == commission_id,
            Seat.ended_at.is_(None), Seat.role.in_(BARRED),
        )
    )  # fmt: skip
    query = (
        select(SafeguardingLead, Account)
        .join(Account, Account.holder_id == SafeguardingLead.holder_id)
        .where(where, SafeguardingLead.ended_at.is_(None), Account.erased_at.is_(None), ~barred)  # type: ignore[arg-type]
        .order_by(SafeguardingLead.named_at, SafeguardingLead.lead_id)
    )
    return [(lead, account) for lead, account in session.execute(query)]


def leads_held_by(session: Session, holder_id: str) -> list[SafeguardingLead]:
    """Return what a person is a lead of, today."""
    query = select(SafeguardingLead).where(SafeguardingLead.holder_id == holder_id, SafeguardingLead.ended_at.is_(None))
    return list(session.scalars(query.order_by(SafeguardingLead.named_at)))


def end_leads(session: Session, holder_id: str, now: datetime) -> None:
    """Let a person read no more worries anywhere: they are erased."""
    active = update(SafeguardingLead).where(
        SafeguardingLead.holder_id == holder_id, SafeguardingLead.ended_at.is_(None)
    )
    session.execute(active.values(ended_at=now))
