"""Who may be on a panel, and when a panel can work."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from shared.errors import Conflict, Invalid, NotAllowed, NotFound

FEWEST_YOUNG_SEATS = 3


class CommissionIsUnknown(NotFound):
    """There is no commission with this id."""


class CommissionHasEnded(Conflict):
    """The commission was abandoned, so nothing in it can change."""


class TenderIsNotPublished(Conflict):
    """The panel is formed from the published criteria, and there are none yet."""


class PanelIsNotFormed(Conflict):
    """Nobody has been named to score yet."""


class PanelCannotBeFormed(Invalid):
    """The seats named cannot make up the panel."""


class ScoringHasBegun(Conflict):
    """The panel has begun to score, so nobody can be taken off it; seats can be added until the lock."""


class PanelIsPaused(Conflict):
    """Fewer than three young seats are active, so the panel does not go on."""


class OnlyYourOwnSeat(NotAllowed):
    """A seat cannot act for another one."""


class JudgesDoNotChair(NotAllowed):
    """Whoever scores does not chair as well: the chair never scores."""


class NotOnThePanel(NotAllowed):
    """The caller's seat is not one of those that score."""


def check_seats(
    young_people: Sequence[str],
    adults: Sequence[str],
    *,
    young_active: Collection[str],
    evaluators_active: Collection[str],
    chairs: Collection[str],
    adult_criteria: bool,
) -> None:
    """Raise PanelCannotBeFormed unless these seats can make up the panel.

    At least three active young seats; at least one active evaluator where adults have criteria to score, and none
    where they have not. Facilitators never score for others, so they are in neither list.
    """
    named = [*young_people, *adults]
    twice = sorted({seat for seat in named if named.count(seat) > 1})
    if twice:
        raise PanelCannotBeFormed("A seat is named twice. Name each seat once.", seat_ids=twice)
    both = sorted(seat for seat in named if seat in chairs)
    if both:
        message = "Facilitators never score. These seats belong to people who are facilitators here as well."
        raise PanelCannotBeFormed(message, seat_ids=both)
    _refuse_others(young_people, young_active, "young people's panel", "an active young person's seat")
    _refuse_others(adults, evaluators_active, "adults' panel", "an active evaluator's seat")
    if len(young_people) < FEWEST_YOUNG_SEATS:
        message = f"The young people's panel needs at least {FEWEST_YOUNG_SEATS} seats; {len(young_people)} are named."
        raise PanelCannotBeFormed(message)
    if adult_criteria and not adults:
        raise PanelCannotBeFormed("Some criteria are scored by adults. Name at least one evaluator.")
    if adults and not adult_criteria:
        raise PanelCannotBeFormed("No criterion is scored by adults in this commission. Leave the adults' list empty.")


def _refuse_others(named: Sequence[str], allowed: Collection[str], panel: str, what: str) -> None:
    wrong = sorted(seat for seat in named if seat not in allowed)
    if wrong:
        raise PanelCannotBeFormed(f"Each seat of the {panel} has to be {what} of this commission.", seat_ids=wrong)


def check_only_adds(before: Iterable[tuple[str, str]], after: Collection[tuple[str, str]]) -> None:
    """Raise ScoringHasBegun where a (seat, panel) of before is missing after; for use once scores are in."""
    gone = sorted(seat for seat, panel in before if (seat, panel) not in after)
    if gone:
        message = "Scores are in, so nobody can be taken off the panel or change sides. Name the present seats too."
        raise ScoringHasBegun(message, seat_ids=gone)


def check_not_paused(active_young_seats: int) -> None:
    """Raise PanelIsPaused where fewer than three young seats of the panel are active."""
    if active_young_seats < FEWEST_YOUNG_SEATS:
        message = (
            f"The panel is paused: {active_young_seats} young seats are active and {FEWEST_YOUNG_SEATS} are needed. "
            "Until the scores are locked, a commissioner or facilitator can add young people to the panel."
        )
        raise PanelIsPaused(message)


def check_enough_judge(young_seats: int) -> None:
    """Raise PanelIsPaused where fewer than three young seats judge one bid, since others are recused or have left.

    Else whoever can recuse seats could leave the young people's voice to one of them.
    """
    if young_seats < FEWEST_YOUNG_SEATS:
        message = (
            f"The panel is paused for this bid: {young_seats} young seats judge it and {FEWEST_YOUNG_SEATS} are "
            "needed. A commissioner or facilitator can add young people to the panel, who then score it."
        )
        raise PanelIsPaused(message)
