"""What changed between two texts that can be signed, in pieces a person can read. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from services.specification.rules.authors import Piece, pieces_between

NEW, GONE, WORDS, MOVED, WEIGHT = "new", "gone", "words", "moved", "weight"
# The words of a criterion, in the order in which a reader meets them.
_OF_A_CRITERION = ("title", "question", "guidance")


class Difference(NamedTuple):
    """One thing that changed. what: "part" or "criterion".

    kind: new, gone, words, moved or weight. title: what it is called now, or was called. before, after: the numbers
    of a part that moved, the weights of a criterion. pieces: how its words became others.
    """

    what: str
    kind: str
    title: str
    before: str
    after: str
    pieces: list[Piece]


def differences(
    signed: Mapping[str, Any],
    now: Mapping[str, Any],
    *,
    hidden: Collection[tuple[str, str]] = (),
    hidden_criteria: Collection[str] = (),
) -> list[Difference]:
    """Return what changed from the text that was signed to the one that stands, parts first, in their order now.

    Both are as `queries/document.py` gives them. A text that did not change has no differences. hidden: clause and
    text of words that are hidden; they are in no piece. hidden_criteria: ids of those whose words are.
    """
    criteria = _criteria(signed["criteria"], now["criteria"], hidden_criteria)
    return [*_parts(signed["clauses"], now["clauses"], hidden), *criteria]


def _parts(
    signed: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]], hidden: Collection[tuple[str, str]]
) -> Iterator[Difference]:
    before = {part["clause_id"]: part for part in signed}
    for part in now:
        old = before.pop(part["clause_id"], None)
        numbers = ("" if old is None else str(old["number"]), str(part["number"]))
        if old is None:
            yield Difference("part", NEW, part["heading"], *numbers, [Piece("added", part["text"])])
            continue
        if _said(old) != _said(part):
            unread = (old["clause_id"], old["text"]) in hidden
            pieces = [Piece("added", _said(part))] if unread else pieces_between(_said(old), _said(part))
            yield Difference("part", WORDS, part["heading"], *numbers, pieces)
        if numbers[0] != numbers[1]:
            yield Difference("part", MOVED, part["heading"], *numbers, [])
    for old in before.values():
        unread = (old["clause_id"], old["text"]) in hidden
        title, pieces = ("", []) if unread else (old["heading"], [Piece("taken", old["text"])])
        yield Difference("part", GONE, title, str(old["number"]), "", pieces)


def _said(part: Mapping[str, Any]) -> str:
    return f"{part['heading']}\n{part['text']}"


def _criteria(
    signed: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]], hidden: Collection[str]
) -> Iterator[Difference]:
    before = {criterion["criterion_id"]: criterion for criterion in signed}
    for criterion in now:
        old = before.pop(criterion["criterion_id"], None)
        weights = ("" if old is None else str(old["weight"]), str(criterion["weight"]))
        if old is None:
            added = [Piece("added", _asked(criterion))]
            yield Difference("criterion", NEW, criterion["title"], *weights, added)
            continue
        if weights[0] != weights[1]:
            yield Difference("criterion", WEIGHT, criterion["title"], *weights, [])
        if _asked(old) != _asked(criterion):
            unread = old["criterion_id"] in hidden
            pieces = [Piece("added", _asked(criterion))] if unread else pieces_between(_asked(old), _asked(criterion))
            yield Difference("criterion", WORDS, criterion["title"], *weights, pieces)
    for old in before.values():
        unread = old["criterion_id"] in hidden
        title, pieces = ("", []) if unread else (old["title"], [Piece("taken", _asked(old))])
        yield Difference("criterion", GONE, title, str(old["weight"]), "", pieces)


def _asked(criterion: Mapping[str, Any]) -> str:
    """Return all words and limits of a criterion, a line each."""
    least = criterion["minimum_score"]
    lines = [str(criterion[name]) for name in _OF_A_CRITERION]
    lines.append(f"{criterion['word_limit']}")
    lines += [f"{score}: {words}" for score, words in enumerate(criterion["descriptors"])]
    return "\n".join([*lines, *([f"≥ {least}"] if least is not None else [])])
