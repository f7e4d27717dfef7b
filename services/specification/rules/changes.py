"""Rules of writing at the same time: a change to a text, and what becomes of it when others changed the text first.

A change walks a text from its beginning to its end: it keeps so many units, or puts other words in place of so many.
Units are UTF-16 code units, as browsers count them. As JSON it is a list: 5 keeps five, [2] takes two away, and
[2, "one line", "another"] puts these lines in the place of two. It is the form of `ChangeSet.toJSON` of the npm package
@codemirror/state, with which browsers do the same, so both have to come to the same text; a test compares them.

One order is kept by the server. Who wrote on an older text has their changes mapped over what came since (`settled`);
the browser does the same with what it has not sent. Of two insertions at one place, the one that the server had first
stands first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from shared.errors import Conflict, Invalid

LONGEST_TEXT = 10_000
MOST_SECTIONS = 2_000
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_UTF_16 = "utf-16-le"
_UNIT = 2  # bytes


class ChangeIsBroken(Invalid):
    """The change is not written as one, splits a character, or makes the text too long."""


class ChangeDoesNotFit(Conflict):
    """The change is for another text than the one that stood at its number."""


class Section(NamedTuple):
    """A part of a change: so many units of the old text, and the words in their place; None keeps them."""

    units: int
    words: str | None


class Edit(NamedTuple):
    """A part of a change that is no keeping, with its place in the old text, in units."""

    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Change:
    """A change to a whole text."""

    sections: tuple[Section, ...]

    def before(self) -> int:
        """Return how many units the text has that it changes."""
        return sum(section.units for section in self.sections)

    def after(self) -> int:
        """Return how many units the text has when it is changed."""
        return sum(s.units if s.words is None else units_of(s.words) for s in self.sections)

    def edits(self) -> Iterator[Edit]:
        """Yield what it changes, from the beginning to the end."""
        at = 0
        for units, words in self.sections:
            if words is not None:
                yield Edit(at, at + units, words)
            at += units

    def to_json(self) -> list[Any]:
        """Return it as JSON."""
        return [
            units if words is None else [units, *(words.split("\n") if words else ())] for units, words in self.sections
        ]


def units_of(text: str) -> int:
    """Return how many UTF-16 code units a text has."""
    return len(text.encode(_UTF_16)) // _UNIT


class _Writer:
    """Writes a change section by section, with no two that are one.

    An edit may come in pieces that follow each other: `number` says which one a piece is of.
    """

    def __init__(self) -> None:
        self._sections: list[Section] = []
        self._number = -1
        self._open = Section(0, "")

    def keep(self, units: int) -> None:
        if units:
            self._close()
            self._add(units, None)

    def put(self, number: int, words: str) -> None:
        """Begin an edit with its words; what it takes away follows."""
        self._close()
        self._number, self._open = number, Section(0, words)

    def take(self, number: int, units: int) -> None:
        """Take units away, as a part of the edit with this number."""
        if units and number != self._number:
            self.put(number, "")
        self._open = Section(self._open.units + units, self._open.words)

    def change(self) -> Change:
        self._close()
        return Change(tuple(self._sections))

    def _close(self) -> None:
        units, words = self._open
        if units or words:
            self._add(units, words)
        self._number, self._open = -1, Section(0, "")

    def _add(self, units: int, words: str | None) -> None:
        last = self._sections[-1] if self._sections else None
        if last is not None and not words and last.words == words:
            self._sections[-1] = Section(last.units + units, words)
        elif last is not None and words and last.words and not units and not last.units:
            self._sections[-1] = Section(0, last.words + words)
        else:
            self._sections.append(Section(units, words))


def tidy(sections: Iterable[Section]) -> Change:
    """Return the change with these sections, with nothing empty and no two that are one."""
    writer = _Writer()
    for number, (units, words) in enumerate(sections):
        if words is None:
            writer.keep(units)
        else:
            writer.put(number, words)
            writer.take(number, units)
    return writer.change()


def change_from_json(given: Any) -> Change:
    """Read a change. Raises ChangeIsBroken."""
    if not isinstance(given, list) or len(given) > MOST_SECTIONS:
        raise ChangeIsBroken("A change is a list of at most {most} parts.", words={"most": MOST_SECTIONS})
    sections = []
    for part in given:
        units, *lines = part if isinstance(part, list) and part else [part]
        if not _is_count(units) or (not isinstance(part, list) and not units):
            raise ChangeIsBroken("A part of a change begins with a whole number of units of the text.")
        if not all(isinstance(line, str) and not _CONTROL.search(line) for line in lines):
            raise ChangeIsBroken("The words of a change are lines of text, without characters that cannot be shown.")
        sections.append(Section(units, "\n".join(lines) if isinstance(part, list) else None))
    return tidy(sections)


def _is_count(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= LONGEST_TEXT * _UNIT


def changed(text: str, change: Change) -> str:
    """Return the text as changed. Raises ChangeDoesNotFit, and ChangeIsBroken where it would split a character."""
    old = text.encode(_UTF_16)
    if change.before() * _UNIT != len(old):
        raise ChangeDoesNotFit("This change is for another text than the one that stood at its number.")
    pieces, at = [], 0
    for units, words in change.sections:
        piece = old[at : at + units * _UNIT]
        at += len(piece)
        pieces.append(_whole(piece) if words is None else words)
        if words is not None:
            _whole(piece)
    new = "".join(pieces)
    if len(new) > LONGEST_TEXT:
        raise ChangeIsBroken(
            "With this, the text would have {size} characters; at most {most} fit.",
            words={"size": len(new), "most": LONGEST_TEXT},
        )
    return new


def _whole(piece: bytes) -> str:
    try:
        return piece.decode(_UTF_16)
    except UnicodeDecodeError as error:
        raise ChangeIsBroken("This change would take half a character.") from error


def mapped(change: Change, over: Change, *, first: bool) -> Change:
    """Return what becomes of a change when the text has had another one, made on the same text, before it.

    What both took away is gone once. Words that would stand at the same place as the other's stand before them where
    `first`, else after them; words whose surroundings the other took away stand where these were. So
    `over` and then `mapped(change, over, first=False)` give the same text as `change` and then
    `mapped(over, change, first=True)`. Both changes are of texts of the same length.
    """
    writer = _Writer()
    mine, at, begun = list(change.edits()), 0, 0

    def walk(to: int) -> None:
        """Go on in the old text: take what the edit begun last takes, and keep the rest."""
        nonlocal at
        if begun and (end := min(to, mine[begun - 1].end)) > at:
            writer.take(begun - 1, end - at)
            at = end
        if to > at:
            writer.keep(to - at)
            at = to

    for other in [*over.edits(), None]:
        while begun < len(mine) and (other is None or not _goes_before(other, mine[begun], first=first)):
            walk(mine[begun].start)
            writer.put(begun, mine[begun].words)
            begun += 1
        walk(change.before() if other is None else other.start)
        if other is not None:
            writer.keep(units_of(other.words))
            at = other.end
    return writer.change()


def _goes_before(other: Edit, mine: Edit, *, first: bool) -> bool:
    """Say whether the other's edit is done with before mine: the one that starts earlier, else the shorter one."""
    theirs, own = other.end - other.start, mine.end - mine.start
    return other.start < mine.start or (other.start == mine.start and (theirs < own or (theirs == own and not first)))


@dataclass(frozen=True)
class Sent:
    """A change as a writer sent it, with the id that the writer gave it."""

    key: str
    change: Change


def settled(sent: Sequence[Sent], since: Sequence[Sent]) -> list[Sent]:
    """Map what a writer sent over what came since, one after the other, and leave out what is in there already.

    sent: each made on the text that the one before it left. A writer who got no answer sends the same again, from the
    same number. Raises ChangeDoesNotFit where they are not made on one text.
    """
    waiting = list(sent)
    for known in since:
        if waiting and waiting[0].key == known.key:
            waiting.pop(0)
            continue
        over, moved = known.change, []
        for each in waiting:
            if each.change.before() != over.before():
                raise ChangeDoesNotFit("This change is for another text than the one that stood at its number.")
            moved.append(Sent(each.key, mapped(each.change, over, first=False)))
            over = mapped(over, each.change, first=True)
        waiting = moved
    return waiting
