"""The choice: hidden votes of the young seats, closed by quorum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.errors import Conflict, Invalid, NotAllowed, NotFound


class RankingIsNotMade(Conflict):
    """The bids are ranked when the scores are locked and the prices opened."""


class OnlyYoungSeatsChoose(NotAllowed):
    """The choice belongs to the young people's panel."""


class VoteIsCast(Conflict):
    """The seat has voted already; a vote stands."""


class BidIsExcluded(Invalid):
    """A bid under a minimum score cannot be chosen."""


class ConflictOfInterest(NotAllowed):
    """A seat that is recused from a bidder cannot vote for it."""


class QuorumIsNotReached(Conflict):
    """Too few young seats have voted for a choice to be made."""


class ChoiceIsMade(Conflict):
    """The panel has chosen; the commissioner has to confirm or decline first."""


class NothingIsChosen(NotFound):
    """There is no choice to confirm or decline."""


class ChoiceIsConfirmed(Conflict):
    """The commissioner has confirmed the choice; it stands."""


@dataclass(frozen=True)
class Outcome:
    """What the votes came to."""

    bid_id: str
    votes_for: int
    votes_cast: int


def outcome(votes: Sequence[str], places: Mapping[str, int], quorum: int) -> Outcome:
    """Return the bid with the most votes; where two have the same number, the one higher in the ranking.

    votes: one bid id per vote. places: bid id to place, 1 first. quorum: how many votes the plan asks for.
    Raises QuorumIsNotReached.
    """
    if len(votes) < max(quorum, 1):
        message = f"{len(votes)} of at least {max(quorum, 1)} young seats have voted."
        raise QuorumIsNotReached(message, votes_cast=len(votes), quorum=quorum)
    tally = Counter(votes)
    chosen = min(tally, key=lambda bid_id: (-tally[bid_id], places[bid_id]))
    return Outcome(chosen, tally[chosen], len(votes))


def closes_by_itself(still_to_vote: int, cast: int, quorum: int) -> bool:
    """Say whether the vote is over: no active young seat of the panel is still to vote, and the quorum is reached."""
    return still_to_vote == 0 and cast >= max(quorum, 1)


def joined_reasons(reasons: Sequence[str], longest: int = 4_800) -> str:
    """Join the reasons of those who voted for the chosen bid, one a line, into at most `longest` characters.

    In alphabetical order, so that the order of voting does not tell whose is whose. What does not fit is counted.
    """
    lines: list[str] = []
    for reason in sorted(reasons):
        if sum(len(line) + 1 for line in lines) + len(reason) + 4 > longest:
            break
        lines.append(f"- {reason}")
    left = len(reasons) - len(lines)
    return "\n".join([*lines, f"and {left} more."] if left else lines)
