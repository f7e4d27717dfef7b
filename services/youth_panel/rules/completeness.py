"""The Lancashire test: what the record of the moderation still lacks.

Source: Lancashire Care NHS Foundation Trust v Lancashire County Council [2018] EWHC 1589 (TCC). An award was set
aside since the record did not show the reasons for the agreed scores. So scores cannot be locked until the record
holds, for every bid and criterion, each seat's own score and reason, the agreed score and its reason, why each
seat moved that moved by a point or more, and the chair's sign-off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from services.youth_panel.rules.moderation import A_POINT
from shared.errors import Conflict


class RecordIsIncomplete(Conflict):
    """Something that the record must hold is missing; the answer lists every piece."""


@dataclass(frozen=True)
class OwnScore:
    """One seat's own score of one criterion, as it stands on the record."""

    score: int
    reason: str
    points_to: str


@dataclass(frozen=True)
class AgreedRecord:
    """An agreed score as it stands on the record. `movements` is seat to (from, to, why), `dissents` seat to reason.

    `stands` is False after a seat that shared in agreeing it was recused: it has to be agreed anew.
    """

    score: Decimal
    reason: str
    movements: Mapping[str, tuple[Decimal, Decimal, str]] = field(default_factory=dict)
    dissents: Mapping[str, str] = field(default_factory=dict)
    stands: bool = True


@dataclass(frozen=True)
class BidRecord:
    """All that is on record about one bid.

    expected: panel to the seats that must have scored or abstained: active, not recused, on the panel before the
    reveal. own: (seat, criterion) to own score, of all seats that scored and are not recused.
    """

    bid_id: str
    label: str
    received: bool
    revealed: bool
    expected: Mapping[str, Sequence[str]]
    own: Mapping[tuple[str, str], OwnScore]
    abstained: Mapping[str, str]
    agreed: Mapping[str, AgreedRecord]


@dataclass(frozen=True)
class Missing:
    """One thing that the record lacks, `kind` for programs and `what` for people; ids that do not apply are empty."""

    kind: str
    what: str
    bid_id: str = ""
    label: str = ""
    criterion_id: str = ""
    seat_id: str = ""


def missing_pieces(bids: Sequence[BidRecord], criteria: Sequence[tuple[str, str]], sign_off: str) -> list[Missing]:
    """Return everything that the record lacks, in the order bid, criterion, seat; empty where it is complete.

    criteria: (criterion id, panel) in published order. sign_off: the chair's words, empty where there are none.
    """
    found: list[Missing] = []
    if not bids:
        found.append(Missing("bids", "There are no opened bids to agree on."))
    for bid in bids:
        found += _of_bid(bid, criteria)
    if not sign_off.strip():
        found.append(Missing("sign_off", "The chair has not signed off the record."))
    return found


def _of_bid(bid: BidRecord, criteria: Sequence[tuple[str, str]]) -> list[Missing]:
    found: list[Missing] = []
    if not bid.received:
        found.append(Missing("bid", "The content of this bid has not arrived.", bid.bid_id, bid.label))
    found += [
        Missing("abstention_reason", "A seat abstained without a reason.", bid.bid_id, bid.label, "", seat)
        for seat, reason in sorted(bid.abstained.items())
        if not reason.strip()
    ]
    if not bid.revealed:
        found.append(Missing("reveal", "The own scores are not revealed.", bid.bid_id, bid.label))
    for criterion_id, panel in criteria:
        found += _own(bid, criterion_id, panel)
        found += _agreed(bid, criterion_id)
    return found


def _own(bid: BidRecord, criterion_id: str, panel: str) -> list[Missing]:
    def lacks(kind: str, what: str, seat: str = "") -> Missing:
        return Missing(kind, what, bid.bid_id, bid.label, criterion_id, seat)

    found = [
        lacks("own_score", "A seat's own score is missing.", seat)
        for seat in bid.expected.get(panel, ())
        if seat not in bid.abstained and (seat, criterion_id) not in bid.own
    ]
    given = {
        seat: own
        for (seat, criterion), own in sorted(bid.own.items(), key=lambda item: item[0])
        if criterion == criterion_id
    }
    for seat, own in given.items():
        if not own.reason.strip():
            found.append(lacks("own_reason", "A seat's own score has no reason.", seat))
        if not own.points_to.strip():
            found.append(lacks("own_pointer", "A seat's reason does not point into the bid.", seat))
    if not given:
        found.append(lacks("any_own_score", "Nobody has scored this bid on this criterion."))
    return found


def _agreed(bid: BidRecord, criterion_id: str) -> list[Missing]:
    agreed = bid.agreed.get(criterion_id)
    if agreed is None:
        pieces = [("agreed_score", "The agreed score is missing.", "")]
    elif not agreed.stands:
        pieces = [("agreed_anew", "A seat that shared in agreeing this score was recused. Agree it anew.", "")]
    else:
        pieces = _reasons(agreed)
        for (seat, criterion), own in sorted(bid.own.items(), key=lambda item: item[0]):
            if criterion == criterion_id:
                pieces += _movement(own, agreed, seat)
    return [Missing(kind, what, bid.bid_id, bid.label, criterion_id, seat) for kind, what, seat in pieces]


def _reasons(agreed: AgreedRecord) -> list[tuple[str, str, str]]:
    found = [] if agreed.reason.strip() else [("agreed_reason", "The agreed score has no reason.", "")]
    found += [
        ("movement_reason", "A movement has no reason.", seat)
        for seat, (_, _, why) in sorted(agreed.movements.items())
        if not why.strip()
    ]
    found += [
        ("dissent_reason", "A dissent has no reason.", seat)
        for seat, reason in sorted(agreed.dissents.items())
        if not reason.strip()
    ]
    return found


def _movement(own: OwnScore, agreed: AgreedRecord, seat: str) -> list[tuple[str, str, str]]:
    """Tell what lacks of a seat that moved by a point or more; its dissent takes the place of a movement."""
    if abs(Decimal(own.score) - agreed.score) < A_POINT:
        return []
    moved = agreed.movements.get(seat)
    if moved is None and seat not in agreed.dissents:
        return [("movement", "A seat moved by a point or more, and nothing says why.", seat)]
    if moved is not None and moved[:2] != (Decimal(own.score), agreed.score):
        return [("movement_from_to", "A movement does not lead from the seat's own score to the agreed one.", seat)]
    return []


def check_complete(missing: Sequence[Missing]) -> None:
    """Raise RecordIsIncomplete with the whole list unless nothing is missing."""
    if missing:
        message = f"The record is not complete, so the scores cannot be locked: {len(missing)} pieces are missing."
        raise RecordIsIncomplete(message, missing=[as_document(each) for each in missing])


def as_document(piece: Missing) -> dict[str, str]:
    """Write a missing piece as plain values, without the ids that do not apply to it."""
    fields = {
        "kind": piece.kind,
        "what": piece.what,
        "bid_id": piece.bid_id,
        "label": piece.label,
        "criterion_id": piece.criterion_id,
        "seat_id": piece.seat_id,
    }
    return {name: value for name, value in fields.items() if value}
