"""Rules of workshops: how many took part as others may see it, what was written there, and the codes on slips. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.errors import Conflict, Invalid, NotFound, TooMany

BANDS = ("10-12", "13-15", "16-18", "19-25")
# Counts under 5 of anything about young people are not shown to whoever was not there.
LEAST_SHOWN = 5
MOST_OF_A_BAND = 2_000
MOST_WORKSHOPS = 300
MOST_STICKIES_AT_ONCE = 100
MOST_STICKIES = 500
LONGEST_STICKY = 300
MOST_SLIPS_AT_ONCE = 60
MOST_SLIPS = 500
# Without the letters and digits that are taken for each other. 10 of 30: 49 bits.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
FREE_GUESSES = 20
GUESSES_FORGIVEN_AFTER = timedelta(hours=1)
_LONGEST_PAUSE = 60


class NoSuchWorkshop(NotFound):
    """There is no such workshop in this commission."""


class WorkshopIsWrong(Invalid):
    """The day is in the future, or nobody took part."""


class StickiesAreWrong(Invalid):
    """There is no line, or too many, or one is too long."""


class TooMuchOfWorkshops(Conflict):
    """There are as many workshops, stickies or slips as fit."""


class SlipIsNotGood(NotFound):
    """No slip has this code."""


class TooManySlipGuesses(TooMany):
    """Too many wrong codes from one place; a short pause comes first."""


@dataclass(frozen=True)
class Numbers:
    """How many took part. total: None where fewer than 5 did; bands: None where one of them is under 5."""

    total: int | None
    bands: Mapping[str, int] | None


def shown_numbers(took_part: Mapping[str, int]) -> Numbers:
    """Return how many took part as those see it who were not there.

    Ages are shown only where each band has at least 5: with some of them and the total, others could be found by
    subtraction. So what is shown of a workshop says nothing about its small counts.
    """
    total = sum(took_part.values())
    bands = {band: took_part.get(band, 0) for band in BANDS}
    if total < LEAST_SHOWN:
        return Numbers(None, None)
    return Numbers(total, bands if min(bands.values()) >= LEAST_SHOWN else None)


def all_shown(workshops: Iterable[Numbers]) -> int:
    """Return how many took part in all workshops of which a total is shown: nothing new can be found from it."""
    return sum(each.total or 0 for each in workshops)


def check_workshop(*, held_on: date, today: date, took_part: Mapping[str, int]) -> None:
    """Raise WorkshopIsWrong for a day to come, or where nobody took part; at most 2,000 of each band did."""
    if held_on > today:
        raise WorkshopIsWrong("This day has not come yet. Record a workshop when it has been held.")
    if not sum(took_part.values()) >= 1 or max(took_part.values()) > MOST_OF_A_BAND or min(took_part.values()) < 0:
        raise WorkshopIsWrong(
            "Write how many took part, at least 1 and at most {most} of an age.", words={"most": MOST_OF_A_BAND}
        )


def stickies_in(typed: str) -> list[str]:
    """Return what was written on the stickies, typed one a line. Raises StickiesAreWrong.

    1 to 100 lines of at most 300 characters each; more are typed in a second go.
    """
    lines = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    if not 1 <= len(lines) <= MOST_STICKIES_AT_ONCE:
        raise StickiesAreWrong(
            "These are {count} lines. Write 1 to {most} at a time, one for each sticky note.",
            words={"count": len(lines), "most": MOST_STICKIES_AT_ONCE},
        )
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_STICKY:
            raise StickiesAreWrong(
                "Line {number} has {length} characters; at most {most} fit. Split it into two.",
                words={"number": number, "length": len(line), "most": LONGEST_STICKY},
            )
    return lines


def check_room(count: int, most: int) -> None:
    """Raise TooMuchOfWorkshops where more than `most` would be kept."""
    if count > most:
        raise TooMuchOfWorkshops("At most {most} of these are kept, and no more fit.", words={"most": most})


def new_code() -> str:
    """Return a code for a slip, by chance."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def tidy_code(typed: str) -> str:
    """Return a code as it was made, whatever stands between its letters, and in small letters too."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def check_guesses(failures: int, last_failed_at: datetime, now: datetime) -> None:
    """Raise TooManySlipGuesses while the pause is not over: after 20 wrong codes 1 s, doubling to 60 s."""
    if failures < FREE_GUESSES:
        return
    pause = timedelta(seconds=min(2 ** min(failures - FREE_GUESSES, 10), _LONGEST_PAUSE))
    wait = last_failed_at + pause - now
    if wait > timedelta(0):
        seconds = -(-wait // timedelta(seconds=1))
        raise TooManySlipGuesses(
            "That was tried too often. Wait {seconds} seconds, then try again.", words={"seconds": seconds},
            retry_after_seconds=seconds,
        )  # fmt: skip
