"""Rules of who wrote which passage of a text, and of bringing two texts together that began as one. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from operator import itemgetter
from typing import Any, NamedTuple

from services.specification.rules.changes import Change, Section, mapped, tidy, units_of

_TOKEN = re.compile(r"\s|\w+|[^\w\s]")
# Pairs of equal tokens. Texts that repeat themselves more than this are compared as a whole, since looking for the best
# match would take seconds.
_MOST_PAIRS = 200_000


class Passage(NamedTuple):
    """So many units of a text that one seat wrote."""

    units: int
    seat_id: str


def passages_after(passages: Sequence[Sequence[Any]], change: Change, seat_id: str) -> list[Sequence[Any]]:
    """Return who wrote which passage, in order, once a seat has made a change. What is kept keeps its writer.

    passages: [units, seat] each, no two neighbours of one seat. There may be thousands, and a change at each letter:
    what lies between is taken over as it is.
    """
    ends = list(accumulate(map(itemgetter(0), passages)))
    found: list[Sequence[Any]] = []

    def add(units: int, writer: str) -> None:
        if found and found[-1][1] == writer:
            found[-1] = Passage(found[-1][0] + units, writer)
        elif units:
            found.append(Passage(units, writer))

    def keep(start: int, end: int) -> None:
        first, last = bisect_right(ends, start), bisect_left(ends, end)
        add(min(end, ends[first]) - start, passages[first][1])
        if first < last:
            found.extend(passages[first + 1 : last])
            add(end - ends[last - 1], passages[last][1])

    at = 0
    for units, words in change.sections:
        if words is None and units:
            keep(at, at + units)
        at += units
        if words:
            add(units_of(words), seat_id)
    return found


def difference(old: str, new: str) -> Change:
    """Return the change from one text to another, word by word, as small as a reader would make it."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    head = _same(before, after)
    kept = units_of("".join(before[:head]))
    before, after = before[head:], after[head:]
    tail = _same(before[::-1], after[::-1])
    middle = _steps(before[: len(before) - tail], after[: len(after) - tail])
    end = units_of("".join(before[len(before) - tail :]))
    sections = [Section(kept, None), *middle, Section(end, None)]
    return Change(tuple(section for section in sections if section.units or section.words))


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many are the same at the beginning."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _steps(before: Sequence[str], after: Sequence[str]) -> list[Section]:
    """Return what becomes of these words."""
    same, both = Counter(before), Counter(after)
    if sum(count * both[token] for token, count in same.items()) > _MOST_PAIRS:
        return [Section(units_of("".join(before)), "".join(after))]
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [
        Section(units_of("".join(before[a:b])), None if kind == "equal" else "".join(after[c:d]))
        for kind, a, b, c, d in steps
    ]


def letters_only(change: Change, text: str) -> Change:
    """Return a change of a text that leaves alone the letters which stay at both ends of the words it replaces.

    So who puts a letter into another's word has written that letter, and not the word.
    """
    units, at, sections = text.encode("utf-16-le"), 0, []
    for count, words in change.sections:
        here = units[2 * at : 2 * (at + count)].decode("utf-16-le")
        at += count
        if words is None:
            sections.append(Section(count, None))
            continue
        head = _same(here, words)
        tail = _same(here[head:][::-1], words[head:][::-1])
        gone, new = here[head : len(here) - tail], words[head : len(words) - tail]
        sections += [
            Section(units_of(here[:head]), None), Section(units_of(gone), new),
            Section(units_of(here[len(here) - tail :]), None),
        ]  # fmt: skip
    return tidy(sections)


class Piece(NamedTuple):
    """A piece of a difference: "kept", "added" or "taken", and its words."""

    kind: str
    words: str


def pieces_between(old: str, new: str) -> list[Piece]:
    """Return how one text became another, in pieces to read; what was taken stands before what came in its place."""
    found, units, at = [], old.encode("utf-16-le"), 0
    for count, words in difference(old, new).sections:
        here = units[2 * at : 2 * (at + count)].decode("utf-16-le")
        at += count
        found += [Piece("kept", here)] if words is None else [Piece("taken", here), Piece("added", words)]
    return [piece for piece in found if piece.words]


def brought_together(opened: str, mine: str, standing: str) -> Change | None:
    """Return my change of the text I opened as a change of the text that stands; None where both changed one place.

    One place: words that both changed or took away, or words put in the middle of what the other took away. Two who add
    at the same place are no trouble: one stands after the other.
    """
    if mine == standing:
        return difference(standing, standing)
    own, others = difference(opened, mine), difference(opened, standing)
    for edit in own.edits():
        for other in others.edits():
            start, end = max(edit.start, other.start), min(edit.end, other.end)
            inside = start == end and (other.start < start < other.end or edit.start < start < edit.end)
            if start < end or inside:
                return None
    return mapped(letters_only(own, opened), others, first=False)


def young_share(passages: Iterable[Sequence[Sequence[Any]]], roles: Mapping[str, str]) -> int | None:
    """Return how much of the words young people wrote, in whole percent, rounded down; none where there are no words.

    passages: of each part, as [UTF-16 code units, seat]. roles: of the seats.
    """
    all_of_it = [(units, roles.get(seat_id)) for part in passages for units, seat_id in part]
    total = sum(units for units, _ in all_of_it)
    young = sum(units for units, role in all_of_it if role == "young_person")
    return young * 100 // total if total else None
