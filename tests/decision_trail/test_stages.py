"""Where a commission is, from what has happened and from the clock; and what happened lately, at a glance."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.decision_trail.rules.deciding import deciding
from services.decision_trail.rules.lately import lately
from services.decision_trail.rules.stages import KEYS, STAGES, Course, Progress, current, key_of, placed
from shared.contracts.declaration import REGISTRY
from shared.reading_age import reading_age

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
STARTED, DRAFTED = "specification.commission_started.v1", "specification.clause_drafted.v1"
PUBLISHED, OPENING = "tendering.tender_published.v1", "tendering.opening_begun.v1"
OPENED, SCORED = "tendering.bids_opened.v1", "youth_panel.bid_scored.v1"
AGREED, LOCKED = "youth_panel.score_agreed.v1", "youth_panel.scores_locked.v1"
CONFIRMED, SIGNED = "youth_panel.choice_confirmed.v1", "tendering.contract_signed.v1"
ABANDONED = "tendering.commission_abandoned.v1"
IN_ORDER = (STARTED, DRAFTED, PUBLISHED, OPENING, OPENED, SCORED, AGREED, LOCKED, CONFIRMED, SIGNED)


def course(*types: str, closes_at: datetime | None = None, planned: dict[str, date] | None = None) -> Course:
    """These things happened, an hour apart, from noon on."""
    first = {name: NOON + timedelta(hours=number) for number, name in enumerate(types)}
    return Course(first, closes_at, planned or {})


@pytest.mark.parametrize("number", range(len(IN_ORDER)))
def test_each_stage_begins_with_its_event_and_those_before_are_done(number: int) -> None:
    at = course(*IN_ORDER[: number + 1])
    now = NOON + timedelta(days=30)
    assert current(at, now) == KEYS[number]
    found = placed(at, now)
    assert [each.stage for each in found] == list(STAGES)
    assert [each.progress for each in found] == (
        [Progress.DONE] * number + [Progress.NOW] + [Progress.TO_COME] * (len(STAGES) - number - 1)
    )
    assert [each.began_at for each in found[: number + 1]] == [NOON + timedelta(hours=n) for n in range(number + 1)]
    assert not any(each.began_at for each in found[number + 1 :])


def test_every_event_that_begins_a_stage_is_one_of_ours() -> None:
    assert {name for stage in STAGES for name in stage.begun_by} <= set(REGISTRY)


def test_the_opening_begins_by_the_clock_to_the_second() -> None:
    closes_at = NOON + timedelta(days=2)
    at = course(STARTED, DRAFTED, PUBLISHED, closes_at=closes_at)
    assert current(at, closes_at - timedelta(seconds=1)) == "tender_open"
    assert current(at, closes_at) == "opening"
    assert placed(at, closes_at)[3].began_at == closes_at


def test_a_tender_that_was_stopped_in_time_never_came_to_its_opening() -> None:
    at = course(STARTED, DRAFTED, PUBLISHED, ABANDONED, closes_at=NOON + timedelta(days=2))
    found = placed(at, NOON + timedelta(days=9))
    assert [each.progress for each in found] == (
        [Progress.DONE] * 3 + [Progress.NOT_REACHED] * (len(STAGES) - 4) + [Progress.NOW]
    )
    assert found[3].began_at is None


def test_without_any_event_it_is_getting_ready() -> None:
    assert current(course(), NOON) == "getting_ready"


def test_the_planned_days_stand_beside_what_happened() -> None:
    found = placed(course(STARTED, planned={"scoring": date(2026, 9, 1)}), NOON)
    assert {each.stage.key: each.planned_on for each in found if each.planned_on} == {"scoring": date(2026, 9, 1)}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("co_writing", "co_writing"), ("co-writing", "co_writing"), ("Co writing", "co_writing"),
        ("Contract and delivery", "contract"), ("tender", "tender_open"), (" Award ", "award"),
        ("a party", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_timetable_may_name_a_stage_in_its_own_way(name: str, key: str) -> None:
    assert key_of(name) == key


@pytest.mark.parametrize("stage", STAGES, ids=KEYS)
def test_what_a_stage_decides_is_said_for_an_eleven_year_old(stage: Any) -> None:
    assert reading_age(stage.decides) <= 11
    assert "quorum" not in stage.decides


def test_all_the_stages_together_too() -> None:
    assert reading_age("\n".join(f"{stage.title}\n{stage.decides}" for stage in STAGES)) <= 11


def step(name: str, minutes: int, role: str = "facilitator") -> dict[str, Any]:
    return {"type": name, "occurred_at": NOON - timedelta(minutes=minutes), "actor_role": role}


def test_steps_of_one_kind_on_one_day_are_one_row() -> None:
    found = lately([
        step(AGREED, 0), step(SCORED, 1, "young_person"), step(AGREED, 2), step(SCORED, 3, "evaluator"),
        step(SCORED, 60 * 24), step(LOCKED, 60 * 25, ""),
    ])  # fmt: skip
    assert [(each.type, each.times, each.roles) for each in found] == [
        (AGREED, 2, ["facilitator"]), (SCORED, 2, ["young_person", "evaluator"]), (SCORED, 1, ["facilitator"]),
        (LOCKED, 1, []),
    ]  # fmt: skip
    assert found[0].at == NOON


def test_a_day_is_one_of_clocks_in_the_uk() -> None:
    late = {"type": SCORED, "occurred_at": datetime(2026, 6, 1, 23, 30, tzinfo=UTC), "actor_role": ""}
    early = {**late, "occurred_at": datetime(2026, 6, 1, 22, 30, tzinfo=UTC)}
    assert [each.times for each in lately([late, early])] == [1, 1]


def test_at_most_ten_rows_and_no_count_of_a_day_that_is_not_whole() -> None:
    days = [step(SCORED, 60 * 24 * number) for number in range(15)]
    assert len(lately(days)) == 10
    assert [each.times for each in lately([step(SCORED, 0), step(AGREED, 60 * 24)], cut=True)] == [1]
    assert [each.times for each in lately([step(SCORED, 0), step(SCORED, 1)], cut=True)] == [2]


PLAN = {"shares": {"young_people": "60", "adults": "20.5", "price": "19.5"}, "sign_off_quorum": 6, "choice_quorum": 5,
        "rung_aimed_at": "Co-production"}  # fmt: skip


def test_who_decides_is_read_from_the_plan() -> None:
    found = deciding({"plan": PLAN})
    assert found.shares == {"young_people": Decimal(60), "adults": Decimal("20.5"), "price": Decimal("19.5")}
    assert (found.sign_off_quorum, found.choice_quorum, found.rung_aimed_at) == (6, 5, "Co-production")


@pytest.mark.parametrize(
    "plan",
    [
        None, [], {"shares": 1}, {"shares": {"young_people": "60"}}, {"sign_off_quorum": "6", "choice_quorum": True},
        {"shares": {"young_people": "NaN", "adults": "20", "price": "20"}}, {"rung_aimed_at": 7},
        {"shares": {"young_people": "x", "adults": "20", "price": "20"}},
        {"shares": {"young_people": "60", "adults": "60", "price": "-20"}},
        {"shares": {"young_people": "60", "adults": "20", "price": "10"}},
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_read_is_not_guessed(plan: Any) -> None:
    found = deciding({"plan": plan})
    assert (found.shares, found.sign_off_quorum, found.choice_quorum, found.rung_aimed_at) == ({}, None, None, "")
