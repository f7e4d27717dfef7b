"""Counts of young people: no number from 1 to 4 can be read, or worked out by somebody who knows the rule."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import product
from typing import Any

import pytest

from services.people.rules.counting import SaidOf, band_of, share, told_of_groups
from shared.counting import Told, tell, told


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (120, 120)])
def test_a_small_count_is_not_told(count: int, shown: int | None) -> None:
    assert tell(count) == shown


@pytest.mark.parametrize(
    ("counts", "parts", "total"),
    [
        ((7, 9), (7, 9), 16),
        ((7, 0, 9), (7, 0, 9), 16),
        ((3,), (None,), None),
        ((3, 9), (None, None), 12),
        ((3, 6, 9), (None, None, 9), 18),
        ((3, 6, 6, 9), (None, None, None, 9), 24),
        ((3, 4, 9), (None, None, 9), 16),
        ((1, 1, 9), (None, None, None), 11),
        ((1, 2), (None, None), None),
        ((4, 4), (None, None), None),
        ((), (), 0),
    ],
)
def test_what_is_told_of_parts_and_their_sum(
    counts: tuple[int, ...], parts: tuple[int | None, ...], total: int | None
) -> None:
    assert told(counts) == Told(parts, total)


@pytest.mark.parametrize(("parts", "most"), [(1, 30), (2, 24), (3, 16), (4, 9), (5, 6)])
def test_no_small_count_can_be_worked_out_even_by_who_knows_the_rule(parts: int, most: int) -> None:
    possible: dict[Told, list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(most + 1), repeat=parts):
        possible[told(counts)].append(counts)
    given_away = [
        (shown, at)
        for shown, behind in possible.items()
        for at in range(parts)
        if len({counts[at] for counts in behind}) == 1 and 0 < behind[0][at] < 5
    ]
    assert given_away == []


@pytest.mark.parametrize(("groups", "most"), [(1, 30), (2, 16), (3, 8)])
def test_who_had_no_say_yet_cannot_be_counted_out_either(groups: int, most: int) -> None:
    cells = [(size, said) for size in range(most + 1) for said in range(size + 1)]
    possible: dict[Any, list[Any]] = defaultdict(list)
    for counts in product(cells, repeat=groups):
        possible[told_of_groups(counts)].append(counts)

    def given_away(values: set[int]) -> bool:
        return len(values) == 1 and 0 < next(iter(values)) < 5

    for behind in possible.values():
        for at in range(groups):
            assert not given_away({counts[at][0] for counts in behind})
            assert not given_away({counts[at][1] for counts in behind})
            assert not given_away({counts[at][0] - counts[at][1] for counts in behind})


@pytest.mark.parametrize(
    ("groups", "rows", "together"),
    [
        ([(9, 9), (8, 8)], [(9, 9, 0), (8, 8, 0)], (17, 17, 0)),
        ([(12, 6), (20, 15)], [(12, 6, 6), (20, 15, 5)], (32, 21, 11)),
        ([(12, 9), (20, 14)], [(12, None, None), (20, None, None)], (32, 23, 9)),
        ([(12, 9), (20, 20)], [(12, None, None), (20, None, None)], (32, None, None)),
        ([(3, 3)], [(None, None, None)], (None, None, None)),
        ([], [], (0, 0, 0)),
    ],
)
def test_who_had_a_say_is_told_of_each_group_or_of_none(groups: Any, rows: Any, together: Any) -> None:
    found, whole = told_of_groups(groups)
    assert [(row.joined, row.said, row.not_yet) for row in found] == rows
    assert whole == SaidOf(*together)


@pytest.mark.parametrize(
    ("born_on", "band"),
    [
        (date(2016, 3, 2), "10-12"),
        (date(2013, 3, 3), "10-12"),
        (date(2013, 3, 2), "13-15"),
        (date(2010, 3, 2), "16-17"),
        (date(2008, 3, 2), "18-21"),
        (date(2000, 3, 3), "22-25"),
        (date(2000, 3, 2), None),
    ],
)
def test_age_bands(born_on: date, band: str | None) -> None:
    assert band_of(born_on, date(2026, 3, 2)) == band


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(5, 10, 50), (5, 200, 3), (6, 400, 2), (0, 9, 0), (None, 9, None), (9, None, None), (9, 0, None), (12, 9, 100)],
)
def test_a_share_in_percent(part: int | None, whole: int | None, percent: int | None) -> None:
    assert share(part, whole) == percent
