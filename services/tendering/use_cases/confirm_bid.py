"""A provider that handed in its bid before an amendment says that it stands as it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Bid
from services.tendering.queries import going_process, own_bid, takes_bids
from services.tendering.queries.questions import newest_amendment, unknown_amendment
from services.tendering.rules.bids import BidIsNotSubmitted, TenderIsClosed
from services.tendering.rules.questions import NothingToConfirm, TenderHasChanged
from shared.access import Caller
from shared.contracts.tendering import BidConfirmed
from shared.messaging.outbox import record


def confirm_bid(
    session: Session, *, commission_id: str, bid_id: str, amendment: int, caller: Caller, now: datetime
) -> Bid:
    """Keep that the bid stands, up to the newest amendment; `amendment` is the one that the caller has read.

    Raises NoSuchBid, BidIsNotSubmitted, TenderIsClosed, TenderHasChanged, NothingToConfirm, KeyFault and
    CommissionHasEnded.
    """
    process = going_process(session, commission_id, share=True)
    bid = own_bid(session, commission_id, bid_id, caller, hold=True)
    if bid.submitted_at is None or bid.withdrawn_at is not None:
        raise BidIsNotSubmitted("Only a bid that is handed in can be confirmed.")
    if not takes_bids(process, now):
        raise TenderIsClosed("The deadline has passed, so the bid stands.")
    newest = newest_amendment(session, commission_id)
    if amendment != newest:
        raise TenderHasChanged(
            "The tender changed once more meanwhile. Read what changed, then confirm.", current_amendment=newest
        )
    if not unknown_amendment(session, bid):
        raise NothingToConfirm("Your bid stands. Nothing changed since you handed it in or confirmed it.")
    bid.confirmed_amendment = newest
    event = BidConfirmed(commission_id=commission_id, bid_id=bid_id, amendment=newest, confirmed_at=now)
    record(session, event, actor=bid_id, now=now)
    return bid
