from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.people.rules.council import (
    AnswerIsNotGood,
    Purpose,
    ReturnIsNotGood,
    check_authenticated,
    check_in_time,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("minutes", [0, 5, 9.99])
def test_who_comes_back_within_ten_minutes_is_in_time(minutes: float) -> None:
    check_in_time(NOON, NOON + timedelta(minutes=minutes))


@pytest.mark.parametrize("minutes", [-1, 10, 600])
def test_who_comes_back_later_or_sooner_than_they_left_is_not(minutes: float) -> None:
    with pytest.raises(ReturnIsNotGood):
        check_in_time(NOON, NOON + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("purpose", "hours_before"),
    [(Purpose.SIGN_IN, 8), (Purpose.SIGN_IN, None), (Purpose.LINK, 1), (Purpose.CONFIRM, 0), (Purpose.CONFIRM, -0.1)],
)
def test_a_sign_in_at_the_provider_is_recent_enough(purpose: Purpose, hours_before: float | None) -> None:
    at = None if hours_before is None else NOON - timedelta(hours=hours_before)
    check_authenticated(purpose, at, NOON)


@pytest.mark.parametrize(
    ("purpose", "hours_before"), [(Purpose.SIGN_IN, 8.1), (Purpose.CONFIRM, 0.1), (Purpose.CONFIRM, None)]
)
def test_a_sign_in_at_the_provider_is_too_old(purpose: Purpose, hours_before: float | None) -> None:
    at = None if hours_before is None else NOON - timedelta(hours=hours_before)
    with pytest.raises(AnswerIsNotGood):
        check_authenticated(purpose, at, NOON)
