"""From agreed scores and prices to panel scores and totals, in exact fractions.

Source: "Scoring arithmetic" in the project's description of the field, and the plan that a commission publishes.
A price score such as 100 x 3 / 7 has no end in decimals, so all arithmetic and every comparison is done with
`Fraction`; only what is published is rounded, half up, to six places, and to two where people read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from shared.errors import Invalid

YOUNG_PEOPLE = "young_people"
ADULTS = "adults"
PRICE = "price"
PANELS = (YOUNG_PEOPLE, ADULTS)
TOP_SCORE = 5
WHOLE = 100

LOWEST_OVER_PRICE = "lowest_over_price"
LINEAR_TO_BUDGET = "linear_to_budget"
FIXED_PRICE = "fixed_price"


class UnknownPriceFormula(Invalid):
    """The plan names a price formula that this version does not know."""


class PriceIsMissing(Invalid):
    """A bid has no price, so the bids cannot be compared."""


@dataclass(frozen=True)
class Criterion:
    """A criterion as published. `weight` is in points of 100 within its panel; `minimum` is on the scale 0 to 5."""

    criterion_id: str
    panel: str
    title: str
    weight: Fraction
    minimum: Fraction | None = None


@dataclass(frozen=True)
class Rules:
    """The published rules of one tender. `shares` are in percent, by young_people, adults and price."""

    criteria: tuple[Criterion, ...]
    shares: Mapping[str, Fraction]
    price_formula: str
    tie_seed: str


@dataclass(frozen=True)
class Assessed:
    """A bid with its agreed scores (criterion id to 0..5) and its price in the plan's currency."""

    bid_id: str
    label: str
    agreed: Mapping[str, Fraction]
    price: Fraction


@dataclass(frozen=True)
class Standing:
    """What one bid comes to: a score of 0 to 100 from each part, and the total of them, 0 to 100."""

    bid: Assessed
    panel_scores: Mapping[str, Fraction]
    total: Fraction
    excluded_because: str


def panel_score(criteria: Sequence[Criterion], panel: str, agreed: Mapping[str, Fraction]) -> Fraction:
    """Return a panel's score of a bid, 0 to 100: the sum over its criteria of weight x agreed / 5.

    Raises KeyError where an agreed score is missing; the completeness check comes first.
    """
    own = [each for each in criteria if each.panel == panel]
    return sum((each.weight * agreed[each.criterion_id] / TOP_SCORE for each in own), Fraction(0))


def exclusions(bids: Sequence[Assessed], criteria: Sequence[Criterion]) -> dict[str, str]:
    """Return the bids under a published minimum score, by id, each with the reason in words."""
    found: dict[str, str] = {}
    for bid in bids:
        under = [
            f"{each.title}: agreed {plain_text(bid.agreed[each.criterion_id])}, at least {plain_text(each.minimum)}"
            for each in criteria
            if each.minimum is not None and bid.agreed[each.criterion_id] < each.minimum
        ]
        if under:
            found[bid.bid_id] = "Under the minimum score. " + "; ".join(under) + "."
    return found


def price_score(formula: str, price: Fraction, lowest: Fraction, budget: Fraction) -> Fraction:
    """Return the score of a price, 0 to 100, by the published formula.

    lowest_over_price: 100 x lowest / price.
    linear_to_budget: 100 at the lowest price, falling in a straight line to 0 at the budget; 0 over the budget.
        Where the lowest price is the budget itself, it still has 100.
    fixed_price: all bids cost the same, so there is no price score: 0 for every bid.

    `lowest` is the lowest price among the bids that are not excluded; a lower price, of an excluded bid, has 100.
    Raises UnknownPriceFormula for another name.
    """
    if formula == FIXED_PRICE:
        return Fraction(0)
    if formula == LOWEST_OVER_PRICE:
        return Fraction(WHOLE) if price <= lowest else WHOLE * lowest / price
    if formula == LINEAR_TO_BUDGET:
        if price > budget:
            return Fraction(0)
        return Fraction(WHOLE) if price <= lowest else WHOLE * (budget - price) / (budget - lowest)
    raise UnknownPriceFormula(f"The price formula {formula} is not known. Ask those who run the system to update it.")


def standings(bids: Sequence[Assessed], rules: Rules, budget: Fraction, excluded: Mapping[str, str]) -> list[Standing]:
    """Return what each bid comes to: total = the sum over the parts of share x score, over the sum of the shares.

    The shares of a tender total 100. Dividing by their sum lets the same function tell what the result would
    have been without one part: the others keep their proportion. Where no share is left, every total is 0.
    Excluded bids get their figures too, but their price sets no mark for the others.
    """
    counted = [bid.price for bid in bids if bid.bid_id not in excluded] or [bid.price for bid in bids]
    lowest = min(counted, default=Fraction(0))
    whole = sum(rules.shares.values(), Fraction(0))
    found = []
    for bid in bids:
        scores = {panel: panel_score(rules.criteria, panel, bid.agreed) for panel in PANELS}
        scores[PRICE] = price_score(rules.price_formula, bid.price, lowest, budget)
        weighed = sum((share * scores[part] for part, share in rules.shares.items()), Fraction(0))
        total = weighed / whole if whole else Fraction(0)
        found.append(Standing(bid, scores, total, excluded.get(bid.bid_id, "")))
    return found


def rounded(value: Fraction, places: int = 6) -> Decimal:
    """Round half up to a number of decimal places; exact where the places are enough. For values of 0 and more."""
    scaled = (value * 10**places * 2 + 1) // 2
    return Decimal(int(scaled)).scaleb(-places)


def plain_text(value: Fraction) -> str:
    """Write a score as people do: 3, 3.5."""
    text = format(rounded(value, 2), "f")
    return text.rstrip("0").rstrip(".")
