"""How a tie is broken, by rules that were published with the tender.

In this order: the higher score of the young people's panel; the higher agreed score on the criterion that weighs
most in the decision; lots drawn from the published seed. Each step can be recomputed by anyone from the trail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction

from services.youth_panel.rules.scoring import YOUNG_PEOPLE, Criterion, Rules, Standing

BY_YOUNG_PEOPLE = "young_people_score"
BY_LARGEST_WEIGHT = "largest_weight"
BY_LOTS = "lots"
NO_TIE = ""


def heaviest(rules: Rules) -> list[Criterion]:
    """Return the criteria that weigh most in the decision, in the order in which they were published.

    What a criterion weighs is its weight within its panel times the panel's share, since weights of two panels
    cannot be compared without it. Usually one criterion; several where they weigh the same, and then each is
    asked in turn.
    """
    weighed = [(each.weight * rules.shares.get(each.panel, Fraction(0)), each) for each in rules.criteria]
    most = max((weight for weight, _ in weighed), default=Fraction(0))
    return [each for weight, each in weighed if weight == most]


def lot(seed: str, bid_id: str, label: str) -> str:
    """Return a bid's lot: the SHA-256 of "seed:bid_id:label" in hexadecimal; the lowest comes first.

    The seed is published with the tender, before any bid is in. The label is part of the lot since it is drawn
    at the opening: a bidder who knew the whole lot beforehand could withdraw and bid anew until it is low.
    """
    return hashlib.sha256(f"{seed}:{bid_id}:{label}".encode()).hexdigest()


def sort_key(standing: Standing, rules: Rules) -> tuple[Fraction, Fraction, tuple[Fraction, ...], str]:
    """Return what a bid is sorted by, lowest first: total, then each rule of the tie in its order."""
    return (
        -standing.total,
        -standing.panel_scores.get(YOUNG_PEOPLE, Fraction(0)),
        tuple(-standing.bid.agreed[each.criterion_id] for each in heaviest(rules)),
        lot(rules.tie_seed, standing.bid.bid_id, standing.bid.label),
    )


def broken_by(first: Standing, others: Sequence[Standing], rules: Rules) -> str:
    """Say which rule put the first bid before those with the same total; empty where it was alone in front."""
    mine = sort_key(first, rules)
    names = (NO_TIE, BY_YOUNG_PEOPLE, BY_LARGEST_WEIGHT, BY_LOTS)
    deepest = 0
    for other in others:
        theirs = sort_key(other, rules)
        step = next((i for i, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b), len(names) - 1)
        deepest = max(deepest, step)
    return names[deepest]
