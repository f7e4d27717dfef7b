"""A provider takes its bid back before the deadline."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Bid
from services.tendering.queries.drafts import withdrawable_bid
from shared.access import Caller
from shared.contracts.tendering import BidWithdrawn
from shared.messaging.outbox import record


def withdraw_bid(session: Session, *, commission_id: str, bid_id: str, caller: Caller, now: datetime) -> Bid:
    """Take the bid back; a new one can be begun. Raises NoSuchBid, BidIsNotSubmitted and TenderIsClosed."""
    _process, bid = withdrawable_bid(session, commission_id, bid_id, caller, now)
    bid.withdrawn_at = now
    event = BidWithdrawn(commission_id=commission_id, bid_id=bid_id, withdrawn_at=now)
    record(session, event, actor=bid_id, now=now)
    return bid
