"""Counts of who takes part and who had a say, told so that no small number can be worked out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.people.rules.ages import age_on
from shared.counting import AGE_BANDS, is_small, told


@dataclass(frozen=True)
class SaidOf:
    """Of one group: how many joined, how many of them had a say, and how many not yet. None is not told."""

    joined: int | None
    said: int | None
    not_yet: int | None


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


def band_of(born_on: date, today: date) -> str | None:
    """Return the age band of a young person today, or None outside of all of them."""
    age = age_on(born_on, today)
    return next((band for band, (least, most) in AGE_BANDS.items() if least <= age <= most), None)


def share(part: int | None, whole: int | None) -> int | None:
    """Return a share in whole percent, rounded half up, at most 100; None where one of the two is not told or zero."""
    if part is None or not whole:
        return None
    return min(100, (200 * part + whole) // (2 * whole))
