"""The keys of bids: whether they are all there, what each of them seals, and sealing anew."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.tendering.models import Bid, BidPart
from services.tendering.queries.parts import content_of, keys_in_use, place_of
from shared.database import keys_of
from shared.runtime import Runtime
from shared.sealing import KeyFault


def keys_fault(runtime: Runtime) -> str:
    """Say what is wrong with the keys, in words that anybody may read; an empty text where nothing is."""
    with runtime.read_sessions() as session:
        used = keys_in_use(session)
    try:
        runtime.keys.check_known(used)
        runtime.keys.keys()
    except KeyFault as error:
        return error.code
    return ""


def parts_by_key(session: Session) -> dict[str, int]:
    """Return how many parts each key seals."""
    query = select(BidPart.key_id, func.count().label("parts")).group_by(BidPart.key_id).order_by(BidPart.key_id)
    return {row.key_id: row.parts for row in session.execute(query)}


def bids_under_old_keys(session: Session, *, after: str = "", size: int = 50) -> list[str]:
    """Return bids, by id, of which a part is sealed with another key than the current one."""
    query = select(BidPart.bid_id).where(BidPart.key_id != keys_of(session).keys().current, BidPart.bid_id > after)
    return list(session.scalars(query.distinct().order_by(BidPart.bid_id).limit(size)))


def parts_that_do_not_open(session: Session, *, after: str = "", size: int = 50) -> tuple[list[str], str]:
    """Look at the next bids in order of their ids: what of them does not open, in words, and the last bid's id.

    The id is empty where there are no more.
    """
    bids = list(session.scalars(select(Bid).where(Bid.bid_id > after).order_by(Bid.bid_id).limit(size)))
    found = []
    for bid in bids:
        broken = _broken_parts(session, bid)
        if not broken:
            try:
                content_of(session, bid)
            except KeyFault as error:
                broken = [f"bid {bid.bid_id}: {error.code}"]
        found += broken
    return found, bids[-1].bid_id if bids else ""


def _broken_parts(session: Session, bid: Bid) -> list[str]:
    broken = []
    for part in session.scalars(select(BidPart).where(BidPart.bid_id == bid.bid_id).order_by(BidPart.part)):
        try:
            keys_of(session).unseal(place_of(bid.commission_id, bid.bid_id, part.part), part.key_id, part.sealed)
        except KeyFault as error:
            broken.append(f"bid {bid.bid_id}, part {part.part}, key {part.key_id}: {error.code}")
    return broken
