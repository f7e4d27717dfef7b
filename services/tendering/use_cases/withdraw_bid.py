"""A provider takes its bid back before the deadline."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Bid
from services.tendering.queries import going_process, own_bid, takes_bids
from services.tendering.rules.bids import BidIsNotSubmitted, TenderIsClosed
from shared.access import Caller
from shared.contracts.tendering import BidWithdrawn
from shared.messaging.outbox import record


def withdraw_bid(session: Session, *, commission_id: str, bid_id: str, caller: Caller, now: datetime) -> Bid:
    """Take the bid back; a new one can be begun. Raises NoSuchBid, BidIsNotSubmitted and TenderIsClosed."""
    process = going_process(session, commission_id, share=True)
    bid = own_bid(session, commission_id, bid_id, caller, hold=True)
    if bid.submitted_at is None or bid.withdrawn_at is not None:
        raise BidIsNotSubmitted("Only a bid that is handed in can be withdrawn.")
    if not takes_bids(process, now):
        raise TenderIsClosed("The deadline has passed, so the bid stands.")
    bid.withdrawn_at = now
    event = BidWithdrawn(commission_id=commission_id, bid_id=bid_id, withdrawn_at=now)
    record(session, event, actor=bid_id, now=now)
    return bid
