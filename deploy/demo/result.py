"""What came out of a story, and how it is told at the end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from deploy.demo.material import Sample

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Ranked:
    """One line of the ranking. Scores are exact; they are rounded where they are shown."""

    organisation: str
    label: str
    provider: str
    place: int | None
    total: Decimal
    young_people: Decimal
    adults: Decimal
    price: Decimal
    excluded_because: str


@dataclass(frozen=True)
class StoryResult:
    """The end of a story. `organisation`, `chosen` and `without_young_people` are keys of the sample.

    `specification` is the text as it was signed. `entries` are the whole trail, and `known` tells the sample's key of
    each id in it. Labels are drawn by lot, so two runs of the same story differ in them and in nothing else of the
    ranking.
    """

    commission_id: str
    reached: str
    ranking: tuple[Ranked, ...]
    chosen: str
    votes_for: int
    votes_cast: int
    without_young_people: str
    smallest_share_that_changes: Decimal | None
    trail_length: int
    trail_head: str
    standstill_ends: str
    acts: int
    specification: dict[str, Any]
    sign_in: tuple[str, ...]
    entries: tuple[dict[str, Any], ...]
    known: dict[str, str]


def _two_places(value: Decimal) -> str:
    return str(value.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP))


def ranking_table(result: StoryResult) -> list[str]:
    """Return the ranking as lines of text, best first."""
    widest = max(len(each.provider) for each in result.ranking)
    lines = [f"  {'':2}  {'provider':{widest}}  {'total':>6}  {'young':>6}  {'adults':>6}  {'price':>6}"]
    for each in result.ranking:
        figures = (each.total, each.young_people, each.adults, each.price)
        place = f"{each.place}." if each.place else "-"
        lines.append(f"  {place:2}  {each.provider:{widest}}  " + "  ".join(f"{_two_places(f):>6}" for f in figures))
        if each.excluded_because:
            lines.append(f"      out of the ranking: {each.excluded_because}")
    return lines


def told(result: StoryResult, sample: Sample) -> list[str]:
    """Return the end of the story as lines of text."""
    chosen = sample.organisation_name(result.chosen)
    other = sample.organisation_name(result.without_young_people) if result.without_young_people else "nobody"
    lines = ["", "The ranking (each part out of 100)", *ranking_table(result), ""]
    lines.append(f"Chosen: {chosen}, by {result.votes_for} of {result.votes_cast} votes. {result.reached}")
    same = result.without_young_people == result.chosen
    lines.append(f"Without the young people: {'the same provider' if same else other}.")
    if result.smallest_share_that_changes is not None:
        share = _two_places(result.smallest_share_that_changes)
        lines.append(f"With a share of less than {share} % for them, the choice would have been another.")
    lines += ["", f"The trail: {result.trail_length} entries; its head is {result.trail_head}"]
    lines.append(f"The commission: {result.commission_id}")
    return lines
