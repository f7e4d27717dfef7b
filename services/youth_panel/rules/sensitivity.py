"""What would have changed the winner. All of it can be recomputed from the trail.

Exclusions stay as they were decided on the agreed scores; what is asked is who would have come first among the
bids that count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction

from services.youth_panel.rules.ranking import Ranking, rank
from services.youth_panel.rules.scoring import TOP_SCORE, WHOLE, YOUNG_PEOPLE, Assessed, Rules, rounded, standings

OwnScores = Mapping[tuple[str, str], Mapping[str, int]]
"""(bid id, criterion id) to the own score, 0 to 5, of each seat that scored and is not recused."""

_FINEST = 100  # shares are told in hundredths of a percent


@dataclass(frozen=True)
class Field:
    """All that the result rests on."""

    bids: tuple[Assessed, ...]
    rules: Rules
    budget: Fraction
    excluded: Mapping[str, str]

    def ranked(self, rules: Rules | None = None, bids: Sequence[Assessed] | None = None) -> Ranking:
        """Rank again with other rules or other scores, the exclusions staying as they are."""
        return rank(self.bids if bids is None else bids, rules or self.rules, self.budget, self.excluded)


def winner_without(field: Field, part: str) -> str | None:
    """Return who would be first without one part (young_people, adults or price); the others keep their proportion.

    The part's criteria do not break ties either. None where no share is left, or no bid counts.
    """
    shares = {name: share for name, share in field.rules.shares.items() if name != part}
    if not sum(shares.values()):
        return None
    criteria = tuple(each for each in field.rules.criteria if each.panel != part)
    return field.ranked(replace(field.rules, shares=shares, criteria=criteria)).winner


def smallest_share_that_changes(field: Field) -> Decimal | None:
    """Return the smallest young people's share, in percent, at which their voice changes who is first.

    That is: the smallest share, in hundredths of a percent and rounded up, at which another bid is first than
    without the young people's panel. The other parts keep their proportion among each other. The crossings of the
    bids' totals, and those of what two criteria weigh, which can break a tie, are worked out as exact fractions;
    between two of them nothing changes, so only they are tried.
    None where no share changes it, and where the young people's panel is the only part.
    """
    before = winner_without(field, YOUNG_PEOPLE)
    if before is None:
        return None
    for share in _shares_to_try(field):
        if field.ranked(replace(field.rules, shares=_shares_at(field.rules, share))).winner != before:
            return rounded(share, 2)
    return None


def _shares_at(rules: Rules, young: Fraction) -> dict[str, Fraction]:
    others = {name: share for name, share in rules.shares.items() if name != YOUNG_PEOPLE}
    left = sum(others.values(), Fraction(0))
    return {YOUNG_PEOPLE: young, **{name: (WHOLE - young) * share / left for name, share in others.items()}}


def _shares_to_try(field: Field) -> list[Fraction]:
    """Give the first hundredth at and after each crossing of two totals or of two criteria's weights, in order."""
    counted = [bid for bid in field.bids if bid.bid_id not in field.excluded]
    none = replace(field.rules, shares=_shares_at(field.rules, Fraction(0)))
    every = replace(field.rules, shares=_shares_at(field.rules, Fraction(WHOLE)))
    at_none = [each.total for each in standings(counted, none, field.budget, {})]
    at_all = [each.total for each in standings(counted, every, field.budget, {})]
    crossings = {Fraction(0), *_crossings(at_none, at_all)}
    # Where two totals are equal at every share, the criterion that weighs most decides, and that may change too.
    crossings |= _crossings(
        [each.weight * none.shares.get(each.panel, Fraction(0)) for each in field.rules.criteria],
        [each.weight * every.shares.get(each.panel, Fraction(0)) for each in field.rules.criteria],
    )
    found: set[Fraction] = set()
    for crossing in crossings:
        at_or_after = Fraction(-(-crossing * _FINEST // 1), _FINEST)
        after = Fraction(crossing * _FINEST // 1 + 1, _FINEST)
        found |= {at_or_after, after}
    return sorted(each for each in found if 0 < each <= WHOLE)


def _crossings(at_none: Sequence[Fraction], at_all: Sequence[Fraction]) -> set[Fraction]:
    """Give the shares at which two of the straight lines from `at_none` to `at_all` are equal, parallels left out."""
    found: set[Fraction] = set()
    for i in range(len(at_none)):
        for j in range(i):
            gap_at_none, gap_at_all = at_none[i] - at_none[j], at_all[i] - at_all[j]
            if gap_at_none != gap_at_all:
                found.add(WHOLE * gap_at_none / (gap_at_none - gap_at_all))
    return found


def scores_without(bids: Sequence[Assessed], own: OwnScores, seat_id: str) -> list[Assessed]:
    """Return the bids with the agreed scores shifted as if one seat had not been there.

    Agreed scores are the group's, so no part of them belongs to one seat. What can be recomputed is this: each
    agreed score moves by as much as the mean of the panel's own scores moves when the seat is left out, and stays
    within 0 to 5. The others of the panel share its voice equally. Where the seat was the only one, or has no own
    score of the bid (recused, abstained), nothing moves.
    """
    shifted = []
    for bid in bids:
        agreed = dict(bid.agreed)
        for criterion_id, score in bid.agreed.items():
            scores = own.get((bid.bid_id, criterion_id), {})
            others = [given for seat, given in scores.items() if seat != seat_id]
            if seat_id in scores and others:
                shift = Fraction(sum(others), len(others)) - Fraction(sum(scores.values()), len(scores))
                agreed[criterion_id] = min(max(score + shift, Fraction(0)), Fraction(TOP_SCORE))
        shifted.append(replace(bid, agreed=agreed))
    return shifted


def decisive_seats(field: Field, own: OwnScores) -> tuple[str, ...]:
    """Return the seats without which another bid would be first, in order of their ids."""
    winner = field.ranked().winner
    seats = sorted({seat for scores in own.values() for seat in scores})
    return tuple(seat for seat in seats if field.ranked(bids=scores_without(field.bids, own, seat)).winner != winner)


def standard_deviation(own: OwnScores, criterion_id: str) -> Decimal:
    """Return how far own scores on one criterion lay apart: points of the scale 0 to 5, to six places.

    The distances are taken from the mean of each bid, over all seats and bids (the population's formula), so that
    good and bad bids do not look like disagreement. 0 where nobody scored.
    """
    squares: list[Fraction] = []
    for (_, criterion), scores in own.items():
        if criterion == criterion_id and scores:
            mean = Fraction(sum(scores.values()), len(scores))
            squares += [(score - mean) ** 2 for score in scores.values()]
    return _root(sum(squares, Fraction(0)) / len(squares)) if squares else Decimal("0.000000")


def _root(value: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = 50
        root = (Decimal(value.numerator) / Decimal(value.denominator)).sqrt()
        return rounded(Fraction(root))
