"""Counts of young people, told so that no small number can be read or worked out. Pure.

A number from 1 to 4 is not told, and neither is one from which it could be had by subtraction. Those who read
know this rule; even so, more than one number has to be possible for each that is not told.
Source: the field's rule that counts under 5 of anything about young people are not published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_TOLD = 5
AGE_BANDS = {"10-12": (10, 12), "13-15": (13, 15), "16-17": (16, 17), "18-21": (18, 21), "22-25": (22, 25)}


@dataclass(frozen=True)
class Told:
    """A column of counts and their sum as they may be told. None stands for what is not told."""

    parts: tuple[int | None, ...]
    total: int | None


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
