"""What happened lately, gathered so that it can be read at a glance. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

MOST = 10
LONDON = ZoneInfo("Europe/London")
# That people were told of a step is no step of its own to whoever reads what happened.
TELLING = "notifications.seats_told.v1"


@dataclass
class Recent:
    """Steps of one kind on one day, as clocks in the UK have it: the latest of them, and how many there were."""

    type: str
    at: datetime
    times: int
    roles: list[str]


def lately(items: Iterable[Mapping[str, Any]], *, cut: bool = False, most: int = MOST) -> list[Recent]:
    """Gather steps, the latest first, into at most so many rows; the row whose latest step is latest comes first.

    cut: whether there are earlier steps than these. Then the earliest day may not be whole, and is left out unless it
    is the only one.
    """
    found: dict[tuple[date, str], Recent] = {}
    for item in items:
        key = (item["occurred_at"].astimezone(LONDON).date(), item["type"])
        row = found.setdefault(key, Recent(item["type"], item["occurred_at"], 0, []))
        row.times += 1
        if item["actor_role"] and item["actor_role"] not in row.roles:
            row.roles.append(item["actor_role"])
    days = {day for day, _ in found}
    whole = days - {min(days)} if cut and len(days) > 1 else days
    return [row for (day, _), row in found.items() if day in whole][:most]
