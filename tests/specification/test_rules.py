from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.specification.rules.commissions import (
    CommissionHasEnded,
    NotPublishedYet,
    RulesAreLocked,
    check_may_read,
    check_open,
)
from services.specification.rules.criteria import CriteriaAreInconsistent, check_criteria, with_ids
from services.specification.rules.plan import LADDER, PlanIsInconsistent, check_plan
from services.specification.rules.signing import NotAllClausesAreAgreed, check_hash, check_signable, quorum_is_met
from services.specification.rules.texts import (
    ReasonIsMissing,
    SpecificationIsTooLong,
    TextHasChanged,
    TooManyClauses,
    check_length,
    check_reason,
    check_room,
    check_version,
)
from tests.specification.workshop import criteria, criterion, plan

SHARES = {"young_people": Decimal(60), "adults": Decimal(20), "price": Decimal(20)}
NO_ADULTS = {"young_people": Decimal(80), "adults": Decimal(0), "price": Decimal(20)}


def _shares(young: str, adults: str, price: str) -> dict[str, Decimal]:
    return {"young_people": Decimal(young), "adults": Decimal(adults), "price": Decimal(price)}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"standstill_promise_working_days": 0},
        {"regime": "below_threshold", "standstill_promise_working_days": 0},
        {"regime": "below_threshold", "standstill_promise_working_days": 3},
        {"regime": "procurement_act", "standstill_promise_working_days": 0},
        {"regime": "provider_selection", "standstill_promise_working_days": 0},
        {"shares": _shares("33.33", "33.33", "33.34")},
        {"shares": _shares("100", "0", "0"), "price_formula": "fixed_price"},
        {"shares": _shares("100", "0", "0"), "price_formula": "linear_to_budget"},
        {"budget": Decimal("0.01")},
        {"sign_off_quorum": 1, "choice_quorum": 3},
        {"timetable": []},
        {"timetable": [{"stage": name, "begins_on": date(2026, 3, 2)} for name in ("one", "two")]},
        *({"rung_aimed_at": rung} for rung in LADDER),
    ],
)
def test_a_plan_that_keeps_the_rules_is_taken(changes: dict[str, Any]) -> None:
    check_plan(plan(**changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"shares": _shares("60", "20", "19.99")}, "total 99.99; they have to total 100"),
        ({"shares": _shares("60", "20", "20.01")}, "total 100.01"),
        ({"shares": _shares("0", "80", "20")}, "Young people need a share"),
        ({"shares": _shares("120", "-20", "0")}, "less than 0"),
        ({"price_formula": "fixed_price"}, "the price's share has to be 0"),
        ({"price_formula": "cheapest"}, "price_formula has to be one of lowest_over_price"),
        ({"regime": "light_touch", "standstill_promise_working_days": 1}, "at least 8 working days"),
        ({"regime": "light_touch", "standstill_promise_working_days": 7}, "at least 8 working days"),
        ({"regime": "procurement_act", "standstill_promise_working_days": 8}, "The law fixes the standstill"),
        ({"regime": "provider_selection", "standstill_promise_working_days": 1}, "The law fixes the standstill"),
        ({"regime": "below_threshold", "standstill_promise_working_days": -1}, "shorter than 0"),
        ({"regime": "whim", "standstill_promise_working_days": 0}, "regime has to be one of procurement_act"),
        ({"sign_off_quorum": 0}, "sign_off_quorum"),
        ({"choice_quorum": 2}, "At least 3 young people"),
        ({"budget": Decimal(0)}, "budget has to be more than 0"),
        ({"budget": Decimal(-1)}, "budget has to be more than 0"),
        ({"currency": "EUR"}, "currency has to be one of GBP"),
        ({"rung_aimed_at": "Partnership"}, "rung_aimed_at has to be one of Coercion"),
        ({"timetable": [{"stage": "b", "begins_on": date(2026, 4, 1)}, {"stage": "a", "begins_on": date(2026, 3, 31)}]},
         "have to follow each other"),
    ],
)  # fmt: skip
def test_a_plan_that_breaks_a_rule_is_refused_and_told_which(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(PlanIsInconsistent, match=words):
        check_plan(plan(**changes))


def test_all_that_is_wrong_with_a_plan_is_said_at_once() -> None:
    with pytest.raises(PlanIsInconsistent) as refused:
        check_plan(plan(choice_quorum=1, budget=Decimal(0), shares=_shares("50", "20", "20")))
    assert all(word in refused.value.message for word in ("choice_quorum", "budget", "total 90"))


@given(st.tuples(st.integers(1, 9998), st.integers(0, 9999)).filter(lambda pair: sum(pair) <= 10_000))
def test_shares_to_two_places_that_total_100_are_exact(hundredths: tuple[int, int]) -> None:
    young, adults = (Decimal(each).scaleb(-2) for each in hundredths)
    shares = {"young_people": young, "adults": adults, "price": Decimal(100) - young - adults}
    check_plan(plan(shares=shares))
    with pytest.raises(PlanIsInconsistent):
        check_plan(plan(shares={**shares, "price": shares["price"] + Decimal("0.01")}))


def _thirds(last: str) -> list[dict[str, Any]]:
    young = [criterion("young_people", f"Title {weight}", weight) for weight in ("33.3", "33.30", last)]
    return [{**each, "title": f"Title {number}"} for number, each in enumerate(young)]


@pytest.mark.parametrize(
    ("wanted", "shares"),
    [
        (criteria(), SHARES),
        (criteria()[:2], NO_ADULTS),
        (_thirds("33.4"), NO_ADULTS),
        ([criterion("young_people", "All", "100")], NO_ADULTS),
        *(([criterion("young_people", "All", "100", minimum_score=Decimal(least))], NO_ADULTS)
          for least in ("0", "0.5", "2.50", "5")),
        *(([criterion("young_people", "All", "100", word_limit=limit)], NO_ADULTS) for limit in (1, 5000)),
    ],
)  # fmt: skip
def test_criteria_that_keep_the_rules_are_taken(wanted: list[dict[str, Any]], shares: dict[str, Decimal]) -> None:
    check_criteria(wanted, shares)


def _alone(**changes: Any) -> list[dict[str, Any]]:
    return [{**criterion("young_people", "All", "100"), **changes}]


@pytest.mark.parametrize(
    ("wanted", "shares", "words"),
    [
        ([], NO_ADULTS, "young people needs criteria"),
        (criteria()[2:], SHARES, "young people needs criteria"),
        (criteria()[:2], SHARES, "adults needs criteria"),
        (criteria(), NO_ADULTS, "adults has no share"),
        (_thirds("33.3"), NO_ADULTS, "total 99.90; they have to total 100"),
        (_thirds("33.41"), NO_ADULTS, "total 100.01"),
        ([*criteria()[:2], criterion("adults", "Money", "99")], SHARES, "criteria for adults total 99"),
        (_alone(weight=Decimal(0)), NO_ADULTS, "weight has to be more than 0"),
        ([*_alone(weight=Decimal(150)), criterion("young_people", "Less", "-50")], NO_ADULTS, "2: its weight"),
        (_alone(descriptors=["a"] * 5), NO_ADULTS, "6 descriptors, for the scores 0 to 5, and has 5"),
        (_alone(descriptors=["a"] * 7), NO_ADULTS, "and has 7"),
        (_alone(descriptors=["a", "b", "c", " ", "e", "f"]), NO_ADULTS, "and has 5"),
        (_alone(minimum_score=Decimal("-0.5")), NO_ADULTS, "minimum score"),
        (_alone(minimum_score=Decimal("5.5")), NO_ADULTS, "minimum score"),
        (_alone(minimum_score=Decimal("2.3")), NO_ADULTS, "minimum score"),
        (_alone(word_limit=0), NO_ADULTS, "word limit"),
        (_alone(word_limit=5001), NO_ADULTS, "word limit"),
        ([*criteria(), criterion("board", "Other", "100")], SHARES, "Criterion 4: its panel"),
        ([criterion("young_people", "All", "50"), criterion("young_people", "ALL", "50")], NO_ADULTS, "same title"),
    ],
)  # fmt: skip
def test_criteria_that_break_a_rule_are_refused_and_told_which(
    wanted: list[dict[str, Any]], shares: dict[str, Decimal], words: str
) -> None:
    with pytest.raises(CriteriaAreInconsistent, match=words):
        check_criteria(wanted, shares)


@given(st.lists(st.integers(1, 2000), min_size=1, max_size=8).filter(lambda parts: sum(parts) < 10_000))
def test_weights_total_100_to_the_last_digit_or_are_refused(parts: list[int]) -> None:
    weights = [*(Decimal(part).scaleb(-2) for part in parts), Decimal(10_000 - sum(parts)).scaleb(-2)]
    made = [criterion("young_people", f"Title {n}", str(weight)) for n, weight in enumerate(weights)]
    check_criteria(made, NO_ADULTS)
    made[0]["weight"] += Decimal("0.01")
    with pytest.raises(CriteriaAreInconsistent):
        check_criteria(made, NO_ADULTS)


def _numbered() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"new {next(numbers)}"


def test_a_criterion_keeps_its_id_by_id_or_by_panel_and_title() -> None:
    known = with_ids(criteria(), [], _numbered())
    assert [each["criterion_id"] for each in known] == ["new 1", "new 2", "new 3"]
    again = with_ids(criteria(), known, _numbered())
    assert again == known
    renamed = [{**known[0], "title": "Renamed"}, {**criteria()[1], "panel": "adults"}, criteria()[2]]
    assert [each["criterion_id"] for each in with_ids(renamed, known, _numbered())] == ["new 1", "new 1", "new 3"]


def test_weights_lose_empty_digits_so_that_one_weight_is_one_text() -> None:
    (one,) = with_ids(_alone(weight=Decimal("100.00"), minimum_score=Decimal("2.50")), [], _numbered())
    assert (str(one["weight"]), str(one["minimum_score"])) == ("100", "2.5")
    (zero,) = with_ids(_alone(minimum_score=Decimal("0.0")), [], _numbered())
    assert str(zero["minimum_score"]) == "0"


def test_an_id_of_another_list_or_given_twice_is_refused() -> None:
    known = with_ids(criteria(), [], _numbered())
    with pytest.raises(CriteriaAreInconsistent, match="Criterion 1: its id"):
        with_ids([{**known[0], "criterion_id": "elsewhere"}], known, _numbered())
    with pytest.raises(CriteriaAreInconsistent, match="Criterion 2: its id"):
        with_ids([known[0], {**known[1], "criterion_id": "new 1"}], known, _numbered())


@pytest.mark.parametrize(
    ("signed", "young", "quorum", "met"),
    [
        ("", "abc", 1, False),
        ("a", "abc", 1, True),
        ("ab", "abc", 3, False),
        ("abc", "abc", 3, True),
        ("abcd", "abcd", 3, True),
        ("abc", "ab", 3, False),
        ("abx", "abc", 3, False),
        ("abcx", "abc", 3, True),
    ],
)
def test_a_quorum_counts_young_seats_that_are_still_active(signed: str, young: str, quorum: int, *, met: bool) -> None:
    assert quorum_is_met(set(signed), set(young), quorum) is met


@pytest.mark.parametrize(
    ("clauses", "agreed", "criteria_set", "signable"),
    [(0, 0, 0, False), (0, 0, 3, False), (2, 1, 3, False), (2, 2, 0, False), (2, 2, 1, True)],
)
def test_a_text_can_be_signed_when_all_of_it_is_agreed(
    clauses: int, agreed: int, criteria_set: int, *, signable: bool
) -> None:
    if signable:
        check_signable(clauses=clauses, agreed=agreed, criteria=criteria_set)
        return
    with pytest.raises(NotAllClausesAreAgreed, match=f"{agreed} of {clauses} clauses are agreed"):
        check_signable(clauses=clauses, agreed=agreed, criteria=criteria_set)


@pytest.mark.parametrize(
    ("by_adult", "stands", "reason", "refused"),
    [
        (True, True, "", True),
        (True, True, " \n", True),
        (True, True, "The law changed.", False),
        (True, False, "", False),
        (False, True, "", False),
        (False, False, "", False),
    ],
)
def test_an_adult_who_changes_what_stands_says_why(reason: str, *, by_adult: bool, stands: bool, refused: bool) -> None:
    if refused:
        with pytest.raises(ReasonIsMissing):
            check_reason(by_adult=by_adult, stands=stands, reason=reason)
    else:
        check_reason(by_adult=by_adult, stands=stands, reason=reason)


def test_an_older_or_a_future_version_is_refused_with_what_stands() -> None:
    check_version(3, 3, text="now")
    for sent in (2, 4):
        with pytest.raises(TextHasChanged) as refused:
            check_version(sent, 3, text="now")
        assert refused.value.extra == {"current_version": 3, "current_text": "now"}


def test_a_signature_is_for_one_text_only() -> None:
    check_hash("a" * 64, "a" * 64)
    with pytest.raises(TextHasChanged) as refused:
        check_hash("b" * 64, "a" * 64)
    assert refused.value.extra == {"current_sha256": "a" * 64}


@pytest.mark.parametrize(
    ("locked", "ended", "refusal"),
    [
        (False, False, None),
        (True, False, RulesAreLocked),
        (False, True, CommissionHasEnded),
        (True, True, CommissionHasEnded),
    ],
)
def test_a_text_is_open_until_the_tender_is_published(
    refusal: type[Exception] | None, *, locked: bool, ended: bool
) -> None:
    if refusal is None:
        check_open(locked=locked, ended=ended)
    else:
        with pytest.raises(refusal):
            check_open(locked=locked, ended=ended)


def test_there_is_an_end_to_clauses_and_to_length() -> None:
    check_room(clauses=199)
    check_length(500_000)
    with pytest.raises(TooManyClauses):
        check_room(clauses=200)
    with pytest.raises(SpecificationIsTooLong, match="500001 bytes"):
        check_length(500_001)


@pytest.mark.parametrize(("is_provider", "published", "shut"), [
    (True, False, True), (True, True, False), (False, False, False), (False, True, False),
])  # fmt: skip
def test_bidders_read_with_the_tender_and_not_before(*, is_provider: bool, published: bool, shut: bool) -> None:
    if shut:
        with pytest.raises(NotPublishedYet):
            check_may_read(is_provider=is_provider, published=published)
    else:
        check_may_read(is_provider=is_provider, published=published)
