"""What changed between two texts that can be signed, and the text in plain lines."""

from __future__ import annotations

from typing import Any

from services.specification.rules.authors import young_share
from services.specification.rules.comparing import differences
from services.specification.rules.plain_text import plain_text


def part(clause_id: str, number: int, text: str, heading: str = "Open late") -> dict[str, Any]:
    return {"clause_id": clause_id, "number": number, "heading": heading, "text": text}


def criterion(title: str, weight: str, **changes: Any) -> dict[str, Any]:
    return {
        "criterion_id": title, "panel": "young_people", "title": title, "question": "How?", "guidance": "",
        "word_limit": 100, "weight": weight, "descriptors": list("abcdef"), "minimum_score": None, **changes,
    }  # fmt: skip


def document(clauses: list[dict[str, Any]], criteria: list[dict[str, Any]]) -> dict[str, Any]:
    plan = {
        "budget": "120000.00", "currency": "GBP", "regime": "light_touch", "price_formula": "fixed_price",
        "shares": {"young_people": "80", "adults": "20", "price": "0"},
        "timetable": [{"stage": "co_writing", "begins_on": "2026-03-02"}],
    }  # fmt: skip
    return {"title": "Somewhere to go", "need": "A place.", "plan": plan, "clauses": clauses, "criteria": criteria}


def test_a_text_that_did_not_change_has_no_differences() -> None:
    same = document([part("a", 1, "It is open.")], [criterion("Welcome", "100")])
    assert differences(same, same) == []


def test_each_kind_of_change_is_told_once() -> None:
    signed = document(
        [part("a", 1, "It is open."), part("b", 2, "It is warm."), part("c", 3, "It is ours.")],
        [criterion("Welcome", "70"), criterion("Waiting", "30")],
    )
    now = document(
        [part("b", 1, "It is warm."), part("a", 2, "It is open late."), part("d", 3, "It is free.")],
        [criterion("Welcome", "60", question="How so?"), criterion("Money", "40")],
    )
    found = [(each.what, each.kind, each.before, each.after) for each in differences(signed, now)]
    assert found == [
        ("part", "moved", "2", "1"), ("part", "words", "1", "2"), ("part", "moved", "1", "2"),
        ("part", "new", "", "3"), ("part", "gone", "3", ""),
        ("criterion", "weight", "70", "60"), ("criterion", "words", "70", "60"), ("criterion", "new", "", "40"),
        ("criterion", "gone", "30", ""),
    ]  # fmt: skip


def test_words_that_are_hidden_are_in_no_difference() -> None:
    signed = document([part("a", 1, "It names okapi."), part("b", 2, "Okapi again.")], [])
    now = document([part("a", 1, "It names nobody.")], [])
    hidden = {("a", "It names okapi."), ("b", "Okapi again.")}
    assert "kapi" in str(differences(signed, now))
    assert "kapi" not in str(differences(signed, now, hidden=hidden))
    signed = document([], [criterion("Okapi", "100"), criterion("Waiting", "100", question="Okapi?")])
    now = document([], [criterion("Waiting", "100")])
    assert "kapi" not in str(differences(signed, now, hidden_criteria={"Okapi", "Waiting"}))


def test_every_word_of_the_text_is_in_its_plain_lines() -> None:
    text = plain_text(document([part("a", 1, "It is open.\nEvery day.")], [criterion("Welcome", "100")]), "ab" * 32)
    for words in (
        "Somewhere to go",
        "A place.",
        "Part 1: Open late",
        "Every day.",
        "Welcome (weight 100 of 100)",
        "5: f",
    ):
        assert words in text
    assert "ab" * 32 in text
    assert text.endswith("\n")
    assert "\r" not in text


def test_the_share_of_young_words_is_rounded_down_and_is_nothing_without_words() -> None:
    roles = {"y": "young_person", "f": "facilitator"}
    assert young_share([[[2, "y"], [1, "f"]], [[0, "f"]]], roles) == 66
    assert young_share([[[5, "gone"]]], roles) == 0
    assert young_share([], roles) is None
