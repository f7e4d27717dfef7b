"""Standstill: how long to wait between saying who is to get a contract, and signing it.

Procurement Act 2023, section 51: at least 8 working days beginning with the day on which the contract award
notice is published. Provider Selection Regime (Health Care Services (Provider Selection Regime) Regulations
2023, regulation 12): 8 working days from the day after the notice of intention is published. Light touch: not
mandatory; what is promised is counted as in the Act. Below threshold: the commission's own promise.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.errors import Conflict

LONDON = ZoneInfo("Europe/London")
_SATURDAY = 5


@dataclass(frozen=True)
class Counting:
    """How a regime counts. `days` is empty where the plan's promise says how many.

    day_of_notice_counts: whether the first working day may be the day of the notice itself.
    """

    days: int | None
    day_of_notice_counts: bool


COUNTING = {
    "procurement_act": Counting(days=8, day_of_notice_counts=True),
    "provider_selection": Counting(days=8, day_of_notice_counts=False),
    "light_touch": Counting(days=None, day_of_notice_counts=True),
    "below_threshold": Counting(days=None, day_of_notice_counts=True),
}


class StandstillIsRunning(Conflict):
    """The contract cannot be signed yet; `standstill_ends_at` is the first moment when it can."""


@dataclass(frozen=True)
class Standstill:
    """The day on which counting begins, and the first instant at which the contract may be signed (UTC)."""

    begins_on: date
    ends_at: datetime


def is_working_day(day: date, bank_holidays: Container[date]) -> bool:
    """Say whether this is neither a Saturday, a Sunday nor a bank holiday in any part of the UK."""
    return day.weekday() < _SATURDAY and day not in bank_holidays


def standstill(regime: str, promised_days: int, notice_at: datetime, bank_holidays: Container[date]) -> Standstill:
    """Count the standstill that follows a notice.

    bank_holidays: those of all parts of the UK, Christmas Day and Good Friday among them, for a year from the
    notice. The standstill ends at midnight at the end of its last working day, in London.
    """
    counting = COUNTING[regime]
    left = promised_days if counting.days is None else counting.days
    notice_day = notice_at.astimezone(LONDON).date()
    if left == 0:
        return Standstill(notice_day, notice_at)
    first = notice_day if counting.day_of_notice_counts else notice_day + timedelta(days=1)
    day = first
    while True:
        if is_working_day(day, bank_holidays):
            left -= 1
            if left == 0:
                break
        day += timedelta(days=1)
    midnight = datetime.combine(day + timedelta(days=1), time(0), LONDON)
    return Standstill(first, midnight.astimezone(ZoneInfo("UTC")))


def check_standstill(ends_at: datetime, now: datetime) -> None:
    """Raise StandstillIsRunning before the end."""
    if now < ends_at:
        until = ends_at.astimezone(LONDON).strftime("%H:%M on %d %B %Y")
        raise StandstillIsRunning(
            "The standstill runs until {until}. The contract can be signed from then on.",
            words={"until": until},
            standstill_ends_at=ends_at,
        )
