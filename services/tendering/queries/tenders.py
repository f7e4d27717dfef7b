"""Tenders as everybody reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.tendering.models import KnownCommission, Process
from services.tendering.queries import process_of, takes_bids


@dataclass(frozen=True)
class OpenTender:
    """A tender in the list of those that take bids."""

    commission_id: str
    title: str
    closes_at: datetime


@dataclass(frozen=True)
class TenderPage:
    """A tender as it was published. shares: by panel and for the price, in percent, as texts."""

    commission_id: str
    title: str
    need: str
    clauses: list[dict[str, Any]]
    criteria: list[dict[str, Any]]
    shares: dict[str, str]
    price_formula: str
    opens_at: datetime
    closes_at: datetime
    takes_bids: bool
    abandoned_because: str


def open_tenders(session: Session, now: datetime) -> list[OpenTender]:
    """Return the tenders that take bids now, the one that closes first on top; at most 200."""
    query = (
        select(Process.commission_id, KnownCommission.title, Process.closes_at)
        .join(KnownCommission, KnownCommission.commission_id == Process.commission_id)
        .where(Process.closes_at > now, Process.abandoned_at.is_(None), Process.opened_at.is_(None))
        .order_by(Process.closes_at, Process.commission_id)
        .limit(200)
    )
    return [
        OpenTender(commission_id, title, closes_at or now) for commission_id, title, closes_at in session.execute(query)
    ]


def tender_page(session: Session, commission_id: str, now: datetime) -> TenderPage:
    """Return a tender as it was published. Raises NoSuchTender."""
    process = process_of(session, commission_id)
    known = session.get_one(KnownCommission, commission_id)
    plan = process.plan or {}
    return TenderPage(
        commission_id=commission_id, title=known.title, need=known.need, clauses=known.clauses or [],
        criteria=process.criteria or [], shares=plan["shares"], price_formula=plan["price_formula"],
        opens_at=process.opens_at or now, closes_at=process.closes_at or now,
        takes_bids=takes_bids(process, now) and process.abandoned_at is None,
        abandoned_because=process.abandoned_because or "",
    )  # fmt: skip
