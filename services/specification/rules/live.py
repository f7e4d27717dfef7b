"""Rules of who may type into a part at the same time as others, how fast, and how far behind they may be. Pure."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotAllowed, TooMany

MOST_CHANGES_SENT = 100
# So many mappings take about a second; whoever is further behind reads on first.
MOST_MAPPINGS = 50_000
PACE_SECONDS = 10
MOST_CHANGES_A_PACE = 300
QUIET_SECONDS = 60
KEPT_EVERY_SECONDS = 300
# Units that are much to take away at once: then what stands is kept first.
MUCH_TAKEN = 20
# Whoever has a part open is noted about every ten seconds; two of these may be late.
HERE_SECONDS = 30
WRITES_SECONDS = 20
GONE_AFTER_SECONDS = 60


class PartIsAgreed(Conflict):
    """The group agreed these words; they are changed by a new version, not letter by letter."""


class WordsAreReadFirst(NotAllowed):
    """A facilitator reads what this person writes before others do, so nothing of it can be live."""


class NumberIsUnknown(Conflict):
    """There is no change with this number; the newest one comes with the answer."""


class ReadOnFirst(Conflict):
    """So much was changed since that the writer has to read on before sending."""


class WordsWereTakenAway(Conflict):
    """Words that the writer still had were hidden since, so the writing begins anew."""


class WritingTooFast(TooMany):
    """One seat sends more changes than a person can type."""


class NothingIsWritten(Invalid):
    """There are no words that could be kept."""


def check_live(*, agreed: bool, read_first: bool) -> None:
    """Raise WordsAreReadFirst or PartIsAgreed where nobody types into a part for all to see."""
    if read_first:
        raise WordsAreReadFirst("A facilitator reads your words before others do. Write them in the form and send it.")
    if agreed:
        raise PartIsAgreed("The group agreed this part. To change it, write it in the form and save it.")


def check_number(number: int, *, newest: int, oldest: int) -> None:
    """Raise NumberIsUnknown for a number that there is not yet, and WordsWereTakenAway for one before hidden words."""
    if number > newest:
        raise NumberIsUnknown(
            "There are {newest} changes, and no number {number}.",
            words={"newest": newest, "number": number}, current_number=newest,
        )  # fmt: skip
    if number < oldest:
        raise WordsWereTakenAway(
            "Some of the words you had open were hidden. Copy what you typed, and open this page again.",
            current_number=newest,
        )


def check_distance(*, sent: int, since: int, newest: int) -> None:
    """Raise ReadOnFirst where mapping would take longer than about a second."""
    if sent * since > MOST_MAPPINGS:
        raise ReadOnFirst("Much was written since. Read on first, then send.", current_number=newest)


def check_pace(*, lately: int, sent: int) -> None:
    """Raise WritingTooFast for more than 300 changes of one seat in one part within ten seconds."""
    if lately + sent > MOST_CHANGES_A_PACE:
        raise WritingTooFast("This is faster than anybody can type. Wait a few seconds, and send it again.")


def check_written(text: str) -> None:
    """Raise NothingIsWritten for a text of nothing but space."""
    if not text.strip():
        raise NothingIsWritten("There are no words in this part. Write something, or leave it as it was.")
