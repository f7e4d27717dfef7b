"""A measured figure: a ratio beside its limit or peer, with spread, and whether it is where we want it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    name: str
    ratio: float | None
    aim: str
    reached: bool | None
    spread: str

    def line(self) -> str:
        value = "" if self.ratio is None else f"ratio {self.ratio:.2f}"
        verdict = "" if self.reached is None else ("reached" if self.reached else "MISSED")
        return f"{self.name}\n    {value}  (aim: {self.aim})  {verdict}\n    {self.spread}"


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Nearest rank in a sorted sequence."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
