"""The parts of a bid: sealed when they are written, opened for its provider, and for all when the bids are opened."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from secrets import token_hex
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from services.tendering.models import Bid, BidPart
from services.tendering.rules.bids import PRICE, room_for
from services.tendering.rules.files import BYTES, about_part, bytes_part, file_number
from shared.canonical import canonical_hash, canonical_json, plain
from shared.database import keys_of
from shared.sealing import SealIsBroken

OWNER = "owner"
_SALT_BYTES = 16
# What is said of a file takes as much room whatever its name.
_WORDS_ABOUT_A_FILE = 100


@dataclass(frozen=True)
class Part:
    """What stands in one part: the words of an answer or the exact text of the price; None where nothing is said yet.

    version: counts the changes of this part alone. changed_by: who made the last one, by holder id.
    """

    part: str
    value: str | None
    version: int
    changed_by: str
    changed_at: str


@dataclass(frozen=True)
class Owner:
    """Whose a bid is. salt: makes its receipt's hash one that nobody can guess at. handed_in_by: the seat that did."""

    organisation_id: str
    salt: str
    handed_in_by: str = ""


@dataclass(frozen=True)
class AboutFile:
    """What a file is: its name, kind, size in bytes and SHA-256; and whether its provider keeps it to the council."""

    name: str
    media_type: str
    size: int
    sha256: str
    confidential: bool


@dataclass(frozen=True)
class Content:
    """A bid whose seal is open."""

    bid: Bid
    owner: Owner
    parts: Mapping[str, Part]

    @property
    def answers(self) -> dict[str, str]:
        """The answers by criterion; a question that is not answered has none."""
        return {
            key: part.value
            for key, part in self.parts.items()
            if key != PRICE and not file_number(key) and part.value is not None
        }

    @property
    def files(self) -> dict[int, AboutFile]:
        """The files by the number under which the tender asks for them."""
        return {
            file_number(key): AboutFile(**json.loads(part.value))
            for key, part in self.parts.items()
            if file_number(key) and part.value is not None
        }

    @property
    def price(self) -> Decimal | None:
        """The price, where there is one yet."""
        part = self.parts.get(PRICE)
        return None if part is None or part.value is None else Decimal(part.value)


def place_of(commission_id: str, bid_id: str, part: str) -> dict[str, str]:
    """Return what a part's seal is bound to."""
    return {"service": "tendering", "commission_id": commission_id, "bid_id": bid_id, "part": part}


def owner_hash(session: Session, commission_id: str, organisation_id: str) -> str:
    """Return what marks an organisation's bids in this commission. Raises KeysAreMissing and KeyIsUnknown.

    Another deployment's keys would find none of its bids and let it begin a second one, so they are told apart first.
    """
    keys_of(session).check_known(keys_in_use(session))
    return keys_of(session).blind("owner", commission_id, organisation_id)


def keys_in_use(session: Session) -> set[str]:
    """Return the ids of the keys that seal anything. There are few, and each is found by one look into the index."""
    found, last = set[str](), ""
    while last := session.scalar(select(func.min(BidPart.key_id)).where(BidPart.key_id > last)) or "":
        found.add(last)
    return found


