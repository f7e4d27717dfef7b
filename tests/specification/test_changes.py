"""Changes to a text: against the other implementation, by properties, and what is refused."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.assets import HERE as FRONTEND
from deploy.assets import node
from services.specification.rules.authors import brought_together, difference, passages_after
from services.specification.rules.changes import (
    LONGEST_TEXT,
    MOST_SECTIONS,
    Change,
    ChangeDoesNotFit,
    ChangeIsBroken,
    Sent,
    change_from_json,
    changed,
    mapped,
    settled,
    units_of,
)

LETTERS = "ab \n\u00e9\u0104\U0001f98a"
WORDS = ("", "x", "yz", "a\nb", "\n", "\U0001f98a", "\u017c\U0001f9d1\U0001f3fd")
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def codemirror() -> Iterator[Ask]:
    """The other implementation: @codemirror/state under Node."""
    package = FRONTEND / "node_modules" / "@codemirror" / "state" / "dist" / "index.js"
    script = FRONTEND.parent.parent / "tests" / "specification" / "codemirror.mjs"
    command = [*node(), str(script), str(package)]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        sent, answers = process.stdin, process.stdout

        def ask(what: str, **rest: Any) -> Any:
            sent.write(json.dumps({"what": what, **rest}) + "\n")
            sent.flush()
            return json.loads(answers.readline())

        yield ask


def some_text(chance: Random, longest: int = 12) -> str:
    return "".join(chance.choice(LETTERS) for _ in range(chance.randint(0, longest)))


def some_change(chance: Random, text: str) -> Change:
    """Return a change of a text at random, in which edits follow each other with nothing kept between them, too."""
    given: list[Any] = []
    rest = text
    while rest or chance.random() < 0.4:
        here = rest[: chance.randint(0, 4)]
        rest = rest[len(here) :]
        words = chance.choice(WORDS)
        if here and chance.random() < 0.5:
            given.append(units_of(here))
        elif here or words:
            given.append([units_of(here), *(words.split("\n") if words else ())])
    return change_from_json(given)


def test_a_change_is_mapped_and_made_as_the_other_implementation_does_it(codemirror: Ask) -> None:
    chance = Random(5)
    for _ in range(5_000):
        text, first = some_text(chance), chance.random() < 0.5
        one, other = some_change(chance, text), some_change(chance, text)
        theirs = codemirror("mapped", a=one.to_json(), b=other.to_json(), first=first)
        assert mapped(one, other, first=first).to_json() == theirs, (one, other, first)
        assert changed(text, one) == codemirror("changed", text=text, a=one.to_json())


def test_changes_that_were_mapped_before_are_mapped_alike_again(codemirror: Ask) -> None:
    chance = Random(6)
    for _ in range(1_000):
        text = some_text(chance)
        sent = some_change(chance, text)
        theirs = sent.to_json()
        for _ in range(5):
            over = some_change(chance, text)
            theirs = codemirror("mapped", a=theirs, b=over.to_json(), first=False)
            sent = mapped(sent, over, first=False)
            text = changed(text, over)
            assert sent.to_json() == theirs


@given(st.integers(0, 2**32))
@settings(max_examples=500, deadline=None)
def test_two_who_change_one_text_come_to_the_same_text(seed: int) -> None:
    chance = Random(seed)
    text = some_text(chance, 40)
    one, other = some_change(chance, text), some_change(chance, text)
    here = changed(changed(text, one), mapped(other, one, first=True))
    assert here == changed(changed(text, other), mapped(one, other, first=False))


@given(st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_what_a_writer_sends_again_is_in_the_text_once(seed: int) -> None:
    """A writer's changes, some of them in the list already with others' between, end as if they had gone one by one."""
    chance = Random(seed)
    text = some_text(chance, 20)
    sent, mine = [], text
    for number in range(chance.randint(1, 4)):
        sent.append(Sent(f"me-{number}", some_change(chance, mine)))
        mine = changed(mine, sent[-1].change)
    since: list[Sent] = []
    for number in range(chance.randint(0, 5)):
        if chance.random() < 0.5:
            since.append(Sent(f"other-{number}", some_change(chance, text)))
        elif first := settled(sent, since)[:1]:
            since += first
        else:
            continue
        text = changed(text, since[-1].change)
    whole = since + settled(sent, since)
    keys = [each.key for each in whole if each.key.startswith("me-")]
    assert keys == [each.key for each in sent]
    for each in whole[len(since) :]:
        text = changed(text, each.change)


@given(st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_every_unit_has_the_writer_who_sent_it(seed: int) -> None:
    chance = Random(seed)
    text, written = "", ""
    passages: Sequence[Sequence[Any]] = ()
    for _ in range(8):
        seat = chance.choice("ABC")
        change = some_change(chance, text)
        at, units = 0, []
        for section in change.sections:
            kept = written[at : at + section.units]
            units.append(kept if section.words is None else seat * units_of(section.words))
            at += section.units
        text, passages, written = changed(text, change), passages_after(passages, change, seat), "".join(units)
        assert "".join(seat_id * units for units, seat_id in passages) == written
        assert all(one[1] != next_one[1] for one, next_one in pairwise(passages))


@given(st.text(alphabet=LETTERS, max_size=60), st.text(alphabet=LETTERS, max_size=60))
@settings(max_examples=300, deadline=None)
def test_the_difference_of_two_texts_makes_one_of_the_other(old: str, new: str) -> None:
    assert changed(old, difference(old, new)) == new


def test_the_difference_is_that_of_words() -> None:
    change = difference("We want a warm room. It is open late.", "We want a big warm room. It is open.")
    assert change.to_json() == [10, [0, "big "], 21, [5], 1]


def test_texts_that_repeat_themselves_are_compared_quickly() -> None:
    old, new = "a " * (LONGEST_TEXT // 2), "b " + "a " * (LONGEST_TEXT // 2 - 2) + "c "
    assert changed(old, difference(old, new)) == new


@pytest.mark.parametrize(
    ("mine", "standing", "together"),
    [
        ("We want a big room.", "We want a room. It is warm.", "We want a big room. It is warm."),
        ("We want a room!", "You want a room.", "You want a room!"),
        ("We want a room. Late.", "We want a room. Warm.", "We want a room. Warm. Late."),
        ("We want a room.", "We want two rooms.", "We want two rooms."),
        ("We want two rooms.", "We want two rooms.", "We want two rooms."),
        ("We want a hall.", "We want a house.", None),
        ("We want a quiet room.", "We want.", None),
        ("", "We want a room. It is warm.", " It is warm."),
        ("", "We want a big room.", None),
    ],
)
def test_two_texts_of_one_beginning_are_brought_together_where_they_can(
    mine: str, standing: str, together: str | None
) -> None:
    change = brought_together("We want a room.", mine, standing)
    assert (None if change is None else changed(standing, change)) == together


@pytest.mark.parametrize(
    "given",
    [
        None, {}, "3", [[]], [0], [-1], [True], [1.0], [[True]], [[1, 2]], [["x"]], [[0, "a\nb"]], [[0, "\u2028"]],
        [[0, "\r"]], [[0, "\x00"]], [[0, "\ud83e"]], [10**9], [["1"]], [[1, None]], [1] * (MOST_SECTIONS + 1),
    ],
)  # fmt: skip
def test_what_is_no_change_is_refused(given: Any) -> None:
    with pytest.raises(ChangeIsBroken):
        change_from_json(given)


@pytest.mark.parametrize("given", [[1, [0, "x"], 1], [1, [1]], [[1], 1], [1, [1, "x"]]])
def test_no_change_takes_half_a_character(given: list[Any]) -> None:
    with pytest.raises(ChangeIsBroken):
        changed("\U0001f98a", change_from_json(given))


def test_a_change_of_another_text_is_refused() -> None:
    with pytest.raises(ChangeDoesNotFit):
        changed("abc", change_from_json([4, [0, "x"]]))
    with pytest.raises(ChangeDoesNotFit):
        settled([Sent("me", change_from_json([4, [0, "x"]]))], [Sent("other", change_from_json([3, [0, "y"]]))])


def test_no_text_gets_too_long() -> None:
    text = "a" * LONGEST_TEXT
    assert changed(text, change_from_json([LONGEST_TEXT])) == text
    with pytest.raises(ChangeIsBroken, match="10001 characters"):
        changed(text, change_from_json([LONGEST_TEXT, [0, "b"]]))
