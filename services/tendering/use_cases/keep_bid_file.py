"""Somebody of a provider puts a file into the draft, puts another in its place, or takes it away."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.queries import changeable_bid
from services.tendering.queries.files import asked_file
from services.tendering.queries.parts import AboutFile, Part, content_of, rewrite_part, write_bytes
from services.tendering.rules.bids import BidHasChanged
from services.tendering.rules.files import about_part
from shared.access import Caller
from shared.canonical import canonical_json


def keep_bid_file(
    session: Session, *, commission_id: str, bid_id: str, number: int, name: str, media_type: str,
    content: bytes | None, confidential: bool, version: int, caller: Caller, now: datetime,
) -> Part:  # fmt: skip
    """Keep a file under seal; content None takes it away. `version` is that of what was read about it.

    name and media_type: as `shared.web.documents` found them. Raises NoSuchFile, BidHasChanged, NoSuchBid,
    BidIsSubmitted, BidIsWithdrawn, TenderIsClosed, KeyFault and CommissionHasEnded.
    """
    process, bid = changeable_bid(session, commission_id, bid_id, caller, now)
    asked_file(session, commission_id, number)
    found = content_of(session, bid).parts[about_part(number)]
    value = None
    if content is not None:
        about = AboutFile(name, media_type, len(content), hashlib.sha256(content).hexdigest(), confidential)
        value = canonical_json(asdict(about)).decode()
    if found.value == value:
        return found
    if version != found.version:
        raise BidHasChanged(
            "A colleague changed this file meanwhile, so yours was not put over it. Look at theirs first.",
            current_version=found.version,
        )
    write_bytes(session, bid, number, content)
    bid.version += 1
    return rewrite_part(session, bid, found, value, process.criteria or [], holder_id=caller.holder_id, now=now)
