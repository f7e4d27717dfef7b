"""Rules of deciding: the ways a group can decide, what a vote has to hold, and how votes are counted. Pure and exact.

Places become points as Jean-Charles de Borda proposed ("Mémoire sur les élections au scrutin", 1781): of three options
the first place gives 3 points, the second 2, the third 1. Consent is the rule of sociocracy (Gerard Endenburg): it is
decided where nobody objects with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from shared.errors import Conflict, Invalid, NotAllowed, NotFound

CONSENT, YES_NO, DOTS, RANK, SCORE = "consent", "yes_no", "dots", "rank", "score"
# What each way is called on pages; said with `_`.
WAYS = {
    CONSENT: "Nobody says no: one objection with a reason stops it",
    YES_NO: "Yes or no",
    DOTS: "Dots: each spreads some dots over the options",
    RANK: "Places: each puts the options in order",
    SCORE: "Points: each gives every option 0 to 5",
}
WITH_OPTIONS = frozenset({DOTS, RANK, SCORE})
MORE_THAN_HALF, TWO_THIRDS, THREE_QUARTERS = "more_than_half", "two_thirds", "three_quarters"
THRESHOLDS = {
    MORE_THAN_HALF: "More than half say yes",
    TWO_THIRDS: "At least two of three say yes",
    THREE_QUARTERS: "At least three of four say yes",
}
_LEAST_SHARE = {TWO_THIRDS: Fraction(2, 3), THREE_QUARTERS: Fraction(3, 4)}
YES, NO, CHOSEN, TIE, NO_QUORUM, NO_VOTES = "yes", "no", "chosen", "tie", "no_quorum", "no_votes"
OUTCOMES = {
    YES: "The group says yes.",
    NO: "The group says no.",
    CHOSEN: "The group chose one option.",
    TIE: "It is a tie: no side is ahead.",
    NO_QUORUM: "Too few took part, so nothing is decided.",
    NO_VOTES: "Nobody chose, so nothing is decided.",
}
FINE, OBJECT = "fine", "object"
LEAST_OPTIONS, MOST_OPTIONS, LONGEST_OPTION, LONGEST_QUESTION, LONGEST_OBJECTION = 2, 10, 200, 300, 1_000
MOST_DOTS, HIGHEST_SCORE, HIGHEST_QUORUM = 20, 5, 1_000
# Under so many votes, each number could tell how one person voted.
FEW = 5


class NoSuchDecision(NotFound):
    """There is no such decision in this commission."""


class DecisionIsWrong(Invalid):
    """The way of deciding does not fit its options, its limits or its time."""


class VoteIsWrong(Invalid):
    """The vote does not fit the way of deciding."""


class DecisionIsClosed(Conflict):
    """Nobody can vote any more, or it cannot be closed twice."""


class NotYours(NotAllowed):
    """Other seats take this decision."""


class TooEarly(Conflict):
    """It cannot be closed, or its outcome said, before its time."""


@dataclass(frozen=True)
class Shape:
    """How a group decides: the way, how many options, and the numbers that belong to the way.

    dots: that each seat has; most_dots: that one option may get from one seat.
    """

    way: str
    options: int = 0
    threshold: str = MORE_THAN_HALF
    dots: int = 0
    most_dots: int = 0


@dataclass(frozen=True)
class Result:
    """What came out. figures: for yes or no, or for each option, exact; cast: votes without those that abstained."""

    outcome: str
    took_part: int
    cast: int
    figures: tuple[Fraction, ...]
    winners: tuple[int, ...] = ()

    @property
    def shows_numbers(self) -> bool:
        """Say whether the numbers may be shown: not where fewer than five chose."""
        return self.cast >= FEW


def check_shape(shape: Shape, *, options: Sequence[str], quorum: int) -> None:
    """Raise DecisionIsWrong: 2 to 10 different options where there are any, 1 to 20 dots, a quorum of 1 to 1,000."""
    if shape.way not in WAYS or shape.threshold not in THRESHOLDS or not 1 <= quorum <= HIGHEST_QUORUM:
        raise DecisionIsWrong("Choose how the group decides, and how many have to take part: at least 1.")
    if shape.way not in WITH_OPTIONS:
        if options:
            raise DecisionIsWrong("This way of deciding has no options. Leave them empty, or choose another way.")
        return
    different = {option.casefold() for option in options}
    if not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS or len(different) < len(options):
        raise DecisionIsWrong(
            "Write {least} to {most} options, each on a line of its own and each only once.",
            words={"least": LEAST_OPTIONS, "most": MOST_OPTIONS},
        )
    if max(map(len, options)) > LONGEST_OPTION:
        raise DecisionIsWrong("An option can have at most {most} characters.", words={"most": LONGEST_OPTION})
    if shape.way == DOTS and not 1 <= shape.most_dots <= shape.dots <= MOST_DOTS:
        raise DecisionIsWrong(
            "Each person has 1 to {most} dots, and one option can get at most all of them.", words={"most": MOST_DOTS}
        )


def check_vote(shape: Shape, ballot: Mapping[str, Any]) -> None:
    """Raise VoteIsWrong where a vote does not fit. What abstains holds nothing else."""
    if ballot.get("abstains"):
        return
    if shape.way in (CONSENT, YES_NO):
        wanted = (FINE, OBJECT) if shape.way == CONSENT else (YES, NO)
        if ballot.get("answer") not in wanted:
            raise VoteIsWrong("Choose an answer, or say that you do not want to choose.")
        if ballot["answer"] == OBJECT and not str(ballot.get("reason") or "").strip():
            raise VoteIsWrong("Write why you object. The group needs your reason to find something better.")
        return
    _check_numbers(shape, list(ballot.get("numbers") or ()))


def _check_numbers(shape: Shape, numbers: list[int]) -> None:
    if len(numbers) != shape.options or min(numbers) < 0:
        raise VoteIsWrong("Write a number for each option, or say that you do not want to choose.")
    if shape.way == DOTS:
        used = sum(numbers)
        if used == 0:
            raise VoteIsWrong("You have not used a dot. Use one or more, or say that you do not want to choose.")
        if used > shape.dots:
            raise VoteIsWrong("You have {dots} dots and used {used}.", words={"dots": shape.dots, "used": used})
        if max(numbers) > shape.most_dots:
            raise VoteIsWrong("One option can get at most {most} of your dots.", words={"most": shape.most_dots})
    elif shape.way == RANK and sorted(numbers) != list(range(1, shape.options + 1)):
        raise VoteIsWrong("Give each option another place, from 1 (the best) to {last}.", words={"last": shape.options})
    elif shape.way == SCORE and max(numbers) > HIGHEST_SCORE:
        raise VoteIsWrong("Give each option 0 to {most} points.", words={"most": HIGHEST_SCORE})


def count(shape: Shape, ballots: Sequence[Mapping[str, Any]], *, quorum: int) -> Result:
    """Count votes that `check_vote` let through. Abstaining takes part, and weighs on no side.

    figures: [yes, no] ([fine, objections] for consent); dots, points for places, or the mean of the points per option.
    """
    cast = [ballot for ballot in ballots if not ballot.get("abstains")]
    figures = _figures(shape, cast)
    outcome, winners = _outcome(shape, figures, len(cast))
    if len(ballots) < quorum:
        outcome, winners = NO_QUORUM, ()
    return Result(outcome, len(ballots), len(cast), figures, winners)


def _figures(shape: Shape, cast: Sequence[Mapping[str, Any]]) -> tuple[Fraction, ...]:
    if shape.way in (CONSENT, YES_NO):
        sides = (FINE, OBJECT) if shape.way == CONSENT else (YES, NO)
        return tuple(Fraction(sum(ballot["answer"] == side for ballot in cast)) for side in sides)
    sums = [sum(ballot["numbers"][n] for ballot in cast) for n in range(shape.options)]
    if shape.way == RANK:
        return tuple(Fraction((shape.options + 1) * len(cast) - places) for places in sums)
    if shape.way == SCORE:
        return tuple(Fraction(total, len(cast) or 1) for total in sums)
    return tuple(Fraction(total) for total in sums)


def _outcome(shape: Shape, figures: tuple[Fraction, ...], cast: int) -> tuple[str, tuple[int, ...]]:
    if cast == 0:
        return NO_VOTES, ()
    if shape.way == CONSENT:
        return (NO if figures[1] else YES), ()
    if shape.way == YES_NO:
        if shape.threshold == MORE_THAN_HALF:
            tied = figures[0] == figures[1]
            return (TIE if tied else YES if figures[0] > figures[1] else NO), ()
        return (YES if figures[0] / cast >= _LEAST_SHARE[shape.threshold] else NO), ()
    highest = max(figures)
    winners = tuple(n for n, figure in enumerate(figures) if figure == highest)
    return (CHOSEN if len(winners) == 1 else TIE), winners


def check_open_now(*, closed: bool, closes_at: datetime, now: datetime) -> None:
    """Raise DecisionIsClosed where it was closed, or its time is over."""
    if closed or now >= closes_at:
        raise DecisionIsClosed("This decision is closed, so nobody can vote any more.")


def check_may_close(*, all_took_part: bool, quorum_reached: bool, reason: str) -> None:
    """Raise TooEarly: before its time it closes when all took part, or after the quorum with a reason."""
    if all_took_part:
        return
    if not quorum_reached:
        raise TooEarly("Not enough people have taken part yet. It closes by itself when its time is over.")
    if not reason.strip():
        raise TooEarly("Not everybody has taken part yet. Write why you close it now. The group is told.")
