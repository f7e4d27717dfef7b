"""What is hidden from whom, until when."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from shared.errors import Conflict, Invalid, NotAllowed, NotFound


class BidsAreNotOpen(Conflict):
    """The bids are sealed until a commissioner and a young person open them together."""


class BidIsUnknown(NotFound):
    """There is no opened bid with this id in this commission."""


class OrganisationIsUnknown(NotFound):
    """No organisation with this id has bid in this commission."""


class PracticeComesFirst(NotAllowed):
    """A seat reads and scores bids after it has scored the practice bid."""


class PracticeIsFinished(Conflict):
    """The seat has finished its practice already."""


class InterestsComeFirst(NotAllowed):
    """A seat reads bids after it has said of each organisation whether it has an interest in it."""


class InterestIsDeclared(Conflict):
    """The seat has already said whether it has an interest in this organisation."""


class SeatIsRecused(NotAllowed):
    """The seat takes no part in judging this bidder."""


class SeatIsRecusedAlready(Conflict):
    """The seat is recused from this organisation already."""


class ScoresAreIn(Conflict):
    """The seat has handed in its scores of this bid; they stand."""


class ScoringIsAbstained(Conflict):
    """The seat has abstained from scoring this bid already."""


class ScoresAreRevealed(Conflict):
    """The scores of this bid are shown to all, so nobody can score it unseen any more."""


class ScoresAreMissing(Conflict):
    """Not every seat has handed in its scores or abstained, so none are shown."""


class ScoresDoNotFit(Invalid):
    """The scores handed in are not one for each criterion of the seat's panel."""


def check_may_read_bids(*, practised: bool, organisations: Collection[str], declared: Collection[str]) -> None:
    """Raise unless a panel's seat has practised and declared for every organisation that bid.

    All of them, and not one by one: a declaration made after reading a bid is too late for that bid, and names
    stay unlinked from labels, so nobody could know which declaration is needed for which bid.
    """
    if not practised:
        raise PracticeComesFirst("Score the practice bid first. After it you can read the bids.")
    undeclared = sorted(set(organisations) - set(declared))
    if undeclared:
        message = f"Say for each organisation whether you have an interest in it; {len(undeclared)} are left."
        raise InterestsComeFirst(message, organisation_ids=undeclared)


def check_scores_fit(given: Sequence[str], expected: Sequence[str]) -> None:
    """Raise ScoresDoNotFit unless the criterion ids given are just those of the seat's panel, each once."""
    twice = sorted({each for each in given if given.count(each) > 1})
    missing = [each for each in expected if each not in given]
    others = sorted(set(given) - set(expected))
    if twice or missing or others:
        message = "Give one score for each criterion of your panel, all in one go."
        raise ScoresDoNotFit(message, twice=twice, missing=missing, not_of_your_panel=others)


def check_all_in(waiting: Sequence[str], panels_without_scores: Sequence[str]) -> None:
    """Raise ScoresAreMissing where a seat is still to hand in, or nobody of a panel has scored the bid.

    The seats are named to the chair, who asks for the reveal; what the others scored is not.
    """
    if waiting:
        message = f"{len(waiting)} seats have neither handed in their scores of this bid nor abstained."
        raise ScoresAreMissing(message, seat_ids=sorted(waiting), waiting=len(waiting))
    if panels_without_scores:
        message = (
            "Nobody of a panel has scored this bid. A seat that abstained can still score it, and a commissioner or "
            "facilitator can add seats to the panel."
        )
        raise ScoresAreMissing(message, panels=list(panels_without_scores), waiting=0)
