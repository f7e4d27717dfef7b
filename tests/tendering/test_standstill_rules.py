"""How long to wait before a contract: real dates, counted by hand from the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services.tendering.queries import bank_holidays
from services.tendering.rules.standstill import (
    COUNTING,
    LONDON,
    StandstillIsRunning,
    check_standstill,
    is_working_day,
    standstill,
)

ACT, PSR, LIGHT, BELOW = "procurement_act", "provider_selection", "light_touch", "below_threshold"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ends(regime: str, notice: str, promised: int = 0) -> datetime:
    at = utc(notice)
    return standstill(regime, promised, at, bank_holidays(at.astimezone(LONDON).date())).ends_at


@pytest.mark.parametrize(
    ("notice", "act_ends", "psr_ends"),
    [
        # The example of the Provider Selection Regime's guidance: midnight at the end of 3 July 2025.
        ("2025-06-23T09:00", "2025-07-02T23:00", "2025-07-03T23:00"),
        # Easter 2026: 3 and 6 April do not count; summer time began on 29 March.
        ("2026-03-27T12:00", "2026-04-09T23:00", "2026-04-10T23:00"),
        ("2026-04-02T16:00", "2026-04-15T23:00", "2026-04-16T23:00"),
        # Christmas 2026: 25 December and 28 December, the substitute for Boxing Day on a Saturday.
        ("2026-12-16T09:00", "2026-12-30T00:00", "2026-12-31T00:00"),
        # And on over the new year: 1 January, and in Scotland 4 January for 2 January, which is a Saturday.
        ("2026-12-22T09:00", "2027-01-07T00:00", "2027-01-08T00:00"),
        # 2 January 2026, a Friday, is a holiday in Scotland only.
        ("2025-12-30T10:00", "2026-01-13T00:00", "2026-01-14T00:00"),
        # 17 March, in Northern Ireland only.
        ("2026-03-09T10:00", "2026-03-20T00:00", "2026-03-21T00:00"),
        # 13 July 2026, the substitute for 12 July, in Northern Ireland only.
        ("2026-07-10T10:00", "2026-07-22T23:00", "2026-07-23T23:00"),
        # St Andrew's Day, 30 November, in Scotland only.
        ("2026-11-25T10:00", "2026-12-08T00:00", "2026-12-09T00:00"),
        # Summer time ends on 25 October 2026, so midnight moves by an hour against UTC.
        ("2026-10-16T10:00", "2026-10-28T00:00", "2026-10-29T00:00"),
        # A notice on a Saturday or on Good Friday: that day is not a working day under either rule.
        ("2026-09-05T10:00", "2026-09-16T23:00", "2026-09-16T23:00"),
        ("2026-04-03T10:00", "2026-04-16T23:00", "2026-04-16T23:00"),
    ],
)
def test_the_act_counts_from_the_notice_and_the_selection_regime_from_the_day_after(
    notice: str, act_ends: str, psr_ends: str
) -> None:
    assert ends(ACT, notice) == utc(act_ends)
    assert ends(PSR, notice) == utc(psr_ends)


@pytest.mark.parametrize(
    ("notice", "act_ends", "psr_ends"),
    [
        # 23:30 UTC on 22 June is half past midnight on 23 June in London.
        ("2025-06-22T23:30", "2025-07-02T23:00", "2025-07-03T23:00"),
        # The last minute of 23 June in London, and the first of 24 June.
        ("2025-06-23T22:59", "2025-07-02T23:00", "2025-07-03T23:00"),
        ("2025-06-23T23:00", "2025-07-03T23:00", "2025-07-04T23:00"),
        # In winter London's day is the day of UTC.
        ("2026-11-10T23:59", "2026-11-20T00:00", "2026-11-21T00:00"),
    ],
)
def test_the_day_of_a_notice_is_the_day_in_london(notice: str, act_ends: str, psr_ends: str) -> None:
    assert ends(ACT, notice) == utc(act_ends)
    assert ends(PSR, notice) == utc(psr_ends)


@pytest.mark.parametrize(
    ("regime", "notice", "begins_on"),
    [(ACT, "2026-04-02T16:00", date(2026, 4, 2)), (PSR, "2026-04-02T16:00", date(2026, 4, 3)),
     (PSR, "2026-05-12T23:30", date(2026, 5, 14)), (BELOW, "2026-05-12T23:30", date(2026, 5, 13))],
)  # fmt: skip
def test_the_period_begins_on_a_day_in_london(regime: str, notice: str, begins_on: date) -> None:
    at = utc(notice)
    assert standstill(regime, 8, at, bank_holidays(at.date())).begins_on == begins_on


@pytest.mark.parametrize("regime", [LIGHT, BELOW])
@pytest.mark.parametrize(
    ("promised", "expected"),
    [(1, "2026-04-02T23:00"), (3, "2026-04-08T23:00"), (8, "2026-04-15T23:00"), (10, "2026-04-17T23:00")],
)
def test_a_promise_is_counted_as_the_act_counts(regime: str, promised: int, expected: str) -> None:
    assert ends(regime, "2026-04-02T16:00", promised) == utc(expected)


@pytest.mark.parametrize("regime", [LIGHT, BELOW])
def test_without_a_promise_there_is_no_wait(regime: str) -> None:
    at = utc("2026-04-02T16:00:01.000001")
    found = standstill(regime, 0, at, bank_holidays(at.date()))
    assert (found.ends_at, found.begins_on) == (at, date(2026, 4, 2))
    check_standstill(found.ends_at, at)


@pytest.mark.parametrize("regime", [ACT, PSR])
@pytest.mark.parametrize("promised", [0, 1, 30])
def test_no_promise_changes_what_the_law_fixes(regime: str, promised: int) -> None:
    assert ends(regime, "2026-06-16T09:00", promised) == ends(regime, "2026-06-16T09:00")


def test_every_regime_has_its_own_way_of_counting() -> None:
    assert set(COUNTING) == {ACT, PSR, LIGHT, BELOW}


@pytest.mark.parametrize(
    "day",
    ["2026-01-01", "2026-01-02", "2026-03-17", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-07-13",
     "2026-08-03", "2026-08-31", "2026-11-30", "2026-12-25", "2026-12-28", "2027-01-01", "2027-01-04"],
)  # fmt: skip
def test_a_holiday_in_any_part_of_the_uk_is_no_working_day(day: str) -> None:
    found = date.fromisoformat(day)
    assert found.weekday() < 5
    assert not is_working_day(found, bank_holidays(date(2026, 1, 1)))


@pytest.mark.parametrize(
    "day", ["2026-04-02", "2026-04-07", "2026-12-24", "2026-12-29", "2026-12-31", "2027-01-05", "2026-11-27"]
)
def test_the_days_around_them_are_working_days(day: str) -> None:
    assert is_working_day(date.fromisoformat(day), bank_holidays(date(2026, 1, 1)))


@pytest.mark.parametrize("day", ["2026-06-13", "2026-06-14"])
def test_saturdays_and_sundays_are_no_working_days(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day), bank_holidays(date(2026, 1, 1)))


def test_the_longest_promise_made_in_december_knows_the_holidays_of_the_next_year() -> None:
    # 7 working days are left of 2026; the 58th is 16 March, the 59th, after St Patrick's Day, 18 March.
    assert ends(BELOW, "2026-12-21T09:00", 60) == utc("2027-03-20T00:00")


def test_signing_is_refused_until_the_last_moment_and_allowed_at_the_end() -> None:
    end = ends(PSR, "2025-06-23T09:00")
    with pytest.raises(StandstillIsRunning) as caught:
        check_standstill(end, end - timedelta(microseconds=1))
    assert "00:00 on 04 July 2025" in caught.value.message
    assert caught.value.extra == {"standstill_ends_at": end}
    check_standstill(end, end)
    check_standstill(end, end + timedelta(days=400))
