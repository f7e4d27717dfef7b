"""Rules of the criteria: weights, descriptors, panels and minimum scores. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.specification.rules.plan import HUNDRED
from shared.errors import Invalid

PANELS = ("young_people", "adults")
SCORES = 6
LONGEST_ANSWER = 5000
_HALF = Decimal("0.5")


class CriteriaAreInconsistent(Invalid):
    """The criteria break a rule: weights, descriptors, panels or minimum scores."""


def check_criteria(criteria: Sequence[Mapping[str, Any]], shares: Mapping[str, Decimal]) -> None:
    """Raise CriteriaAreInconsistent, with all that is wrong in one message.

    Weights of each panel's criteria total 100, exactly. A panel has criteria just when it has a share, and young
    people always have one. Each criterion has six descriptors, for 0 to 5, and a word limit of 1 to 5,000; a minimum
    score is 0 to 5 in halves.
    """
    wrong = []
    for panel in PANELS:
        weights = [c["weight"] for c in criteria if c["panel"] == panel]
        words = panel.replace("_", " ")
        if weights and sum(weights) != HUNDRED:
            wrong.append(f"The weights of the criteria for {words} total {sum(weights)}; they have to total 100.")
        if bool(weights) != (shares[panel] > 0):
            has = "has no share of the decision, so no criteria" if weights else "needs criteria, since it has a share"
            wrong.append(f"The panel of {words} {has}.")
    for number, criterion in enumerate(criteria, start=1):
        wrong += [f"Criterion {number}: {words}" for words in _wrong_criterion(criterion)]
    titles = [c["title"].casefold() for c in criteria]
    if len(set(titles)) != len(titles):
        wrong.append("Two criteria have the same title.")
    if wrong:
        raise CriteriaAreInconsistent(" ".join(wrong))


def _wrong_criterion(criterion: Mapping[str, Any]) -> list[str]:
    wrong = []
    if criterion["panel"] not in PANELS:
        wrong.append(f"its panel has to be one of {', '.join(PANELS)}.")
    descriptors = criterion["descriptors"]
    if len(descriptors) != SCORES or not all(text.strip() for text in descriptors):
        written = sum(bool(text.strip()) for text in descriptors)
        wrong.append(f"it needs {SCORES} descriptors, for the scores 0 to 5, and has {written}.")
    if criterion["weight"] <= 0:
        wrong.append("its weight has to be more than 0.")
    if not 1 <= criterion["word_limit"] <= LONGEST_ANSWER:
        wrong.append(f"its word limit has to be 1 to {LONGEST_ANSWER}.")
    least = criterion.get("minimum_score")
    if least is not None and (not 0 <= least <= SCORES - 1 or least % _HALF):
        wrong.append("its minimum score has to be 0 to 5, in whole or half points.")
    return wrong


def with_ids(
    criteria: Sequence[Mapping[str, Any]], known: Sequence[Mapping[str, Any]], new_id: Callable[[], str]
) -> list[dict[str, Any]]:
    """Return the criteria, each with its id: the one sent, or that of the same panel's same title, or a new one.

    So a list that is sent again without ids changes nothing. Weights and minimum scores lose empty digits: 30.00 and
    30 are one weight, and have to be one text. Raises CriteriaAreInconsistent for an id that is not one of `known`,
    or stands twice.
    """
    free = {c["criterion_id"]: (c["panel"], c["title"]) for c in known}
    for number, criterion in enumerate(criteria, start=1):
        sent = criterion.get("criterion_id")
        if sent is not None and free.pop(sent, None) is None:
            raise CriteriaAreInconsistent(
                "Criterion {number}: its id is not one of this commission's criteria, or stands twice. "
                "Leave the id out of a new criterion.",
                words={"number": number},
            )
    by_name = {name: criterion_id for criterion_id, name in free.items()}
    found = []
    for criterion in criteria:
        given = criterion.get("criterion_id") or by_name.get((criterion["panel"], criterion["title"])) or new_id()
        least = criterion.get("minimum_score")
        numbers = {"weight": _short(criterion["weight"]), "minimum_score": None if least is None else _short(least)}
        found.append({**criterion, **numbers, "criterion_id": given})
    return found


def _short(number: Decimal) -> Decimal:
    return Decimal(format(number.normalize(), "f"))
