"""What of a survey's answers is told: counts from which no number from 1 to 4 can be worked out. Pure.

What keeps them from it:

- Results are made once, when the survey is closed. So no two looks at different times can be compared.
- Of each question is told how many chose what, among those who answered it. How many left it out is not told, and
  neither is how many answered the survey: so the sums of two questions do not say how many left one out.
- In a column of counts those from 1 to 4 are hidden, and with them others, until their sum leaves open what each is
  (`told`). Where several could be chosen, each choice is told beside how many did not choose it.
- By age a question is told only where every count in the table is 0 or at least 5: all of it or nothing. If the five
  age bands are too small, two larger ones are tried. So no table has a hole that another one fills.
- How many of each age answered the survey is not told: beside a table by age it would say how many left that out.
- Means are not told: they are sums.
- That nobody chose something is told, as everywhere here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.specification.rules.surveys import SEVERAL, TEXT, labels_of, rounded_down
from shared.counting import AGE_BANDS, is_small, tell, told

AGES = tuple(AGE_BANDS)
NOT_SAID = ""
FINE = {**{band: (band,) for band in AGES}, NOT_SAID: (NOT_SAID,)}
COARSE = {"10-15": AGES[:2], "16-25": AGES[2:], NOT_SAID: (NOT_SAID,)}
# Answers to one question by who gave them: how many of an age band chose the choice at a place.
Table = Mapping[str, Sequence[int]]


class Counts:
    """Counts answers as they come, one person's after the other's. `times`: how often the same ones were given."""

    def __init__(self, questions: Sequence[Mapping[str, Any]]) -> None:
        self._questions = [each for each in questions if each["kind"] != TEXT]
        self._chosen: Counter[tuple[str, str, int]] = Counter()
        self._answered: Counter[tuple[str, str]] = Counter()

    def add(self, answers: Mapping[str, Any], age: str, times: int) -> None:
        """Add one person's answers, or those of `times` people who gave the same."""
        for question in self._questions:
            given = answers.get(question["id"])
            if given is None:
                continue
            self._answered[question["id"], age] += times
            for place in given if isinstance(given, list) else (given,):
                self._chosen[question["id"], age, place] += times

    def table(self, question: Mapping[str, Any]) -> dict[str, list[int]]:
        """Return how many of each age chose what."""
        places = range(len(labels_of(question)))
        return {age: [self._chosen[question["id"], age, each] for each in places] for age in (*AGES, NOT_SAID)}

    def answered(self, question: Mapping[str, Any]) -> dict[str, int]:
        """Return how many of each age answered a question."""
        return {age: self._answered[question["id"], age] for age in (*AGES, NOT_SAID)}


def results(
    questions: Sequence[Mapping[str, Any]], answers: Iterable[tuple[Mapping[str, Any], str, int]], *, asks_age: bool
) -> dict[str, Any]:
    """Return what is told of all answers, as JSON. answers: (answers, age band or empty, how often) each."""
    counts = Counts(questions)
    for each in answers:
        counts.add(*each)
    return {
        "questions": [
            one_result(question, counts.table(question), counts.answered(question), asks_age=asks_age)
            for question in questions if question["kind"] != TEXT
        ]
    }  # fmt: skip


def at_least(found: Mapping[str, Any]) -> int:
    """Return how many answered, in tens, worked out of what is told of single questions, so that it adds nothing."""
    return rounded_down(max((each["total"] or 0 for each in found["questions"]), default=0))


def one_result(
    question: Mapping[str, Any], table: Table, answered: Mapping[str, int], *, asks_age: bool
) -> dict[str, Any]:
    """Return what is told of one question.

    told: by choice, None where hidden. total: how many answered. together: how many chose one of what is hidden, where
    each person chose one. by_age: the table with the names of its rows, or None.
    """
    column = [sum(row[place] for row in table.values()) for place in range(len(labels_of(question)))]
    several = question["kind"] == SEVERAL
    if several:
        total, parts = _several(column, sum(answered.values()))
    else:
        found = told(column)
        total, parts = found.total, list(found.parts)
    shown = [each for each in parts if each is not None]
    return {
        "id": question["id"], "told": parts, "total": total,
        "together": total - sum(shown) if total is not None and not several and len(shown) < len(parts) else None,
        "by_age": by_age(table, answered, several=several) if asks_age and None not in parts else None,
    }  # fmt: skip


def _several(column: Sequence[int], answered: int) -> tuple[int | None, list[int | None]]:
    total = tell(answered)
    if total is None:
        return None, [None] * len(column)
    return total, [told((chosen, answered - chosen)).parts[0] for chosen in column]


def by_age(table: Table, answered: Mapping[str, int], *, several: bool) -> dict[str, Any] | None:
    """Return the table by age: in five bands, or in two larger ones, or None where both have a count from 1 to 4."""
    for groups in (FINE, COARSE):
        rows = {name: [sum(cells) for cells in zip(*(table[age] for age in ages), strict=True)]
                for name, ages in groups.items()}  # fmt: skip
        totals = {name: sum(answered[age] for age in ages) for name, ages in groups.items()}
        beside = [totals[name] - cell for name, row in rows.items() for cell in row] if several else []
        if not any(map(is_small, [*totals.values(), *beside, *(cell for row in rows.values() for cell in row)])):
            named = [name for name, total in totals.items() if total]
            if not any(named):
                return None
            return {"bands": named, "rows": [rows[name] for name in named], "totals": [totals[name] for name in named]}
    return None
