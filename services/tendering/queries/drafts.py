"""Steps of beginning a bid and of taking one back, which several use cases share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.tendering.models import AskedFile, Bid, Process
from services.tendering.queries import going_process, own_bid, takes_bids
from services.tendering.queries.parts import Part, begin_parts, insert_parts, owner_hash
from services.tendering.rules.bids import BidExistsAlready, BidIsNotSubmitted, TenderIsClosed
from shared.access import Caller
from shared.ids import new_id

_ONE_BID = "Your organisation has a bid here already. Change that one, or withdraw it first."


def begin_bid(
    session: Session, process: Process, values: Mapping[str, str | None], organisation_id: str, *, caller: Caller,
    now: datetime, before: Mapping[str, Part] | None = None,
) -> Bid:  # fmt: skip
    """Store a new draft, under seal. before: parts of an earlier bid that it begins with, and who wrote them.

    Raises BidExistsAlready and KeyFault.
    """
    commission_id = process.commission_id
    row = {
        "bid_id": new_id(), "commission_id": commission_id, "version": 1, "drafted_at": now,
        "owner_hash": owner_hash(session, commission_id, organisation_id),
    }  # fmt: skip
    bid = Bid(**row)
    numbers = list(session.scalars(select(AskedFile.number).where(AskedFile.commission_id == commission_id)))
    parts = begin_parts(
        session, bid, values, process.criteria or [], organisation_id, files=numbers,
        holder_id=caller.holder_id, now=now, before=before or {},
    )  # fmt: skip
    try:
        session.execute(insert(Bid), row)
    except IntegrityError:
        # The unique index lets one live bid in, also of two colleagues at once. The error holds the bid: drop it.
        raise BidExistsAlready(_ONE_BID) from None
    insert_parts(session, parts)
    return bid


def withdrawable_bid(
    session: Session, commission_id: str, bid_id: str, caller: Caller, now: datetime
) -> tuple[Process, Bid]:
    """Return the process, and a bid of the caller's organisation, held, that may be taken back now.

    Raises NoSuchBid, OrganisationIsMissing, BidIsNotSubmitted, TenderIsClosed and CommissionHasEnded.
    """
    process = going_process(session, commission_id, share=True)
    bid = own_bid(session, commission_id, bid_id, caller, hold=True)
    if bid.submitted_at is None or bid.withdrawn_at is not None:
        raise BidIsNotSubmitted("Only a bid that is handed in can be withdrawn.")
    if not takes_bids(process, now):
        raise TenderIsClosed("The deadline has passed, so the bid stands.")
    return process, bid
