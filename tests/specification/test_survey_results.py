"""What is told of a survey: no count from 1 to 4 can be worked out, and it agrees with another way to count."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.specification.rules.survey_files import columns_of, read_file, written_out
from services.specification.rules.survey_results import AGES, NOT_SAID, at_least, by_age, one_result, results
from services.specification.rules.surveys import KINDS, ONE, SEVERAL, TEXT, YES_NO, labels_of

TWO = {"id": "q1", "kind": ONE, "words": "Which?", "choices": ["A", "B"]}
SOME = {**TWO, "kind": SEVERAL}


def compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways to share a total among parts."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


def given_away(possible: dict[str, list[tuple[int, ...]]]) -> list[tuple[str, int, int]]:
    """Counts from 1 to 4 that are the same in all that could stand behind one view."""
    found = []
    for view, behind in possible.items():
        for at in range(len(behind[0])):
            values = {counts[at] for counts in behind}
            if len(values) == 1 and 0 < behind[0][at] < 5:
                found.append((view, at, behind[0][at]))
    return found


def view_of_two(cells: tuple[int, ...]) -> str:
    """All views of a question with two choices, as told of (band, choice or left out) counts."""
    rows = {AGES[0]: cells[0:3], AGES[1]: cells[3:6]}
    answers = []
    for age, (first, second, left_out) in rows.items():
        answers += [({"q1": 0}, age, first), ({"q1": 1}, age, second), ({}, age, left_out)]
    answers.append(({}, NOT_SAID, cells[6]))
    return str(results([TWO], [each for each in answers if each[2]], asks_age=True))


def test_whoever_has_all_views_and_knows_the_rule_finds_no_small_count_of_two_choices_by_two_ages() -> None:
    possible: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for total in range(14):
        for cells in compositions(total, 7):
            sums = (cells[0] + cells[3], cells[1] + cells[4])
            # What is asked for: each cell, both sums, and how many of each age and of all left it out.
            possible[view_of_two(cells)].append((*cells, *sums, cells[2] + cells[5] + cells[6]))
    # More people could always have come than were tried: views that reach the edge of it say nothing.
    inside = {view: behind for view, behind in possible.items() if min(sum(each[:7]) for each in behind) <= 10}
    assert len(inside) > 30
    assert given_away(inside) == []


def test_several_choices_beside_each_other_give_no_small_count_away() -> None:
    """Each person chose A, B or both; the view is how many chose each, and how many answered."""
    possible: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for only_first, only_second, both in (each for total in range(25) for each in compositions(total, 3)):
        chosen = (only_first + both, only_second + both)
        answered = only_first + only_second + both
        table = {age: (chosen if age == NOT_SAID else (0, 0)) for age in (*AGES, NOT_SAID)}
        found = one_result(SOME, table, {NOT_SAID: answered, **dict.fromkeys(AGES, 0)}, asks_age=False)
        hidden = (chosen[0], chosen[1], answered - chosen[0], answered - chosen[1])
        possible[str(found)].append(hidden)
    assert given_away(possible) == []


CELLS = st.integers(0, 40)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=6, max_size=6))
def test_a_table_by_age_has_no_small_count_in_any_cell_row_or_column(rows: list[list[int]]) -> None:
    table = dict(zip((*AGES, NOT_SAID), rows, strict=True))
    found = by_age(table, {age: sum(row) for age, row in table.items()}, several=False)
    if found is None:
        return
    column = [sum(cells) for cells in zip(*rows, strict=True)]
    shown = [sum(cells) for cells in zip(*found["rows"], strict=True)]
    assert shown == column, "it adds up to what is told of all"
    told = [*found["totals"], *shown, *(cell for row in found["rows"] for cell in row)]
    assert all(count == 0 or count >= 5 for count in told)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_hidden_choices_are_never_alone_and_never_given_away_by_their_sum(counts: list[int]) -> None:
    question = {**TWO, "choices": [str(n) for n in range(len(counts))]}
    answers = [({"q1": place}, "", count) for place, count in enumerate(counts) if count]
    (found,) = results([question], answers, asks_age=False)["questions"]
    hidden = [counts[at] for at, told in enumerate(found["told"]) if told is None]
    assert all(told == counts[at] for at, told in enumerate(found["told"]) if told is not None)
    assert not any(0 < told < 5 for told in found["told"] if told is not None)
    if hidden and found["total"] is not None:
        assert len(hidden) > 1
        assert found["together"] == sum(hidden) >= 5


def test_results_say_nothing_of_who_left_a_question_out_and_how_many_there_are() -> None:
    """Two surveys that differ only in people who left everything told out look the same."""
    some: list[Any] = [({"q1": 0}, "", 7), ({"q1": 1}, "", 9)]
    assert results([TWO], some, asks_age=False) == results([TWO], [*some, ({}, "", 3)], asks_age=False)
    assert at_least(results([TWO], some, asks_age=False)) == 10


def a_file(people: int, questions: list[dict[str, Any]], seed: int) -> str:
    """A made-up file of sheets: choices by number, some left out."""
    chance = random.Random(seed)
    rows: list[list[Any]] = [columns_of(questions, asks_age=True)]
    for number in range(people):
        cells = []
        for question in questions:
            most = len(labels_of(question))
            if len(questions) > 1 and chance.random() < 0.03:
                cells.append("")
            elif question["kind"] == TEXT:
                cells.append(f"words {number}")
            elif question["kind"] == SEVERAL:
                cells.append("|".join(str(n + 1) for n in range(most) if chance.random() < 0.4))
            else:
                cells.append(str(min(most, 1 + int(chance.expovariate(0.7)))))
        rows.append([f"Place {number % 30}", number, "", chance.choice([*AGES, ""]), *cells])
    return written_out(rows)


def thirty_questions() -> list[dict[str, Any]]:
    """Thirty questions of all kinds."""
    kinds = [ONE, SEVERAL, "scale", YES_NO, TEXT]
    return [
        {"id": f"q{n + 1}", "kind": kinds[n % 5], "words": f"Question {n + 1}?",
         "choices": ["Healthy", "Connected", "You", "None"] if kinds[n % 5] in (ONE, SEVERAL) else []}
        for n in range(30)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("people", "questions"), [(1800, thirty_questions()), (9801, [{**TWO, "choices": list("ABCDE")}])]
)
def test_what_is_told_agrees_with_an_independent_count(people: int, questions: list[dict[str, Any]]) -> None:
    """The other way: plain counting of the cells of the file as they stand there, with nothing of ours."""
    content = a_file(people, questions, seed=people)
    sheets = read_file(content, questions, asks_age=True)
    assert (len(sheets.sheets), sheets.problems) == (people, [])
    told = results(questions, [(each.answers, each.age, each.times) for each in sheets.sheets], asks_age=True)
    rows = list(csv.DictReader(io.StringIO(content)))
    for result in told["questions"]:
        cells = [row[result["id"]] for row in rows if row[result["id"]]]
        other = Counter(part for cell in cells for part in cell.split("|"))
        assert result["total"] == len(cells)
        for place, count in enumerate(result["told"]):
            assert count in (None, other[str(place + 1)]), result["id"]
        shown = [count for count in result["told"] if count is not None]
        if result["together"] is not None:
            assert result["together"] + sum(shown) == len(cells)
        if result["by_age"] and len(result["by_age"]["bands"]) == 6:
            ages = Counter((row["age"], part) for row in rows for part in row[result["id"]].split("|") if part)
            for band, counts in zip(result["by_age"]["bands"], result["by_age"]["rows"], strict=True):
                assert counts == [ages[band, str(place + 1)] for place in range(len(counts))]
    assert any(result["by_age"] for result in told["questions"])
    assert set(KINDS) >= {question["kind"] for question in questions}
