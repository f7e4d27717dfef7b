"""A provider changes a bid that is handed in: it is taken back, and a new one begins with its words, in one step."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Bid
from services.tendering.queries.drafts import begin_bid, withdrawable_bid
from services.tendering.queries.files import bytes_of
from services.tendering.queries.parts import content_of, write_bytes
from shared.access import Caller
from shared.contracts.tendering import BidWithdrawn
from shared.messaging.outbox import record


def reopen_bid(session: Session, *, commission_id: str, bid_id: str, caller: Caller, now: datetime) -> Bid:
    """Withdraw the bid and return a new draft that says the same, part by part, with its files and who wrote what last.

    Until it is handed in, the organisation has no bid that counts. Raises NoSuchBid, BidIsNotSubmitted, TenderIsClosed,
    KeyFault and CommissionHasEnded.
    """
    process, bid = withdrawable_bid(session, commission_id, bid_id, caller, now)
    content = content_of(session, bid)
    bid.withdrawn_at = now
    # The database lets one live bid of an organisation in, so the old one goes first.
    session.flush()
    event = BidWithdrawn(commission_id=commission_id, bid_id=bid_id, withdrawn_at=now)
    record(session, event, actor=bid_id, now=now)
    new = begin_bid(session, process, {}, content.owner.organisation_id, caller=caller, now=now, before=content.parts)
    for number, about in content.files.items():
        write_bytes(session, new, number, bytes_of(session, bid, number, about))
    return new
