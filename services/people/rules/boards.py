"""Boards of a commission: what they may do, and how long their members sit. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from shared.errors import Conflict, Invalid, NotFound
from shared.roles import Role

LONGEST_TERM_YEARS = 4


class BoardKind(StrEnum):
    """What kind of board it is."""

    SHADOW_BOARD = "shadow_board"
    JUNIOR_SAFEGUARDING = "junior_safeguarding"
    YOUTH_PARTNERSHIP = "youth_partnership"
    OTHER = "other"


class Power(StrEnum):
    """What a board may do, as the plan gives it. A power is declared here and kept by the service it is about."""

    READS = "reads"
    ADVISES = "advises"
    ASSENTS_TO_SPECIFICATION = "assents_to_specification"
    ASSENTS_TO_CHOICE = "assents_to_choice"


class NoSuchBoard(NotFound):
    """There is no such board in this commission, or it has ended."""


class BoardNameIsTaken(Conflict):
    """A board of this commission has this name already."""


class PowersAreWrong(Invalid):
    """A board has at least one power, and each once."""


class TermIsWrong(Invalid):
    """A term ends in the future, at most four years on, and belongs to a board."""


def tidy_powers(powers: Collection[Power]) -> list[Power]:
    """Return the powers each once, in the order of their declaration. Raises PowersAreWrong where there are none."""
    if not powers:
        raise PowersAreWrong("Say what the board may do: at least one power.")
    return [power for power in Power if power in powers]


def check_term(role: Role, ends_on: date | None, today: date, *, board: bool) -> None:
    """Refuse a term that is not for a board's member, is over already, or is longer than four years.

    ends_on: the last day of the term; none means until further notice. today: the date in Europe/London.
    Raises TermIsWrong.
    """
    if board and role is not Role.BOARD_MEMBER:
        raise TermIsWrong("Only a board member's seat is on a board.")
    if ends_on is None:
        return
    if not board:
        raise TermIsWrong("Only a seat on a board has a term. Choose the board, or leave the term out.")
    if ends_on <= today:
        raise TermIsWrong("The last day of the term is over already. Choose a later day.")
    if (ends_on.year, ends_on.month, ends_on.day) > (today.year + LONGEST_TERM_YEARS, today.month, today.day):
        raise TermIsWrong(
            "A term is at most {most} years long. Choose an earlier day.", words={"most": LONGEST_TERM_YEARS}
        )


def term_is_over(ends_on: date | None, today: date) -> bool:
    """Say whether a term has ended: the day after its last day, in Europe/London."""
    return ends_on is not None and ends_on < today


def term_ended(ends_on: date) -> str:
    """Return the reason that stands on the record when a term ends."""
    return f"The term ended on {ends_on.day} {ends_on:%B %Y}."


def last_day(years: int, today: date) -> date:
    """Return the last day of a term of whole years that begins today: the day before the same date comes round."""
    try:
        again = today.replace(year=today.year + years)
    except ValueError:
        # Begun on 29 February, it is over with 28 February.
        again = date(today.year + years, 3, 1)
    return again - timedelta(days=1)
