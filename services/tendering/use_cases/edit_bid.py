"""A provider changes its draft."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from services.tendering.models import Bid
from services.tendering.queries import changeable_bid
from services.tendering.queries.parts import content_of, rewrite_part
from services.tendering.rules.bids import PRICE, BidHasChanged, check_asked
from services.tendering.rules.files import file_number
from shared.access import Caller
from shared.canonical import plain


def edit_bid(
    session: Session, *, commission_id: str, bid_id: str, answers: dict[str, str], price: Decimal | None, version: int,
    caller: Caller, now: datetime,
) -> Bid:  # fmt: skip
    """Replace the draft's answers and price; files stay. `version` is the one that was read.

    Raises NoSuchBid, BidIsSubmitted, BidIsWithdrawn, BidHasChanged (with the current version),
    AnswersAreNotAsked, TenderIsClosed, KeyFault and CommissionHasEnded.
    """
    process, bid = changeable_bid(session, commission_id, bid_id, caller, now)
    if version != bid.version:
        raise BidHasChanged(
            "A colleague changed this bid meanwhile: it is at version {current}, and you worked on {version}.",
            words={"current": bid.version, "version": version}, current_version=bid.version,
        )  # fmt: skip
    criteria = process.criteria or []
    check_asked(answers, criteria)
    wanted: dict[str, str | None] = {**answers, PRICE: plain(price)}
    for key, part in content_of(session, bid).parts.items():
        if not file_number(key) and part.value != wanted.get(key):
            rewrite_part(session, bid, part, wanted.get(key), criteria, holder_id=caller.holder_id, now=now)
    bid.version += 1
    return bid
