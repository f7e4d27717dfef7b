from __future__ import annotations

import hashlib
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.youth_panel.rules.ranking import rank
from services.youth_panel.rules.scoring import (
    Assessed,
    Criterion,
    Rules,
    UnknownPriceFormula,
    exclusions,
    panel_score,
    plain_text,
    price_score,
    rounded,
    standings,
)
from services.youth_panel.rules.ties import heaviest, lot

F = Fraction
CRITERIA = (
    Criterion("welcome", "young_people", "Welcome", F(60), F(2)),
    Criterion("waiting", "young_people", "Waiting", F(40)),
    Criterion("money", "adults", "Money", F(100)),
)
SHARES = {"young_people": F(60), "adults": F(20), "price": F(20)}
RULES = Rules(CRITERIA, SHARES, "lowest_over_price", "seed")
BUDGET = F(120)


def bid(bid_id: str, welcome: str, waiting: str, money: str, price: int = 100) -> Assessed:
    agreed = {"welcome": F(welcome), "waiting": F(waiting), "money": F(money)}
    return Assessed(bid_id, f"Provider {bid_id.upper()}", agreed, F(price))


def order(*bids: Assessed, rules: Rules = RULES) -> list[str]:
    return [each.bid.bid_id for each in rank(bids, rules, BUDGET).placed]


@pytest.mark.parametrize(
    ("welcome", "waiting", "expected"),
    [("5", "5", "100"), ("0", "0", "0"), ("4", "3", "72"), ("3.5", "2.5", "62"), ("0.5", "0", "6")],
)
def test_a_panel_score_is_the_sum_of_weight_times_agreed_over_five(welcome: str, waiting: str, expected: str) -> None:
    assert panel_score(CRITERIA, "young_people", bid("a", welcome, waiting, "1").agreed) == F(expected)


def test_a_panel_without_criteria_scores_nothing() -> None:
    assert panel_score(CRITERIA[:2], "adults", bid("a", "3", "3", "3").agreed) == 0


@pytest.mark.parametrize(
    ("formula", "price", "lowest", "expected"),
    [
        ("lowest_over_price", "90", "90", F(100)),
        ("lowest_over_price", "100", "90", F(90)),
        ("lowest_over_price", "70", "30", F(300, 7)),
        ("lowest_over_price", "80", "90", F(100)),
        ("lowest_over_price", "0", "0", F(100)),
        ("lowest_over_price", "5", "0", F(0)),
        ("linear_to_budget", "90", "90", F(100)),
        ("linear_to_budget", "105", "90", F(50)),
        ("linear_to_budget", "120", "90", F(0)),
        ("linear_to_budget", "121", "90", F(0)),
        ("linear_to_budget", "120", "120", F(100)),
        ("linear_to_budget", "130", "125", F(0)),
        ("linear_to_budget", "125", "125", F(0)),
        ("fixed_price", "90", "90", F(0)),
    ],
)
def test_prices_are_scored_by_the_published_formula(formula: str, price: str, lowest: str, expected: Fraction) -> None:
    assert price_score(formula, F(price), F(lowest), BUDGET) == expected


def test_an_unknown_price_formula_is_refused() -> None:
    with pytest.raises(UnknownPriceFormula):
        price_score("cheapest_of_all", F(1), F(1), F(1))


def test_a_total_weighs_the_panels_and_the_price() -> None:
    (first, second) = rank([bid("a", "4", "4", "3", 90), bid("b", "3", "3", "4", 100)], RULES, BUDGET).placed
    assert first.total == F(60 * 80 + 20 * 60 + 20 * 100, 100)
    assert second.total == F(60 * 60 + 20 * 80 + 20 * 90, 100)


def test_a_price_score_without_an_end_in_decimals_stays_exact() -> None:
    # The dearer bid is better by exactly as much as its price costs it: rounding would break the tie.
    shares = {"young_people": F(0), "adults": F(1, 3), "price": F(2, 3)}
    found = standings(
        [bid("a", "0", "0", "0", 30), bid("b", "0", "0", "0", 70)],
        Rules(CRITERIA, shares, "lowest_over_price", "s"),
        BUDGET,
        {},
    )
    assert found[1].total == F(2, 3) * F(300, 7)
    assert rounded(found[1].total) == Decimal("28.571429")


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (F(1, 2), 0, "1"), (F(5, 1000), 2, "0.01"), (F(4999, 1000000), 2, "0.00"), (F(845, 10), 2, "84.50"),
        (F(2, 3), 6, "0.666667"), (F(100), 6, "100.000000"), (F(0), 2, "0.00"), (F(845, 1000), 2, "0.85"),
    ],
)  # fmt: skip
def test_figures_are_rounded_half_up(value: Fraction, places: int, text: str) -> None:
    assert format(rounded(value, places), "f") == text


@pytest.mark.parametrize(("value", "text"), [(F(3), "3"), (F(7, 2), "3.5"), (F(0), "0"), (F(10), "10")])
def test_scores_in_words_have_no_needless_zeros(value: Fraction, text: str) -> None:
    assert plain_text(value) == text


def test_a_bid_under_a_minimum_score_is_excluded_with_the_reason() -> None:
    ranking = rank([bid("a", "1.5", "5", "5", 50), bid("b", "2", "0", "0", 100)], RULES, BUDGET)
    assert ranking.winner == "b"
    (out,) = ranking.excluded
    assert out.excluded_because == "Under the minimum score. Welcome: agreed 1.5, at least 2."
    # The price of an excluded bid sets no mark for the others.
    assert ranking.placed[0].panel_scores["price"] == 100


