"""Rules of criteria that are being written: what is still missing, weights, and the points of a practice bid. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from services.specification.rules.criteria import PANELS, SCORES
from services.specification.rules.plan import HUNDRED
from shared.errors import Conflict, Invalid, NotFound

CRITERION = "criterion"
MOST_CRITERIA = 50
# What each panel is called on pages; said with `_`.
PANEL_NAMES = {"young_people": "Young people's panel", "adults": "Adults' panel"}


class NoSuchCriterion(NotFound):
    """There is no such criterion in this commission, or it was taken out."""


class TooManyCriteria(Conflict):
    """There are as many criteria as fit."""


class WeightsAreWrong(Invalid):
    """The weights of one panel do not total 100, or one of them is not more than 0."""


class CriteriaAreNotReady(Invalid):
    """Something is missing in the criteria, so they cannot be set yet."""


class WordsAreReadFirst(Conflict):
    """Somebody whose words a facilitator reads first would set words that nobody has read."""


class Missing(NamedTuple):
    """What a criterion, or a panel, still lacks.

    kind: question, descriptors, weight, same_title, no_criteria, no_share or total; about: a title or a panel; number:
    of descriptors that are missing, or the total of the weights.
    """

    kind: str
    about: str
    number: Decimal = Decimal(0)


def still_missing(criteria: Sequence[Mapping[str, Any]], shares: Mapping[str, Decimal]) -> list[Missing]:
    """Return what is missing until the criteria can be set. Weights are Decimals. Empty: nothing is."""
    found: list[Missing] = []
    for each in criteria:
        if not each["question"].strip():
            found.append(Missing("question", each["title"]))
        unwritten = SCORES - sum(bool(text.strip()) for text in each["descriptors"])
        if unwritten:
            found.append(Missing("descriptors", each["title"], Decimal(unwritten)))
        if each["weight"] <= 0:
            found.append(Missing("weight", each["title"]))
    titles = [each["title"].casefold() for each in criteria]
    found += [Missing("same_title", c["title"]) for n, c in enumerate(criteria) if titles[n] in titles[:n]]
    for panel in PANELS:
        weights = [each["weight"] for each in criteria if each["panel"] == panel]
        if weights and not shares[panel]:
            found.append(Missing("no_share", panel))
        elif shares[panel] and not weights:
            found.append(Missing("no_criteria", panel))
        elif weights and sum(weights) != HUNDRED:
            found.append(Missing("total", panel, sum(weights, Decimal(0))))
    return found


def check_weights(weights: Sequence[Decimal]) -> None:
    """Raise WeightsAreWrong where they do not total 100 exactly, with what is over or under; none may be 0 or less."""
    if any(weight <= 0 for weight in weights):
        raise WeightsAreWrong("Each weight has to be more than 0. Take a criterion out if it should not count.")
    total = sum(weights, Decimal(0))
    if total > HUNDRED:
        raise WeightsAreWrong(
            "Together the weights are {total}. That is {over} too much. Take {over} away somewhere.",
            words={"total": format(total, "f"), "over": format(total - HUNDRED, "f")},
        )
    if total < HUNDRED:
        raise WeightsAreWrong(
            "Together the weights are {total}. There are {left} left to give. Add {left} somewhere.",
            words={"total": format(total, "f"), "left": format(HUNDRED - total, "f")},
        )


def check_room_for_criterion(*, criteria: int) -> None:
    """Raise TooManyCriteria where no further criterion fits: there are at most 50."""
    if criteria >= MOST_CRITERIA:
        raise TooManyCriteria(
            "There are {criteria} criteria, and no more fit. Take one out first.", words={"criteria": criteria}
        )


def panel_points(scored: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """Return what a panel gives a bid, 0 to 100, exactly: the sum of weight x score / 5, over (weight, score)."""
    return sum((weight * score / 5 for weight, score in scored), Decimal(0))


def as_text(words: Mapping[str, Any]) -> str:
    """Return the words of a criterion below its title, as one text to read: whoever checks them reads all of them."""
    lines = [words["question"], words["guidance"]]
    lines += [f"{score}: {text}" for score, text in enumerate(words["descriptors"]) if text]
    return "\n".join(line for line in lines if line)
