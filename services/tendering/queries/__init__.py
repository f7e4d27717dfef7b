"""Reading, and steps that several use cases share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import holidays
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.tendering.models import (
    AskedFile,
    Bid,
    Challenge,
    KnownChoice,
    KnownCommission,
    Member,
    Organisation,
    Process,
)
from services.tendering.queries.parts import owner_hash
from services.tendering.rules.award import NoSuchAward
from services.tendering.rules.bids import (
    BidIsSubmitted,
    BidIsWithdrawn,
    CommissionHasEnded,
    NoSuchBid,
    NoSuchCommission,
    NoSuchTender,
    OrganisationIsMissing,
    TenderIsClosed,
    has_closed,
)
from services.tendering.rules.locked import locked_rules
from shared.access import Caller

_UK = ("ENG", "WLS", "SCT", "NIR")


def bank_holidays(first: date) -> frozenset[date]:
    """Return the bank holidays in any part of the UK, in the year of this day and the two after it."""
    years = range(first.year, first.year + 3)
    return frozenset(day for part in _UK for day in holidays.country_holidays("GB", subdiv=part, years=years))


def known_commission(session: Session, commission_id: str) -> KnownCommission:
    """Return what is known of a commission, held: what rests on it waits for a change. Raises NoSuchCommission."""
    found = session.get(KnownCommission, commission_id, with_for_update=True)
    if found is None:
        raise NoSuchCommission("This commission is not known here, or not yet.")
    return found


def process_of(session: Session, commission_id: str, *, hold: bool = False, share: bool = False) -> Process:
    """Return how far tendering has come, where there is a tender. Raises NoSuchTender.

    hold: nobody else may change it until the transaction ends. share: likewise, but others may share it: bids that
    come in do not wait for each other, only the opening waits for them, and they for the opening.
    """
    found = session.get(Process, commission_id, with_for_update={"read": share} if hold or share else None)
    if found is None or found.tender_id is None:
        raise NoSuchTender("There is no tender in this commission.")
    return found


def going_process(session: Session, commission_id: str, *, share: bool = False) -> Process:
    """Return the process, held or held in share, while it goes on. Raises NoSuchTender and CommissionHasEnded."""
    found = process_of(session, commission_id, hold=not share, share=share)
    check_going(found)
    return found


def check_going(process: Process) -> None:
    """Raise CommissionHasEnded after a contract or an abandonment."""
    if process.contract_signed_at is not None or process.abandoned_at is not None:
        raise CommissionHasEnded("This commission has ended, so nothing in it can change.")


def takes_bids(process: Process, now: datetime) -> bool:
    """Say whether bids may come, change and go: before the deadline, by the clock of when the request came.

    Once the bids are open the answer is no whatever that clock says: a request may have waited.
    """
    return process.closes_at is not None and not has_closed(process.closes_at, now) and process.opened_at is None


def status(process: Process, now: datetime) -> str:
    """Return the stage that the dated facts amount to."""
    if process.abandoned_at:
        return "abandoned"
    for name in ("contract_signed", "award_decided", "prices_opened", "opened"):
        if getattr(process, f"{name}_at"):
            return name
    return "closed" if process.closes_at is not None and has_closed(process.closes_at, now) else "open"


def organisation_of(session: Session, caller: Caller) -> str:
    """Return the organisation that the caller bids for. Raises OrganisationIsMissing."""
    found = session.scalar(select(Member.organisation_id).where(Member.holder_id == caller.holder_id))
    if found is None:
        raise OrganisationIsMissing("Register your organisation first; then bid for it.")
    return found


def own_bid(session: Session, commission_id: str, bid_id: str, caller: Caller, *, hold: bool = False) -> Bid:
    """Return a bid of the caller's organisation. For everybody else there is none.

    Raises NoSuchBid, OrganisationIsMissing and KeyFault.
    """
    # The refusal does not differ by whether there is such a bid: it is about the caller's organisation first.
    mine = owner_hash(session, commission_id, organisation_of(session, caller))
    query = select(Bid).where(Bid.bid_id == bid_id, Bid.commission_id == commission_id, Bid.owner_hash == mine)
    bid = session.scalar(query.with_for_update() if hold else query)
    if bid is None:
        raise NoSuchBid("You have no such bid in this commission.")
    return bid


def changeable_bid(
    session: Session, commission_id: str, bid_id: str, caller: Caller, now: datetime
) -> tuple[Process, Bid]:
    """Return the process, and a bid of the caller's organisation, held, that may be changed now.

    Raises NoSuchBid, OrganisationIsMissing, BidIsSubmitted, BidIsWithdrawn, TenderIsClosed and CommissionHasEnded.
    """
    process = going_process(session, commission_id, share=True)
    bid = own_bid(session, commission_id, bid_id, caller, hold=True)
    if bid.withdrawn_at is not None:
        raise BidIsWithdrawn("This bid was withdrawn. Begin a new one.")
    if bid.submitted_at is not None:
        raise BidIsSubmitted("This bid is handed in. Withdraw it first; what you wrote is kept.")
    if not takes_bids(process, now):
        raise TenderIsClosed("The deadline has passed. Your draft is kept as it was.")
    return process, bid


def own_bids(session: Session, commission_id: str, caller: Caller) -> list[Bid]:
    """Return the bids of the caller's organisation, withdrawn ones too."""
    mine = owner_hash(session, commission_id, organisation_of(session, caller))
    query = select(Bid).where(Bid.commission_id == commission_id, Bid.owner_hash == mine)
    return list(session.scalars(query.order_by(Bid.drafted_at)))


