"""A bid is sealed anew, under the current key."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.tendering.models import Bid, BidPart
from services.tendering.queries.parts import place_of
from shared.database import keys_of


def reseal_bid(session: Session, *, bid_id: str) -> int:
    """Seal what stands under older keys with the current one; return how many parts that were.

    What it says stays as it is, to the byte. Whoever writes in the bid meanwhile waits, or is waited for.
    Raises KeyFault, where something does not open; then nothing of this bid is changed.
    """
    bid = session.scalars(select(Bid).where(Bid.bid_id == bid_id).with_for_update()).one()
    keys = keys_of(session)
    old = select(BidPart).where(BidPart.bid_id == bid_id, BidPart.key_id != keys.keys().current)
    parts = list(session.scalars(old.order_by(BidPart.part)))
    for part in parts:
        place = place_of(bid.commission_id, bid_id, part.part)
        part.key_id, part.sealed = keys.reseal(place, part.key_id, part.sealed)
    return len(parts)
