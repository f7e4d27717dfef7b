"""Rules of putting two parts together and of making two of one: each passage keeps its writer. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from services.specification.rules.authors import Passage, difference, letters_only, passages_after
from services.specification.rules.changes import Change, Section, tidy, units_of
from services.specification.rules.live import WordsAreReadFirst
from shared.errors import Conflict, Invalid

BETWEEN = "\n\n"
MERGED, SPLIT, SPLIT_OFF = "merged", "split", "split_off"
_BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"(?<=[.!?…])\s+"), re.compile(r"\s+"))


class PartWasPutTogether(Conflict):
    """The part was put together with another one, so nothing is written in it any more."""


class PartsAreTheSame(Invalid):
    """A part would be put together with itself."""


def check_parts(*, one: str, other: str) -> None:
    """Raise PartsAreTheSame where both are one."""
    if one == other:
        raise PartsAreTheSame("Choose another part.")


def check_may_shape(*, read_first: bool) -> None:
    """Raise WordsAreReadFirst for somebody whose words a facilitator reads before others do."""
    if read_first:
        raise WordsAreReadFirst(
            "A facilitator reads your words before others do. Ask one to put parts together, or to make two of one."
        )


def joined(first: str, second: str) -> str:
    """Return two texts as one, with an empty line between them."""
    return f"{first}{BETWEEN}{second}"


def passages_joined(first: Sequence[Passage], second: Sequence[Passage], seat_id: str) -> tuple[Passage, ...]:
    """Return who wrote which passage of two texts as one; whoever joins them wrote what is between them."""
    return (*first, Passage(units_of(BETWEEN), seat_id), *second)


def passages_kept(opened: str, passages: Sequence[Passage], text: str, seat_id: str) -> list[list[Any]]:
    """Return who wrote which passage of a text that somebody made of another one, as [units, seat].

    What stays of the other one keeps its writer.
    """
    return [[*each] for each in passages_after(passages, _made_of(opened, text), seat_id)]


def _made_of(opened: str, text: str) -> Change:
    """Return the change from one text to a piece of it, or to whatever else somebody made of it."""
    # A piece is taken as it stands: word by word, its first words could be found among those before it.
    at = len(opened) - len(text) if opened.endswith(text) else opened.find(text)
    if at < 0:
        return letters_only(difference(opened, text), opened)
    before, piece, after = (units_of(each) for each in (opened[:at], text, opened[at + len(text) :]))
    return tidy([Section(before, ""), Section(piece, None), Section(after, "")])


def halves(text: str) -> tuple[str, str]:
    """Return a text in two, to begin with: cut near its middle, between paragraphs, else lines, sentences, or words.

    Together they hold every word; the space at the cut is left out. What has no such place stays whole.
    """
    for kind in _BREAKS:
        cuts = [each for each in kind.finditer(text) if text[: each.start()].strip() and text[each.end() :].strip()]
        if cuts:
            cut = min(cuts, key=lambda each: abs(each.start() + each.end() - len(text)))
            return text[: cut.start()], text[cut.end() :]
    return text, ""
