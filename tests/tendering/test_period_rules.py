"""How long a tender is open at least, by regime and by date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.tendering.rules.bids import ClosingTimeIsWrong
from services.tendering.rules.periods import (
    PERIODS,
    ClosingTimeIsTooSoon,
    QuestionTimeIsWrong,
    check_dates,
    earliest_closing,
    last_questions,
    period_for,
)
from services.tendering.rules.questions import handed_in_before

OPENS = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
NO_LEAST = ("light_touch", "provider_selection", "below_threshold")


@pytest.mark.parametrize(("is_urgent", "days"), [(False, 25), (True, 10)])
def test_the_act_gives_a_number_of_days_to_the_second(is_urgent: bool, days: int) -> None:
    earliest = OPENS + timedelta(days=days)
    assert earliest_closing("procurement_act", OPENS, is_urgent=is_urgent) == earliest
    common = {"regime": "procurement_act", "opens_at": OPENS, "is_urgent": is_urgent}
    check_dates(earliest, earliest, **common)  # type: ignore[arg-type]
    with pytest.raises(ClosingTimeIsTooSoon, match=f"at least {days} days") as caught:
        check_dates(earliest - INSTANT, OPENS + INSTANT, **common)  # type: ignore[arg-type]
    assert caught.value.extra == {"earliest": earliest.isoformat()}


@pytest.mark.parametrize("regime", NO_LEAST)
def test_where_the_law_names_no_days_the_end_has_to_lie_ahead(regime: str) -> None:
    check_dates(OPENS + INSTANT, OPENS + INSTANT, regime=regime, opens_at=OPENS, is_urgent=False)
    with pytest.raises(ClosingTimeIsWrong):
        check_dates(OPENS, OPENS, regime=regime, opens_at=OPENS, is_urgent=False)


@pytest.mark.parametrize("until", [OPENS, OPENS - INSTANT, OPENS + timedelta(days=1) + INSTANT])
def test_questions_end_between_now_and_the_end(until: datetime) -> None:
    with pytest.raises(QuestionTimeIsWrong):
        check_dates(OPENS + timedelta(days=1), until, regime="light_touch", opens_at=OPENS, is_urgent=False)


@pytest.mark.parametrize(
    ("length", "before"),
    [
        (timedelta(days=28), timedelta(days=7)),
        (timedelta(days=100), timedelta(days=7)),
        (timedelta(minutes=20), timedelta(minutes=5)),
        (INSTANT, timedelta(0)),
    ],
)
def test_where_nobody_says_it_questions_end_a_while_before(length: timedelta, before: timedelta) -> None:
    closes_at = OPENS + length
    assert last_questions(OPENS, closes_at) == closes_at - before


def test_a_message_tells_the_earliest_end_by_the_clocks_in_london() -> None:
    """In summer an hour later than by UTC."""
    with pytest.raises(ClosingTimeIsTooSoon, match=r"10:30, 10\.04\.2026, London time"):
        check_dates(
            OPENS + timedelta(days=20), OPENS + timedelta(days=1), regime="procurement_act",
            opens_at=datetime(2026, 3, 16, 9, 30, tzinfo=UTC), is_urgent=False,
        )  # fmt: skip


def test_every_regime_of_a_plan_has_a_period_also_before_the_first_day_that_is_listed() -> None:
    regimes = {"procurement_act", *NO_LEAST}
    assert {each.regime for each in PERIODS} == regimes
    for regime in regimes:
        assert period_for(regime, datetime(1999, 1, 1, tzinfo=UTC)).regime == regime
    with pytest.raises(LookupError):
        period_for("whim", OPENS)


@pytest.mark.parametrize(
    ("confirmed", "amended", "found"),
    [
        (0, [], 0),
        (0, [(1, -1)], 0),
        (0, [(1, 1)], 1),
        (1, [(1, 1)], 0),
        (1, [(1, 1), (2, 2)], 2),
        (0, [(1, -1), (2, 0), (3, 5)], 3),
    ],
)
def test_the_first_amendment_that_a_bid_does_not_know_of(
    confirmed: int, amended: list[tuple[int, int]], found: int
) -> None:
    """Hours from when it was handed in."""
    moments = [(number, OPENS + timedelta(hours=hours)) for number, hours in amended]
    assert handed_in_before(OPENS, confirmed, moments) == found
