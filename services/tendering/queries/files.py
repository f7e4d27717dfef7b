"""Files of bids: what is asked for, and a file itself, for its organisation and, later, for those who check bids."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.tendering.models import AskedFile, Bid, BidPart
from services.tendering.queries import names_of, own_bid, process_of, submitted_bids
from services.tendering.queries.parts import AboutFile, Content, content_of, contents_of, place_of
from services.tendering.rules.files import READS_CONFIDENTIAL, FileIsNotWhole, NoSuchFile, bytes_part
from shared.access import Caller
from shared.database import keys_of


@dataclass(frozen=True)
class BidFiles:
    """The files of one bid, for those who check them. files: what each was asked for as, and what it is."""

    bid_id: str
    label: str
    provider_name: str
    files: list[tuple[AskedFile, AboutFile]]


def asked_files(session: Session, commission_id: str) -> list[AskedFile]:
    """Return the files that a tender asks for, or will ask for, in their order."""
    query = select(AskedFile).where(AskedFile.commission_id == commission_id)
    return list(session.scalars(query.order_by(AskedFile.number)))


def asked_file(session: Session, commission_id: str, number: int) -> AskedFile:
    """Return one of them. Raises NoSuchFile."""
    found = session.get(AskedFile, (commission_id, number))
    if found is None:
        raise NoSuchFile("This tender asks for no such file.")
    return found


def bytes_of(session: Session, bid: Bid, number: int, about: AboutFile) -> bytes:
    """Return a file, its seal open. Raises FileIsNotWhole and KeyFault."""
    row = session.get(BidPart, (bid.bid_id, bytes_part(number)))
    content = b""
    if row is not None:
        place = place_of(bid.commission_id, bid.bid_id, row.part)
        content = keys_of(session).unseal(place, row.key_id, row.sealed)
        session.expunge(row)
    if hashlib.sha256(content).hexdigest() != about.sha256:
        raise FileIsNotWhole("A file of this bid is not what was handed in. It is not shown. Tell who runs the system.")
    return content


def files_are_whole(session: Session, content: Content) -> bool:
    """Say whether each file is the one that the bid names; one file at a time is in memory. Raises KeyFault."""
    try:
        for number, about in content.files.items():
            bytes_of(session, content.bid, number, about)
    except FileIsNotWhole:
        return False
    return True


def own_file(session: Session, commission_id: str, bid_id: str, number: int, caller: Caller) -> tuple[AboutFile, bytes]:
    """Return a file of the caller's own organisation. Raises NoSuchBid, NoSuchFile, FileIsNotWhole and KeyFault."""
    bid = own_bid(session, commission_id, bid_id, caller)
    return _file(session, content_of(session, bid), number)


def _file(session: Session, content: Content, number: int) -> tuple[AboutFile, bytes]:
    about = content.files.get(number)
    if about is None:
        raise NoSuchFile("There is no such file in this bid.")
    return about, bytes_of(session, content.bid, number, about)


def files_to_check(session: Session, commission_id: str, caller: Caller) -> list[BidFiles]:
    """Return the files of all bids by their labels, once the scores are locked; none before: files name people.

    What is marked as confidential is there for commissioners and auditors alone. Raises NoSuchTender and KeyFault.
    """
    asked = {each.number: each for each in asked_files(session, commission_id)}
    bids = _bids_with_names(session, commission_id)
    names = names_of(session, bids)
    found = [
        BidFiles(
            content.bid.bid_id, str(content.bid.label), names[str(content.bid.organisation_id)],
            [(asked[n], about) for n, about in sorted(content.files.items()) if _may_read(about, caller)],
        )
        for content in (contents_of(session, bids) if asked else [])
    ]  # fmt: skip
    return sorted(found, key=lambda each: (len(each.label), each.label))


def file_to_check(
    session: Session, commission_id: str, bid_id: str, number: int, caller: Caller
) -> tuple[AboutFile, bytes]:
    """Return one of these files. Raises NoSuchFile, NoSuchTender, FileIsNotWhole and KeyFault."""
    bid = next((each for each in _bids_with_names(session, commission_id) if each.bid_id == bid_id), None)
    content = content_of(session, bid) if bid else None
    about = content.files.get(number) if content else None
    if content is None or about is None or not _may_read(about, caller):
        raise NoSuchFile("There is no such file, or not yet for you.")
    return _file(session, content, number)


def _bids_with_names(session: Session, commission_id: str) -> list[Bid]:
    if process_of(session, commission_id).prices_opened_at is None:
        return []
    return [bid for bid in submitted_bids(session, commission_id) if bid.label]


def _may_read(about: AboutFile, caller: Caller) -> bool:
    return not about.confidential or caller.role in READS_CONFIDENTIAL
