"""Counts of young people, told so that no small number can be read or worked out. Pure.

A number from 1 to 4 is not told, and neither is one from which it could be had by subtraction. Those who read
know this rule; even so, more than one number has to be possible for each that is not told.
Source: the field's rule that counts under 5 of anything about young people are not published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.people.rules.ages import age_on

FEWEST_TOLD = 5
AGE_BANDS = {"10-12": (10, 12), "13-15": (13, 15), "16-17": (16, 17), "18-21": (18, 21), "22-25": (22, 25)}


@dataclass(frozen=True)
class Told:
    """A column of counts and their sum as they may be told. None stands for what is not told."""

    parts: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True)
class SaidOf:
    """Of one group: how many joined, how many of them had a say, and how many not yet. None is not told."""

    joined: int | None
    said: int | None
    not_yet: int | None


def is_small(count: int) -> bool:
    """Say whether a count is too small to be told: 1 to 4. That nobody is there may be told."""
    return 0 < count < FEWEST_TOLD


def tell(count: int) -> int | None:
    """Return a count that stands alone as it may be told."""
    return None if is_small(count) else count


def told(counts: Sequence[int]) -> Told:
    """Return counts that add up to a total, as they may be told together."""
    hidden = _hidden(counts)
    if hidden is None:
        # Even with every part hidden, the total would give them away.
        return Told(tuple(None if count else 0 for count in counts), None)
    return Told(tuple(None if count in hidden else count for count in counts), tell(sum(counts)))


def told_of_groups(groups: Sequence[tuple[int, int]]) -> tuple[tuple[SaidOf, ...], SaidOf]:
    """Return, for each group and for all together, (joined, had a say) as they may be told.

    Who had a say is told of each group or of none: where one group's numbers are small, only of all together.
    """
    joined = told([size for size, _ in groups])
    small = any(is_small(said) or is_small(size - said) for size, said in groups)
    rows = tuple(
        SaidOf(shown, None, None) if small else SaidOf(shown, said, size - said)
        for shown, (size, said) in zip(joined.parts, groups, strict=True)
    )
    said, not_yet = sum(said for _, said in groups), sum(size - said for size, said in groups)
    if joined.total is None or is_small(said) or is_small(not_yet):
        return rows, SaidOf(joined.total, None, None)
    return rows, SaidOf(joined.total, said, not_yet)


def _hidden(counts: Sequence[int]) -> set[int] | None:
    """Return which counts to hide, wherever they stand, so that no sum gives one away; None where none is enough.

    After the small ones the next larger go, and of equal ones all: which of them was chosen would tell something.
    """
    hidden = {count for count in counts if is_small(count)}
    while hidden and not _blurred([count for count in counts if count in hidden]):
        larger = [count for count in counts if count and count not in hidden]
        if not larger:
            return None
        hidden.add(min(larger))
    return hidden


def _blurred(counts: Sequence[int]) -> bool:
    """Say whether the sum of these hidden counts, of 1 or more each, leaves open what each of them is."""
    total, number, small = sum(counts), len(counts), all(map(is_small, counts))
    return (
        number > 1 and total >= FEWEST_TOLD and total != number and not (small and total == number * (FEWEST_TOLD - 1))
    )


def band_of(born_on: date, today: date) -> str | None:
    """Return the age band of a young person today, or None outside of all of them."""
    age = age_on(born_on, today)
    return next((band for band, (least, most) in AGE_BANDS.items() if least <= age <= most), None)


def share(part: int | None, whole: int | None) -> int | None:
    """Return a share in whole percent, rounded half up, at most 100; None where one of the two is not told or zero."""
    if part is None or not whole:
        return None
    return min(100, (200 * part + whole) // (2 * whole))
