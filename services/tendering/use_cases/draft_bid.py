"""A provider begins a bid."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.tendering.models import Bid
from services.tendering.queries import going_process, organisation_of, takes_bids
from services.tendering.queries.parts import begin_parts, insert_parts, owner_hash
from services.tendering.rules.bids import PRICE, BidExistsAlready, TenderIsClosed, check_asked
from shared.access import Caller
from shared.canonical import plain
from shared.ids import new_id

_ONE_BID = "Your organisation has a bid here already. Change that one, or withdraw it first."


def draft_bid(
    session: Session, *, commission_id: str, answers: dict[str, str], price: Decimal | None, caller: Caller,
    now: datetime,
) -> Bid:  # fmt: skip
    """Keep a draft that nobody else can see, under seal. No event tells of it.

    Raises NoSuchTender, OrganisationIsMissing, BidExistsAlready, AnswersAreNotAsked, TenderIsClosed, KeyFault and
    CommissionHasEnded.
    """
    process = going_process(session, commission_id, share=True)
    if not takes_bids(process, now):
        raise TenderIsClosed("The deadline has passed, so no new bid can be begun.")
    check_asked(answers, process.criteria or [])
    organisation_id = organisation_of(session, caller)
    row = {
        "bid_id": new_id(), "commission_id": commission_id, "version": 1, "drafted_at": now,
        "owner_hash": owner_hash(session, commission_id, organisation_id),
    }  # fmt: skip
    bid = Bid(**row)
    parts = begin_parts(
        session, bid, {**answers, PRICE: plain(price)}, process.criteria or [], organisation_id,
        holder_id=caller.holder_id, now=now,
    )  # fmt: skip
    try:
        session.execute(insert(Bid), row)
    except IntegrityError:
        # The unique index lets one live bid in, also of two colleagues at once. The error holds the bid: drop it.
        raise BidExistsAlready(_ONE_BID) from None
    insert_parts(session, parts)
    return bid