def test_when_all_are_excluded_nobody_wins() -> None:
    ranking = rank([bid("a", "1", "5", "5"), bid("b", "0", "5", "5")], RULES, BUDGET)
    assert ranking.winner is None
    assert [each.bid.bid_id for each in ranking.excluded] == ["a", "b"]
    assert rank([], RULES, BUDGET).winner is None


def test_a_tie_goes_to_the_higher_score_of_the_young_people() -> None:
    # a: young 60 and adults 80 at 60:20 = 52; b: young 80 and adults 20 at 60:20 = 52.
    a, b = bid("a", "3", "3", "4"), bid("b", "4", "4", "1")
    ranking = rank([a, b], RULES, BUDGET)
    assert ranking.placed[0].total == ranking.placed[1].total
    assert (ranking.winner, ranking.tie_broken_by) == ("b", "young_people_score")


def test_then_it_goes_to_the_higher_score_on_the_criterion_that_weighs_most() -> None:
    # Welcome weighs 60 of 100 in a panel with 60 percent, more than money with 100 of 20 percent.
    a, b = bid("a", "3", "4.5", "3"), bid("b", "4", "3", "3")
    ranking = rank([a, b], RULES, BUDGET)
    assert ranking.placed[0].total == ranking.placed[1].total
    assert (ranking.winner, ranking.tie_broken_by) == ("b", "largest_weight")


def test_then_lots_are_drawn_from_the_published_seed() -> None:
    a, b = bid("a", "3", "3", "3"), bid("b", "3", "3", "3")
    ranking = rank([a, b], RULES, BUDGET)
    assert ranking.tie_broken_by == "lots"
    expected = min(("a", "b"), key=lambda x: hashlib.sha256(f"seed:{x}:Provider {x.upper()}".encode()).hexdigest())
    assert ranking.winner == expected
    winners = {
        rank([a, b], Rules(CRITERIA, SHARES, "lowest_over_price", f"seed {n}"), BUDGET).winner for n in range(20)
    }
    assert winners == {"a", "b"}


def test_a_lot_cannot_be_known_before_the_label_is_drawn() -> None:
    assert lot("seed", "a", "Provider A") != lot("seed", "a", "Provider B")


def test_without_a_tie_none_is_broken() -> None:
    assert (
        rank([bid("a", "5", "5", "5"), bid("b", "3", "3", "3"), bid("c", "3", "3", "3")], RULES, BUDGET).tie_broken_by
        == ""
    )
    assert rank([bid("a", "5", "5", "5")], RULES, BUDGET).tie_broken_by == ""


def test_criteria_that_weigh_the_same_are_asked_in_published_order() -> None:
    criteria = (
        Criterion("one", "young_people", "One", F(50)), Criterion("two", "young_people", "Two", F(50)),
    )  # fmt: skip
    rules = Rules(criteria, {"young_people": F(100)}, "fixed_price", "seed")
    assert [each.criterion_id for each in heaviest(rules)] == ["one", "two"]
    a = Assessed("a", "Provider A", {"one": F(2), "two": F(4)}, F(1))
    b = Assessed("b", "Provider B", {"one": F(4), "two": F(2)}, F(1))
    ranking = rank([a, b], rules, BUDGET)
    assert (ranking.winner, ranking.tie_broken_by) == ("b", "largest_weight")


def test_labels_of_excluded_bids_are_in_the_order_people_expect() -> None:
    bids = [
        Assessed(label, label, {"welcome": F(0), "waiting": F(0), "money": F(0)}, F(1)) for label in ("AA", "B", "A")
    ]
    assert [each.bid.label for each in rank(bids, RULES, BUDGET).excluded] == ["A", "B", "AA"]


half_points = st.integers(0, 10).map(lambda n: F(n, 2))
prices = st.integers(1, 10**7).map(lambda n: F(n, 100))
some_bids = st.lists(st.tuples(half_points, half_points, half_points, prices), min_size=1, max_size=5).map(
    lambda rows: [
        Assessed(f"bid-{n}", f"Provider {'ABCDE'[n]}", {"welcome": a, "waiting": b, "money": c}, price)
        for n, (a, b, c, price) in enumerate(rows)
    ]
)


@given(some_bids, st.randoms(use_true_random=False))
def test_the_ranking_does_not_depend_on_the_order_of_the_bids(bids: list[Assessed], random: Random) -> None:
    shuffled = list(bids)
    random.shuffle(shuffled)
    assert rank(bids, RULES, BUDGET) == rank(shuffled, RULES, BUDGET)


@given(some_bids)
def test_every_bid_is_placed_or_excluded_and_totals_fall_from_0_to_100(bids: list[Assessed]) -> None:
    ranking = rank(bids, RULES, BUDGET)
    both = [*ranking.placed, *ranking.excluded]
    assert sorted(each.bid.bid_id for each in both) == sorted(each.bid_id for each in bids)
    assert all(0 <= each.total <= 100 and isinstance(each.total, Fraction) for each in both)
    totals = [each.total for each in ranking.placed]
    assert totals == sorted(totals, reverse=True)
    assert {each.bid.bid_id for each in ranking.excluded} == set(exclusions(bids, CRITERIA))


@settings(max_examples=50)
@given(some_bids, st.sampled_from(["welcome", "waiting", "money"]))
def test_a_higher_agreed_score_never_costs_a_bid_its_first_place(bids: list[Assessed], criterion: str) -> None:
    winner = rank(bids, RULES, BUDGET).winner
    raised = [
        Assessed(b.bid_id, b.label, {**b.agreed, criterion: min(b.agreed[criterion] + F(1, 2), F(5))}, b.price)
        if b.bid_id == winner
        else b
        for b in bids
    ]
    assert rank(raised, RULES, BUDGET).winner == winner