def begin_parts(
    session: Session, bid: Bid, values: Mapping[str, str | None], criteria: Sequence[Mapping[str, Any]],
    organisation_id: str, *, files: Sequence[int], holder_id: str, now: datetime, before: Mapping[str, Part],
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the rows of a new bid's parts: for each question of the tender, each file and the price, said or not.

    before: parts that are taken over as they are, with who changed them last.
    """
    parts = [
        before.get(part)
        or Part(part=part, value=values.get(part), version=1, changed_by=holder_id, changed_at=str(plain(now)))
        for part in (*(str(each["criterion_id"]) for each in criteria), *(about_part(each) for each in files), PRICE)
    ]
    owner = Owner(organisation_id, token_hex(_SALT_BYTES))
    return [*(_row(session, bid, part.part, part, criteria) for part in parts), _row(session, bid, OWNER, owner, ())]


def insert_parts(session: Session, rows: list[dict[str, Any]]) -> None:
    """Store the parts of a new bid."""
    session.execute(insert(BidPart), rows)


def _row(
    session: Session, bid: Bid, part: str, content: Part | Owner, criteria: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    words = canonical_json(asdict(content))
    limit = next((int(str(each["word_limit"])) for each in criteria if each["criterion_id"] == part), 0)
    limit = _WORDS_ABOUT_A_FILE if file_number(part) else limit
    key_id, sealed = keys_of(session).seal(place_of(bid.commission_id, bid.bid_id, part), words, room_for(limit))
    return {"bid_id": bid.bid_id, "part": part, "key_id": key_id, "sealed": sealed}


def rewrite_part(
    session: Session, bid: Bid, part: Part, value: str | None, criteria: Sequence[Mapping[str, Any]], *,
    holder_id: str, now: datetime,
) -> Part:  # fmt: skip
    """Put another value into a part, and count it."""
    changed = replace(part, value=value, version=part.version + 1, changed_by=holder_id, changed_at=str(plain(now)))
    _store(session, _row(session, bid, part.part, changed, criteria))
    return changed


def rewrite_owner(session: Session, bid: Bid, owner: Owner) -> None:
    """Say anew, under seal, whose a bid is."""
    _store(session, _row(session, bid, OWNER, owner, ()))


def _store(session: Session, row: dict[str, Any]) -> None:
    here = (BidPart.bid_id == row["bid_id"], BidPart.part == row["part"])
    session.execute(update(BidPart).where(*here).values(key_id=row["key_id"], sealed=row["sealed"]))


def write_bytes(session: Session, bid: Bid, number: int, content: bytes | None) -> None:
    """Put a file in place of what was there, under seal; None takes it away."""
    part = bytes_part(number)
    session.execute(delete(BidPart).where(BidPart.bid_id == bid.bid_id, BidPart.part == part))
    if content is not None:
        key_id, sealed = keys_of(session).seal(place_of(bid.commission_id, bid.bid_id, part), content)
        session.execute(insert(BidPart), {"bid_id": bid.bid_id, "part": part, "key_id": key_id, "sealed": sealed})


def contents_of(session: Session, bids: Iterable[Bid]) -> list[Content]:
    """Open the seals of these bids. Raises SealIsBroken, which names all bids that do not open, and other KeyFaults."""
    found, broken = [], []
    for bid in bids:
        try:
            found.append(content_of(session, bid))
        except SealIsBroken as error:
            broken.append((bid.bid_id, error))
    if broken:
        raise SealIsBroken(broken[0][1].message, bids=[bid_id for bid_id, _ in broken])
    return found


def content_of(session: Session, bid: Bid) -> Content:
    """Open the seal of a bid; files stay closed. Raises KeysAreMissing, KeyIsUnknown and SealIsBroken."""
    rows = select(BidPart.part, BidPart.key_id, BidPart.sealed).where(
        BidPart.bid_id == bid.bid_id, ~BidPart.part.endswith(BYTES)
    )
    opened = {
        row.part: json.loads(
            keys_of(session).unseal(place_of(bid.commission_id, bid.bid_id, row.part), row.key_id, row.sealed)
        )
        for row in session.execute(rows.order_by(BidPart.part))
    }
    owner = Owner(**opened.pop(OWNER, {"organisation_id": "", "salt": ""}))
    # The hash stands outside the seal: with another bid's, its owner would be shown this one as its own.
    if bid.owner_hash != keys_of(session).blind("owner", bid.commission_id, owner.organisation_id):
        raise SealIsBroken(
            "A bid is marked as another organisation's than its seal says. So it is not opened, and nothing was "
            "changed now. Whoever runs the system finds which it is with `coproduce bid-keys check`, and brings back "
            "its rows or the key ring from a backup."
        )
    return Content(bid, owner, {part: Part(**each) for part, each in opened.items()})


def receipt_content(content: Content, submitted_at: datetime) -> dict[str, Any]:
    """Return what a receipt is about, as plain JSON; its SHA-256 over canonical JSON (RFC 8785) is the receipt.

    The salt keeps whoever has the hash alone from guessing at the rest, such as at the price. Bids from before there
    were salts have none.
    """
    bid, answers = content.bid, content.answers
    told = {
        "commission_id": bid.commission_id, "bid_id": bid.bid_id, "organisation_id": content.owner.organisation_id,
        "answers": [{"criterion_id": key, "text": answers[key]} for key in sorted(answers)],
        "price": content.price, "submitted_at": submitted_at,
        **({"files": _told_files(content)} if content.files else {}),
        **({"salt": content.owner.salt} if content.owner.salt else {}),
    }  # fmt: skip
    # Plain already here: so the provider gets the very values that were hashed, and can hash them again.
    return {name: plain(value) for name, value in told.items()}


def _told_files(content: Content) -> list[dict[str, Any]]:
    return [{"number": number, **asdict(about)} for number, about in sorted(content.files.items())]


def receipt_of(content: Content) -> str:
    """Recompute the receipt of a bid that was handed in."""
    assert content.bid.submitted_at is not None  # noqa: S101  (only bids that are handed in come here)
    return canonical_hash(receipt_content(content, content.bid.submitted_at))


def view_of(content: Content) -> dict[str, Any]:
    """Return a bid as its provider sees it."""
    bid = content.bid
    return {
        "bid_id": bid.bid_id, "version": bid.version, "price": content.price, "submitted_at": bid.submitted_at,
        "answers": [{"criterion_id": key, "text": text} for key, text in sorted(content.answers.items())],
        "files": _told_files(content),
        "receipt_sha256": bid.receipt_sha256, "withdrawn_at": bid.withdrawn_at, "refused_at": bid.refused_at,
    }  # fmt: skip


def part_view(part: Part, holder_id: str) -> dict[str, Any]:
    """Return a part as somebody of its organisation sees it: whether they changed it last themselves, but no names."""
    name = "price" if part.part == PRICE else "file" if file_number(part.part) else "text"
    value = json.loads(part.value) if name == "file" and part.value else part.value
    return {
        "part": part.part, name: value, "version": part.version, "changed_at": part.changed_at,
        "changed_by_me": part.changed_by == holder_id,
    }  # fmt: skip
