"""The ranking: bids in order of their exact totals, ties broken by the published rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.youth_panel.rules.scoring import Assessed, Rules, Standing, exclusions, standings
from services.youth_panel.rules.ties import broken_by, sort_key


@dataclass(frozen=True)
class Ranking:
    """Bids that count, best first, and after them those that are excluded, by label.

    tie_broken_by: which rule decided the first place; empty where no other bid had the same total.
    """

    placed: tuple[Standing, ...]
    excluded: tuple[Standing, ...]
    tie_broken_by: str

    @property
    def winner(self) -> str | None:
        """The id of the bid in the first place; None where no bid counts."""
        return self.placed[0].bid.bid_id if self.placed else None


def rank(
    bids: Sequence[Assessed], rules: Rules, budget: Fraction, excluded: Mapping[str, str] | None = None
) -> Ranking:
    """Rank the bids by the published rules.

    excluded: bid ids with the reason; where it is not given, it is worked out from the minimum scores. The result
    does not depend on the order of `bids`. Raises UnknownPriceFormula.
    """
    out = exclusions(bids, rules.criteria) if excluded is None else excluded
    found = standings(bids, rules, budget, out)
    placed = sorted((each for each in found if not each.excluded_because), key=lambda each: sort_key(each, rules))
    left_out = sorted((each for each in found if each.excluded_because), key=lambda each: label_order(each.bid.label))
    decided = broken_by(placed[0], placed[1:], rules) if placed else ""
    return Ranking(tuple(placed), tuple(left_out), decided)


def label_order(label: str) -> tuple[int, str]:
    """Sort labels as people do: Provider Z before Provider AA."""
    return (len(label), label)
