"""Agreed scores: half points, who moved and why, who does not agree, and where to begin."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.youth_panel.rules.ranking import label_order
from services.youth_panel.rules.scoring import TOP_SCORE
from shared.errors import Conflict, Invalid, NotFound

A_POINT = 1


class CriterionIsUnknown(NotFound):
    """There is no criterion with this id in the published tender."""


class ScoresAreHidden(Conflict):
    """The own scores of this bid are not revealed yet, so there is nothing to agree on."""


class ScoresAreLocked(Conflict):
    """The chair has signed off the agreed scores; they cannot change."""


class ScoresAreNotLocked(Conflict):
    """What comes after the lock has come before it."""


class ScoreIsOffTheScale(Invalid):
    """An agreed score is a whole or half point from 0 to 5."""


class MovementDoesNotFit(Invalid):
    """A movement or dissent names a seat that cannot have one."""


class MovementIsMissing(Invalid):
    """A seat's own score lies a point or more from the agreed one, and nothing says why."""


class ScoreHasChanged(Conflict):
    """Somebody agreed this score anew meanwhile."""


@dataclass(frozen=True)
class Move:
    """A seat's way from its own score to the agreed one, and why."""

    seat_id: str
    moved_from: Decimal
    moved_to: Decimal
    why: str


def check_on_scale(score: Decimal) -> Decimal:
    """Return the agreed score without needless zeros. Raises ScoreIsOffTheScale unless it is 0, 0.5, ... 5."""
    if not score.is_finite() or not 0 <= score <= TOP_SCORE or score * 2 % 1 != 0:
        raise ScoreIsOffTheScale("An agreed score is a whole or half point from 0 to 5, such as 3 or 3.5.")
    return score.quantize(Decimal(1)) if score % 1 == 0 else score.quantize(Decimal("0.1"))


def far_from(own: Mapping[str, int], agreed: Decimal) -> list[str]:
    """Return the seats whose own score lies a point or more from the agreed one, in order of their ids."""
    return sorted(seat for seat, score in own.items() if abs(Decimal(score) - agreed) >= A_POINT)


def moves(
    own: Mapping[str, int],
    agreed: Decimal,
    reasons: Sequence[tuple[str, str]],
    dissents: Sequence[str],
) -> tuple[Move, ...]:
    """Return the movements with from and to filled in from the seats' own scores.

    own: own score by seat, of those who scored this bid and are not recused. reasons: (seat, why) pairs.
    Raises MovementDoesNotFit for a seat named twice, without an own score, or that did not move; MovementIsMissing,
    naming the seats, where one moved by a point or more and neither says why nor dissents. Of a seat that has left the
    chair says why the panel went another way: else whoever can end a seat could silence its score.
    """
    movers = [seat for seat, _ in reasons]
    for named, what in ((movers, "movement"), (list(dissents), "dissent")):
        wrong = sorted({seat for seat in named if seat not in own or named.count(seat) > 1})
        if wrong:
            message = f"A {what} belongs to a seat of this panel that scored this bid, once per seat."
            raise MovementDoesNotFit(message, seat_ids=wrong)
    still = sorted(seat for seat in movers if Decimal(own[seat]) == agreed)
    if still:
        raise MovementDoesNotFit("A seat whose own score is the agreed one has not moved.", seat_ids=still)
    silent = [seat for seat in far_from(own, agreed) if seat not in {*movers, *dissents}]
    if silent:
        message = f"{len(silent)} seats moved by a point or more. Say why for each, or keep their dissent."
        raise MovementIsMissing(message, seat_ids=silent)
    return tuple(Move(seat, Decimal(own[seat]), agreed, why) for seat, why in reasons)


def check_version(given: int, current: int) -> None:
    """Raise ScoreHasChanged unless the version to be replaced is the current one; 0 where none is agreed yet."""
    if given != current:
        message = f"This score is agreed already, in version {current}. Read it, then agree it anew from there."
        raise ScoreHasChanged(message, current_version=current)


@dataclass(frozen=True)
class Spread:
    """How own scores of one bid on one criterion lie apart. `gap` is highest less lowest, `variance` exact."""

    bid_id: str
    label: str
    criterion_id: str
    gap: int
    variance: Fraction
    scored: int


def spread(bid_id: str, label: str, criterion_id: str, scores: Collection[int]) -> Spread:
    """Work out how the own scores lie apart; all zeros where nobody scored."""
    if not scores:
        return Spread(bid_id, label, criterion_id, 0, Fraction(0), 0)
    mean = Fraction(sum(scores), len(scores))
    variance = sum(((score - mean) ** 2 for score in scores), Fraction(0)) / len(scores)
    return Spread(bid_id, label, criterion_id, max(scores) - min(scores), variance, len(scores))


def furthest_apart_first(spreads: Iterable[Spread], criterion_order: Sequence[str]) -> list[Spread]:
    """Sort for the moderation: widest gap first, then largest variance, then by label and published order."""
    place = {criterion: i for i, criterion in enumerate(criterion_order)}
    return sorted(spreads, key=lambda s: (-s.gap, -s.variance, label_order(s.label), place.get(s.criterion_id, 0)))
