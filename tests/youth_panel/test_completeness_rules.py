from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from services.youth_panel.rules.completeness import (
    AgreedRecord,
    BidRecord,
    Missing,
    OwnScore,
    RecordIsIncomplete,
    check_complete,
    missing_pieces,
)

CRITERIA = [("welcome", "young_people"), ("money", "adults")]
SIGN_OFF = "I read it back."


def own(score: int, reason: str = "It says so.", points_to: str = "line 2") -> OwnScore:
    return OwnScore(score, reason, points_to)


def complete(**changes: Any) -> BidRecord:
    """A complete record: s1 moved from 5 to 3.5, s2 from 1 and dissents, s3 abstained, a1 alone for the adults."""
    whole = BidRecord(
        bid_id="a", label="Provider A", received=True, revealed=True,
        expected={"young_people": ["s1", "s2", "s3"], "adults": ["a1"]},
        own={("s1", "welcome"): own(5), ("s2", "welcome"): own(1), ("a1", "money"): own(3)},
        abstained={"s3": "I was ill."},
        agreed={
            "welcome": AgreedRecord(
                Decimal("3.5"), "We agreed.", {"s1": (Decimal(5), Decimal("3.5"), "I saw it.")}, {"s2": "I disagree."}
            ),
            "money": AgreedRecord(Decimal(3), "We agreed."),
        },
    )  # fmt: skip
    return replace(whole, **changes)


def agreed(criterion: str, **changes: Any) -> dict[str, AgreedRecord]:
    whole = complete().agreed
    return {**whole, criterion: replace(whole[criterion], **changes)}


def test_a_complete_record_lacks_nothing() -> None:
    assert missing_pieces([complete()], CRITERIA, SIGN_OFF) == []
    check_complete([])


def without(entries: Any, key: Any) -> Any:
    return {name: value for name, value in entries.items() if name != key}


WHOLE = complete()
PIECES: dict[str, tuple[Callable[[], BidRecord], str, str, str]] = {
    "the content of the bid": (lambda: complete(received=False), "bid", "", ""),
    "the reveal": (lambda: complete(revealed=False), "reveal", "", ""),
    "the reason of an abstention": (lambda: complete(abstained={"s3": " "}), "abstention_reason", "", "s3"),
    "the sheet of a seat": (lambda: complete(abstained={}), "own_score", "welcome", "s3"),
    "an own score": (lambda: complete(own=without(WHOLE.own, ("s2", "welcome"))), "own_score", "welcome", "s2"),
    "the reason of an own score": (
        lambda: complete(own={**WHOLE.own, ("s1", "welcome"): own(5, " ")}), "own_reason", "welcome", "s1",
    ),
    "where an own score points": (
        lambda: complete(own={**WHOLE.own, ("a1", "money"): own(3, points_to="")}), "own_pointer", "money", "a1",
    ),
    "anybody's score": (
        lambda: complete(own=without(WHOLE.own, ("a1", "money")), abstained={"s3": "Ill.", "a1": "Ill."}),
        "any_own_score", "money", "",
    ),
    "an agreed score": (lambda: complete(agreed=without(WHOLE.agreed, "money")), "agreed_score", "money", ""),
    "an agreed score's reason": (lambda: complete(agreed=agreed("money", reason=" ")), "agreed_reason", "money", ""),
    "agreement after a recusal": (lambda: complete(agreed=agreed("money", stands=False)), "agreed_anew", "money", ""),
    "a movement": (lambda: complete(agreed=agreed("welcome", movements={})), "movement", "welcome", "s1"),
    "the reason of a movement": (
        lambda: complete(agreed=agreed("welcome", movements={"s1": (Decimal(5), Decimal("3.5"), " ")})),
        "movement_reason", "welcome", "s1",
    ),
    "where a movement began": (
        lambda: complete(agreed=agreed("welcome", movements={"s1": (Decimal(4), Decimal("3.5"), "I saw it.")})),
        "movement_from_to", "welcome", "s1",
    ),
    "where a movement led": (
        lambda: complete(agreed=agreed("welcome", movements={"s1": (Decimal(5), Decimal(4), "I saw it.")})),
        "movement_from_to", "welcome", "s1",
    ),
    "a dissent": (lambda: complete(agreed=agreed("welcome", dissents={})), "movement", "welcome", "s2"),
    "the reason of a dissent": (
        lambda: complete(agreed=agreed("welcome", dissents={"s2": ""})), "dissent_reason", "welcome", "s2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_each_missing_piece_alone_is_listed_and_nothing_else(piece: str) -> None:
    make, kind, criterion, seat = PIECES[piece]
    found = missing_pieces([make()], CRITERIA, SIGN_OFF)
    assert [(each.kind, each.criterion_id, each.seat_id, each.label) for each in found] == [
        (kind, criterion, seat, "Provider A")
    ]
    with pytest.raises(RecordIsIncomplete) as refused:
        check_complete(found)
    assert refused.value.extra["missing"][0]["kind"] == kind
    assert "" not in refused.value.extra["missing"][0].values()


@pytest.mark.parametrize("words", ["", "  "])
def test_a_missing_sign_off_alone_is_listed(words: str) -> None:
    assert [each.kind for each in missing_pieces([complete()], CRITERIA, words)] == ["sign_off"]


def test_without_any_bid_there_is_nothing_to_lock() -> None:
    assert [each.kind for each in missing_pieces([], CRITERIA, SIGN_OFF)] == ["bids"]


def test_several_pieces_are_all_listed_by_bid_criterion_and_seat() -> None:
    second = complete(bid_id="b", label="Provider B", agreed={}, revealed=False)
    found = missing_pieces([complete(agreed=agreed("welcome", movements={})), second], CRITERIA, "")
    assert [(each.label, each.kind, each.criterion_id) for each in found] == [
        ("Provider A", "movement", "welcome"),
        ("Provider B", "reveal", ""),
        ("Provider B", "agreed_score", "welcome"),
        ("Provider B", "agreed_score", "money"),
        ("", "sign_off", ""),
    ]


@pytest.mark.parametrize(("score", "listed"), [("4.5", False), ("4", True), ("4.0", True), ("5", False)])
def test_a_movement_is_owed_from_a_whole_point_on(score: str, *, listed: bool) -> None:
    record = complete(
        own={("s1", "welcome"): own(5), ("a1", "money"): own(3)}, abstained={"s2": "Ill.", "s3": "Ill."},
        agreed=agreed("welcome", score=Decimal(score), movements={}, dissents={}),
    )  # fmt: skip
    found = missing_pieces([record], CRITERIA, SIGN_OFF)
    expected = [Missing("movement", found[0].what, "a", "Provider A", "welcome", "s1")] if listed else []
    assert found == expected


def test_a_recused_or_departed_seat_owes_nothing() -> None:
    record = complete(
        expected={"young_people": ["s1"], "adults": ["a1"]}, abstained={},
        own={("s1", "welcome"): own(5), ("a1", "money"): own(3)},
    )  # fmt: skip
    assert missing_pieces([record], CRITERIA, SIGN_OFF) == []
