"""A provider changes its draft."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.tendering.models import Bid
from services.tendering.queries import going_process, own_bid, takes_bids
from services.tendering.rules.bids import BidHasChanged, BidIsSubmitted, BidIsWithdrawn, TenderIsClosed, check_asked
from shared.access import Caller


def edit_bid(
    session: Session, *, commission_id: str, bid_id: str, answers: dict[str, str], price: Decimal | None, version: int,
    caller: Caller, now: datetime,
) -> Bid:  # fmt: skip
    """Replace the draft's content. `version` is the one that was read.

    Raises NoSuchBid, BidIsSubmitted, BidIsWithdrawn, BidHasChanged (with the current version),
    AnswersAreNotAsked, TenderIsClosed and CommissionHasEnded.
    """
    process = going_process(session, commission_id, share=True)
    bid = own_bid(session, commission_id, bid_id, caller, hold=True)
    if bid.withdrawn_at is not None:
        raise BidIsWithdrawn("This bid was withdrawn. Begin a new one.")
    if bid.submitted_at is not None:
        raise BidIsSubmitted("This bid is handed in. Withdraw it first; what you wrote is kept.")
    if not takes_bids(process, now):
        raise TenderIsClosed("The deadline has passed. Your draft is kept as it was.")
    if version != bid.version:
        raise BidHasChanged(
            f"A colleague changed this bid meanwhile: it is at version {bid.version}, and you worked on {version}.",
            current_version=bid.version,
        )  # fmt: skip
    check_asked(answers, process.criteria or [])
    bid.answers, bid.price = answers, price
    bid.version += 1
    return bid
