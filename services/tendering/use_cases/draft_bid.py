"""A provider begins a bid."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.tendering.models import Bid
from services.tendering.queries import going_process, organisation_of
from services.tendering.rules.bids import BidExistsAlready, TenderIsClosed, has_closed
from shared.access import Caller
from shared.ids import new_id


def draft_bid(
    session: Session, *, commission_id: str, answers: dict[str, str], price: Decimal | None, caller: Caller,
    now: datetime,
) -> Bid:  # fmt: skip
    """Keep a draft that nobody else can see. No event tells of it.

    Raises NoSuchTender, OrganisationIsMissing, BidExistsAlready, TenderIsClosed and CommissionHasEnded.
    """
    process = going_process(session, commission_id, hold=False)
    if process.closes_at is not None and has_closed(process.closes_at, now):
        raise TenderIsClosed("The deadline has passed, so no new bid can be begun.")
    organisation_id = organisation_of(session, caller)
    live = select(Bid.bid_id).where(Bid.commission_id == commission_id, Bid.organisation_id == organisation_id)
    if session.scalar(live.where(Bid.withdrawn_at.is_(None))) is not None:
        raise BidExistsAlready("Your organisation has a bid here already. Change that one, or withdraw it first.")
    row = {
        "bid_id": new_id(), "commission_id": commission_id, "organisation_id": organisation_id, "answers": answers,
        "price": price, "version": 1, "drafted_at": now,
    }  # fmt: skip
    session.execute(insert(Bid), row)
    return Bid(**row)
