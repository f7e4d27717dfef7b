"""Receipts of an organisation's bids: of handing in, and of taking back. Each is a file that anybody can check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from services.tendering.models import Bid
from services.tendering.queries import own_bid, own_bids
from services.tendering.queries.parts import Content, contents_of, receipt_content
from services.tendering.rules.bids import BidIsNotSubmitted
from shared.access import Caller
from shared.canonical import canonical_hash, plain


@dataclass(frozen=True)
class Receipt:
    """A bid that was handed in, with its receipts as they are taken along. withdrawal: where it was taken back."""

    content: Content
    handing_in: dict[str, Any]
    withdrawal: dict[str, Any] | None

    @property
    def bid(self) -> Bid:
        """The bid."""
        return self.content.bid


def receipts_of(session: Session, commission_id: str, caller: Caller) -> list[Receipt]:
    """Return the receipts of the caller's organisation, the newest first. Raises OrganisationIsMissing and KeyFault."""
    bids = [bid for bid in own_bids(session, commission_id, caller) if bid.submitted_at is not None]
    newest_first = sorted(bids, key=lambda bid: (bid.submitted_at is None, bid.submitted_at), reverse=True)
    return [_receipt(content) for content in contents_of(session, newest_first)]


def receipt_of_bid(session: Session, commission_id: str, bid_id: str, caller: Caller) -> Receipt:
    """Return the receipts of one bid of the caller's organisation.

    Raises NoSuchBid, BidIsNotSubmitted, OrganisationIsMissing and KeyFault.
    """
    bid = own_bid(session, commission_id, bid_id, caller)
    if bid.submitted_at is None:
        raise BidIsNotSubmitted("This bid is not handed in, so it has no receipt.")
    (content,) = contents_of(session, [bid])
    return _receipt(content)


def _receipt(content: Content) -> Receipt:
    bid = content.bid
    assert bid.submitted_at is not None  # noqa: S101  (only bids that were handed in come here)
    handing_in = {
        "bid_id": bid.bid_id, "sha256": bid.receipt_sha256, "submitted_at": plain(bid.submitted_at),
        "content": receipt_content(content, bid.submitted_at),
    }  # fmt: skip
    return Receipt(content, handing_in, _withdrawal(bid))


def _withdrawal(bid: Bid) -> dict[str, Any] | None:
    """Return the receipt of taking back. All that is in it stands on the record, too, so it says nothing of the bid."""
    if bid.withdrawn_at is None:
        return None
    content = plain(
        {
            "commission_id": bid.commission_id, "bid_id": bid.bid_id, "receipt_sha256": bid.receipt_sha256,
            "submitted_at": bid.submitted_at, "withdrawn_at": bid.withdrawn_at,
        }
    )  # fmt: skip
    return {
        "bid_id": bid.bid_id, "sha256": canonical_hash(content), "withdrawn_at": content["withdrawn_at"],
        "content": content,
    }  # fmt: skip
