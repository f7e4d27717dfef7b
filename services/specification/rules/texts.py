"""Rules of writing: which version is changed, how much fits, who is owed a reason, and what is read first. Pure."""

from __future__ import annotations

from typing import Any

from shared.errors import Conflict, Invalid, NotFound

MOST_CLAUSES = 200
LONGEST_HEADING = 200
# The agreed text travels whole in one event, and the log takes messages of up to 1 MiB.
LARGEST_DOCUMENT = 500_000
CLAUSE = "clause"


class NoSuchClause(NotFound):
    """There is no such clause in this commission."""


class SpecificationIsTooLong(Invalid):
    """The whole text would be longer than one event can carry."""


class ReasonIsMissing(Invalid):
    """An adult changes what the group agreed or signed, so the group is owed a reason."""


class TooManyClauses(Conflict):
    """There are as many clauses as fit."""


class TextHasChanged(Conflict):
    """The caller worked on an older version; the current one comes with the answer."""


class WordsAreNew(Conflict):
    """The writer changed the words after the caller read them."""


class WordsAreBeingWritten(Conflict):
    """Somebody is writing in this clause, and nobody has kept these words as a version yet."""


class ClauseIsAgreedAlready(Conflict):
    """The clause is agreed already, in this version."""


class NoSuchText(NotFound):
    """There is no such text that waits, or it was settled."""


class NoSuchReport(NotFound):
    """There is no such report in this commission, or it was settled."""


class TextIsHidden(Conflict):
    """The text is hidden: it is shown again, or written anew, before anything else."""


def check_version(sent: int, current: int, **standing: Any) -> None:
    """Raise TextHasChanged, with the current version and what stands in it, where another version was worked on."""
    if sent != current:
        raise TextHasChanged(
            "This was changed meanwhile: it is at version {current}, and you worked on version {sent}. "
            "Your words are not lost: compare them with the current text and send them again.",
            words={"current": current, "sent": sent},
            current_version=current, **{f"current_{name}": value for name, value in standing.items()},
        )  # fmt: skip


def check_room(*, clauses: int) -> None:
    """Raise TooManyClauses where no further clause fits: there are at most 200."""
    if clauses >= MOST_CLAUSES:
        raise TooManyClauses(
            "There are {clauses} clauses, and no more fit. Put what you want to say into one that is there.",
            words={"clauses": clauses},
        )


def check_length(size: int) -> None:
    """Raise SpecificationIsTooLong for more than 500,000 bytes (UTF-8) of title, need, plan, clauses and criteria."""
    if size > LARGEST_DOCUMENT:
        raise SpecificationIsTooLong(
            "With this, the whole specification would have {size} bytes; at most {most} fit. "
            "Say it in fewer words, here or elsewhere.",
            words={"size": size, "most": LARGEST_DOCUMENT},
        )


def check_reason(*, by_adult: bool, stands: bool, reason: str) -> None:
    """Raise ReasonIsMissing where an adult changes what stands (agreed by the group, or signed) without saying why."""
    if by_adult and stands and not reason.strip():
        raise ReasonIsMissing("The group agreed this. Say why you change it. The group is told.")


def needs_check(*, checks_young_texts: bool, is_young: bool, is_free: bool) -> bool:
    """Say whether a facilitator reads a text before others do. Whoever is not known to write freely is checked."""
    return checks_young_texts and is_young and not is_free


def check_shown(*, hidden: bool) -> None:
    """Raise TextIsHidden where a hidden text would be agreed."""
    if hidden:
        raise TextIsHidden("This text is hidden. Show it again, or write it anew, before the group agrees it.")


def check_kept(*, newest: int, kept: int) -> None:
    """Raise WordsAreBeingWritten where words were changed that no version holds yet."""
    if newest != kept:
        raise WordsAreBeingWritten(
            "Somebody is writing in this part, and the new words are not kept yet. "
            "Read them, and keep them first. They are also kept by themselves when nobody writes for a minute."
        )


def heading_brought_together(opened: str, mine: str, standing: str, *, version: int) -> str:
    """Return the heading of whoever changed it. Raises TextHasChanged where both did, each to something else."""
    if mine == opened:
        return standing
    if standing not in (opened, mine):
        raise TextHasChanged(
            "Somebody changed the heading meanwhile. Your words are still here. Look at both, and save again.",
            current_version=version, current_heading=standing,
        )  # fmt: skip
    return mine
