"""A provider hands in its bid and gets a receipt; after the deadline it is refused, and that is recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Bid
from services.tendering.queries import going_process, own_bid, takes_bids
from services.tendering.queries.files import asked_files
from services.tendering.queries.parts import Content, content_of, receipt_content, receipt_of, rewrite_owner
from services.tendering.rules.bids import (
    BidIsSubmitted,
    BidIsWithdrawn,
    TenderIsClosed,
    check_complete,
)
from shared.access import Caller
from shared.contracts.tendering import BidSubmitted, LateBidRefused
from shared.messaging.outbox import record


@dataclass(frozen=True)
class Receipt:
    """What a provider keeps. `sha256` is over the canonical JSON of `content`."""

    bid_id: str
    sha256: str
    submitted_at: datetime
    content: dict[str, object]


def submit_bid(
    session: Session, *, commission_id: str, bid_id: str, caller: Caller, now: datetime
) -> Receipt | TenderIsClosed:
    """Hand in the bid. A late one is recorded as refused and the refusal returned, so that the record is kept.

    The deadline is judged by `now`, the server's clock when the request had arrived in full; at `closes_at` itself
    it is too late. Raises NoSuchBid, BidIsSubmitted, BidIsWithdrawn, BidIsIncomplete, KeyFault and CommissionHasEnded.
    """
    process = going_process(session, commission_id, share=True)
    bid = own_bid(session, commission_id, bid_id, caller, hold=True)
    if bid.withdrawn_at is not None:
        raise BidIsWithdrawn("This bid was withdrawn. Begin a new one.")
    if bid.submitted_at is not None:
        raise BidIsSubmitted("This bid is handed in already. You have its receipt.")
    if not takes_bids(process, now):
        return _refuse(session, bid, now)
    content = content_of(session, bid)
    check_complete(content.answers, content.price, process.criteria or [], _missing_files(session, content))
    # Which seat it was is told under seal alone, and to nobody before the opening.
    rewrite_owner(session, bid, replace(content.owner, handed_in_by=caller.seat))
    bid.submitted_at = now
    bid.receipt_sha256 = receipt_of(content)
    event = BidSubmitted(
        commission_id=commission_id, bid_id=bid_id, receipt_sha256=bid.receipt_sha256, submitted_at=now
    )
    record(session, event, actor=bid_id, now=now)
    return Receipt(bid_id, bid.receipt_sha256, now, receipt_content(content, now))


def _missing_files(session: Session, content: Content) -> list[str]:
    asked = asked_files(session, content.bid.commission_id)
    return [each.title for each in asked if each.needed and each.number not in content.files]


def _refuse(session: Session, bid: Bid, now: datetime) -> TenderIsClosed:
    if bid.refused_at is None:
        bid.refused_at = now
        event = LateBidRefused(commission_id=bid.commission_id, bid_id=bid.bid_id, refused_at=now)
        record(session, event, actor=bid.bid_id, reason="It came after the deadline.", now=now)
    return TenderIsClosed("The deadline has passed, so this bid is refused. That is recorded, and your draft is kept.")
