"""Where the time of an act goes: printed beside an aim that was missed."""

from __future__ import annotations

import cProfile
import pstats
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Engine, event

_SITE = "site-packages/"
# Functions of the interpreter in which a thread waits for another one, or for the network.
_WAITING = ("'acquire' of '_thread", "'poll' of 'select", "time.sleep")


def profile_of(title: str, act: Callable[[Any], None], items: Sequence[Any], engine: Engine) -> list[str]:
    """Run the act for each item under a profiler, and return lines: statements an act, and shares of time by package.

    The first item warms up and the second is counted; the rest are profiled.
    """
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(" ".join(statement.split()[:3]))

    act(items[0])
    event.listen(engine, "before_cursor_execute", note)
    act(items[1])
    event.remove(engine, "before_cursor_execute", note)

    def rest() -> None:
        for item in items[2:]:
            act(item)

    return [
        f"    why, {title}: {len(statements)} statements, a ping and a commit; the peer has 1, a ping and a commit",
        f"    time by package, in one process under a profiler: {shares_of(rest)}",
    ]


def shares_of(work: Callable[[], None]) -> str:
    """Run the work under a profiler, and return the shares of its time by package; waiting is a share of its own."""
    profiler = cProfile.Profile()
    profiler.enable()
    work()
    profiler.disable()
    spent: Counter[str] = Counter()
    # A table of the profiler: (file, line, function) to (calls, calls, own seconds, seconds, callers).
    stats: dict[Any, Any] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    for (file, _line, function), (_, _, own, _, _) in stats.items():
        spent[_package(file, function)] += own
    whole = sum(spent.values())
    return ", ".join(f"{name} {seconds / whole:.0%}" for name, seconds in spent.most_common(7))


def _package(file: str, function: str) -> str:
    if any(word in function for word in _WAITING):
        return "waiting"
    if _SITE in file:
        return file.split(_SITE, 1)[1].split("/", 1)[0]
    for ours in ("shared/", "services/"):
        if f"/{ours}" in file:
            return "Coproduce"
    return "Python itself"
