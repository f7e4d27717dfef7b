"""Tenders as everybody reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.tendering.models import Amendment, AskedFile, KnownCommission, Process, Question, TenderDates
from services.tendering.queries import process_of, submitted_bids, takes_bids
from services.tendering.queries.files import asked_files
from services.tendering.queries.questions import amendments_of, published_questions, unknown_amendment
from services.tendering.rules.bids import NoSuchCommission, SpecificationIsNotAgreed
from services.tendering.rules.opening import OPENERS


@dataclass(frozen=True)
class OpenTender:
    """A tender in the list of those that take bids."""

    commission_id: str
    title: str
    closes_at: datetime


@dataclass(frozen=True)
class OpeningRecord:
    """What everybody may know of an opening. roles: of the two seats, in the order in which they acted.

    bids: label, and the first amendment that the bid does not know of, 0 where it knows all.
    """

    opened_at: datetime
    roles: tuple[str, str]
    bids: list[tuple[str, int]]


@dataclass(frozen=True)
class TenderPage:
    """A tender as it was published. shares: by panel and for the price, in percent, as texts.

    In a preview there may be no dates, and there is no hash: the seed for ties is made with the publication.
    """

    commission_id: str
    title: str
    need: str
    clauses: list[dict[str, Any]]
    criteria: list[dict[str, Any]]
    shares: Mapping[str, str]
    price_formula: str
    closes_at: datetime | None
    questions_until: datetime | None
    urgent_because: str = ""
    takes_bids: bool = False
    takes_questions: bool = False
    abandoned_because: str = ""
    rules_sha256: str = ""
    questions: list[Question] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)
    opening: OpeningRecord | None = None
    files: list[AskedFile] = field(default_factory=list)
    files_are_open: bool = False


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
    """Return a tender as it was published, with what came since. Raises NoSuchTender."""
    process = process_of(session, commission_id)
    known = session.get_one(KnownCommission, commission_id)
    plan = process.plan or {}
    bids = takes_bids(process, now) and process.abandoned_at is None
    return TenderPage(
        commission_id=commission_id, title=known.title, need=known.need, clauses=known.clauses or [],
        criteria=process.criteria or [], shares=plan["shares"], price_formula=plan["price_formula"],
        closes_at=process.closes_at, questions_until=process.questions_until, urgent_because=process.urgent_because,
        takes_bids=bids, abandoned_because=process.abandoned_because or "", rules_sha256=process.rules_sha256 or "",
        takes_questions=bids and process.questions_until is not None and now < process.questions_until,
        questions=published_questions(session, commission_id), amendments=amendments_of(session, commission_id),
        opening=opening_record(session, process), files=asked_files(session, commission_id),
        files_are_open=process.prices_opened_at is not None,
    )  # fmt: skip


def commission_read(session: Session, commission_id: str) -> KnownCommission:
    """Return what is known of a commission, to read only. Raises NoSuchCommission."""
    found = session.get(KnownCommission, commission_id)
    if found is None:
        raise NoSuchCommission("This commission is not known here, or not yet.")
    return found


def preview_page(session: Session, commission_id: str) -> TenderPage:
    """Return a tender as it would be published now. Raises NoSuchCommission and SpecificationIsNotAgreed."""
    known, dates = commission_read(session, commission_id), session.get(TenderDates, commission_id)
    if known.sha256 is None or known.criteria is None:
        raise SpecificationIsNotAgreed("The text is not agreed yet, so there is nothing to look at.")
    return TenderPage(
        commission_id=commission_id, title=known.title, need=known.need, clauses=known.clauses or [],
        criteria=known.criteria, shares=known.plan["shares"], price_formula=known.plan["price_formula"],
        closes_at=dates.closes_at if dates else None, questions_until=dates.questions_until if dates else None,
        urgent_because=dates.urgent_because if dates else "", files=asked_files(session, commission_id),
    )  # fmt: skip


def opening_record(session: Session, process: Process) -> OpeningRecord | None:
    """Return what everybody may know of the opening, once it is done."""
    if process.opened_at is None:
        return None
    first = str(process.first_opener_role)
    bids = [bid for bid in submitted_bids(session, process.commission_id) if bid.label]
    bids.sort(key=lambda bid: (len(str(bid.label)), str(bid.label)))
    return OpeningRecord(
        process.opened_at, (first, next(str(role) for role in OPENERS if role != first)),
        [(str(bid.label), unknown_amendment(session, bid)) for bid in bids],
    )  # fmt: skip
