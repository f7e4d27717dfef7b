"""Somebody of a provider writes one answer of the draft, or its price, while colleagues write others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.queries import changeable_bid
from services.tendering.queries.parts import Part, content_of, rewrite_part
from services.tendering.rules.bids import PRICE, BidHasChanged, check_asked
from shared.access import Caller


def write_bid_part(
    session: Session, *, commission_id: str, bid_id: str, part: str, value: str | None, version: int, caller: Caller,
    now: datetime,
) -> Part:  # fmt: skip
    """Put a value into one part: a criterion's id, or PRICE. `version` is that of the part that was read.

    Who writes other parts is not in the way. What is there already is no change, so it can be sent again.
    Raises BidHasChanged with both values and the current version, AnswersAreNotAsked, NoSuchBid, BidIsSubmitted,
    BidIsWithdrawn, TenderIsClosed, KeyFault and CommissionHasEnded.
    """
    process, bid = changeable_bid(session, commission_id, bid_id, caller, now)
    criteria = process.criteria or []
    if part != PRICE:
        check_asked({part: ""}, criteria)
    found = content_of(session, bid).parts[part]
    if found.value == value:
        return found
    if version != found.version:
        # Both go to the same organisation, so that whoever came second can bring them together.
        raise BidHasChanged(
            "A colleague changed this meanwhile, so yours was not put over it. Bring the two together, and save again.",
            current_version=found.version, theirs=found.value, yours=value,
        )  # fmt: skip
    bid.version += 1
    return rewrite_part(session, bid, found, value, criteria, holder_id=caller.holder_id, now=now)