def submitted_bids(session: Session, commission_id: str) -> list[Bid]:
    """Return the bids that are handed in and not withdrawn."""
    query = select(Bid).where(
        Bid.commission_id == commission_id, Bid.submitted_at.is_not(None), Bid.withdrawn_at.is_(None)
    )
    return list(session.scalars(query.order_by(Bid.bid_id)))


def names_of(session: Session, bids: list[Bid]) -> dict[str, str]:
    """Return the names of the organisations that made these bids, which are open, by organisation id."""
    wanted = select(Organisation).where(Organisation.organisation_id.in_({b.organisation_id for b in bids}))
    return {found.organisation_id: found.name for found in session.scalars(wanted)}


def opened_bids(session: Session, commission_id: str) -> list[dict[str, Any]]:
    """Return the opened bids by label; names and prices only once the scores are locked."""
    process = process_of(session, commission_id)
    if process.opened_at is None:
        return []
    bids = [bid for bid in submitted_bids(session, commission_id) if bid.label]
    shown = process.prices_opened_at is not None
    names = names_of(session, bids) if shown else {}
    rows = [
        {
            "bid_id": bid.bid_id, "label": bid.label, "receipt_sha256": bid.receipt_sha256,
            "provider_name": names.get(str(bid.organisation_id)), "price": bid.price if shown else None,
        }
        for bid in bids
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (len(str(row["label"])), str(row["label"])))


def tender_view(session: Session, commission_id: str, now: datetime) -> dict[str, Any]:
    """Return the tender as everybody sees it; how many bids there are, only after the deadline."""
    process = process_of(session, commission_id)
    known = session.get(KnownCommission, commission_id)
    closed = process.closes_at is not None and has_closed(process.closes_at, now)
    plan = process.plan or {}
    files = session.scalars(
        select(AskedFile).where(AskedFile.commission_id == commission_id).order_by(AskedFile.number)
    )
    asked = [(each.title, each.needed) for each in files]
    rules = locked_rules(process.criteria or [], plan["shares"], plan["price_formula"], str(process.tie_seed), asked)
    count = len(submitted_bids(session, commission_id)) if closed else None
    return {
        "tender_id": process.tender_id, "commission_id": commission_id, "title": known.title if known else "",
        "status": status(process, now), "specification_sha256": process.specification_sha256,
        "criteria": process.criteria, "plan": process.plan, "tie_seed": process.tie_seed,
        "opens_at": process.opens_at, "closes_at": process.closes_at, "questions_until": process.questions_until,
        "urgent_because": process.urgent_because, "rules": rules if process.rules_sha256 else None,
        "rules_sha256": process.rules_sha256, "opened_at": process.opened_at,
        "files": [{"title": title, "needed": needed} for title, needed in asked],
        "bids_count": count, "abandoned_because": process.abandoned_because,
    }  # fmt: skip


def award_view(session: Session, commission_id: str) -> dict[str, Any]:
    """Return the award and its standstill. Raises NoSuchAward."""
    process = session.get(Process, commission_id)
    if process is None or process.award_decided_at is None:
        raise NoSuchAward("There is no award in this commission yet.")
    bid = session.get_one(Bid, process.awarded_bid_id)
    return {
        "bid_id": bid.bid_id, "provider_name": names_of(session, [bid])[str(bid.organisation_id)], "price": bid.price,
        "regime": (process.plan or {})["regime"], "decided_at": process.award_decided_at,
        "standstill_begins_on": process.standstill_begins_on, "standstill_ends_at": process.standstill_ends_at,
        "contract_signed_at": process.contract_signed_at,
    }  # fmt: skip


def choice_of(session: Session, commission_id: str) -> KnownChoice | None:
    """Return what the panel said so far."""
    return session.get(KnownChoice, commission_id)


def challenges_of(session: Session, commission_id: str) -> list[Challenge]:
    """Return the challenges in a commission, oldest first."""
    query = select(Challenge).where(Challenge.commission_id == commission_id).order_by(Challenge.raised_at)
    return list(session.scalars(query))


def challenge_counts(session: Session, commission_id: str) -> tuple[int, int]:
    """Return how many challenges are open, and how many were upheld."""
    open_ones = select(func.count()).where(Challenge.commission_id == commission_id, Challenge.answered_at.is_(None))
    upheld = select(func.count()).where(Challenge.commission_id == commission_id, Challenge.upheld.is_(True))
    return session.scalar(open_ones) or 0, session.scalar(upheld) or 0
