from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.youth_panel.rules.scoring import FIXED_PRICE, Assessed, Criterion, Rules, exclusions
from services.youth_panel.rules.sensitivity import (
    Field,
    decisive_seats,
    scores_without,
    smallest_share_that_changes,
    standard_deviation,
    winner_without,
)
from tests.youth_panel.test_ranking_rules import BUDGET, CRITERIA, RULES, bid, some_bids

F = Fraction


def field(*bids: Assessed, shares: dict[str, Fraction] | None = None) -> Field:
    rules = RULES if shares is None else replace(RULES, shares=shares)
    return Field(tuple(bids), rules, BUDGET, exclusions(bids, CRITERIA))


# a is loved by the young people, b by the adults; they cost the same.
LOVED, SOUND = bid("a", "5", "5", "2"), bid("b", "3", "3", "5")


def test_without_the_young_people_the_adults_favourite_is_first() -> None:
    found = field(LOVED, SOUND)
    assert found.ranked().winner == "a"
    assert winner_without(found, "young_people") == "b"
    assert winner_without(found, "adults") == "a"
    assert winner_without(found, "price") == "a"


def test_without_the_only_part_nobody_can_be_named() -> None:
    only = {"young_people": F(100), "adults": F(0), "price": F(0)}
    found = field(LOVED, SOUND, shares=only)
    assert winner_without(found, "young_people") is None
    assert smallest_share_that_changes(found) is None


def test_the_smallest_share_is_the_crossing_rounded_up() -> None:
    # Adults and price share what is left half and half. With y percent for the young people:
    # a = y + (100 - y) x (40 + 100) / 200, b = 0.6 y + (100 - y) x (100 + 100) / 200; equal at y = 300 / 7 = 42.857...
    assert smallest_share_that_changes(field(LOVED, SOUND)) == Decimal("42.86")


def test_at_a_crossing_that_needs_no_rounding_the_young_people_decide_the_tie() -> None:
    # a = y + 0.4 (100 - y), b = 0.6 y + (100 - y): equal at y = 60, and there the young people's score decides.
    shares = {"young_people": F(60), "adults": F(40), "price": F(0)}
    assert smallest_share_that_changes(field(LOVED, SOUND, shares=shares)) == Decimal("60.00")


def test_where_all_agree_no_share_changes_the_winner() -> None:
    assert smallest_share_that_changes(field(bid("a", "5", "5", "5"), bid("b", "3", "3", "3"))) is None


def test_a_tie_without_the_young_people_is_changed_by_their_smallest_voice() -> None:
    twins = [bid("a", "5", "5", "3"), bid("b", "3", "3", "3")]
    without = winner_without(field(*twins), "young_people")
    found = smallest_share_that_changes(field(*twins))
    assert found == (None if without == "a" else Decimal("0.01"))


def test_where_totals_are_always_equal_the_share_at_which_another_criterion_weighs_most_changes_the_winner() -> None:
    titles = {"y1": "young_people", "y2": "young_people", "a1": "adults", "a2": "adults"}
    weights = {"y1": 60, "y2": 40, "a1": 60, "a2": 40}
    criteria = tuple(Criterion(name, panel, name, F(weights[name])) for name, panel in titles.items())
    shares = {"young_people": F(80), "adults": F(20), "price": F(0)}
    rules = Rules(criteria, shares, FIXED_PRICE, "a published seed")
    # 60 x 4 + 40 x 2 = 60 x 2 + 40 x 5, in both panels: equal at every share. Only the heaviest criterion differs.
    a = Assessed("a", "Provider A", {"y1": F(4), "y2": F(2), "a1": F(2), "a2": F(5)}, F(90))
    b = Assessed("b", "Provider B", {"y1": F(2), "y2": F(5), "a1": F(4), "a2": F(2)}, F(90))
    found = Field((a, b), rules, BUDGET, {})
    assert found.ranked().winner == "a"
    assert winner_without(found, "young_people") == "b"
    assert smallest_share_that_changes(found) == Decimal("50.00")


def test_excluded_bids_stay_excluded_whatever_the_shares() -> None:
    best_but_out = bid("c", "1.5", "5", "5", 1)
    found = field(LOVED, SOUND, best_but_out)
    assert winner_without(found, "young_people") == "b"
    assert winner_without(field(best_but_out), "adults") is None
    assert smallest_share_that_changes(field(best_but_out)) is None


@settings(max_examples=60, deadline=None)
@given(some_bids, st.lists(st.integers(1, 10_000), min_size=5, max_size=40))
def test_the_smallest_share_changes_the_winner_and_no_smaller_one_does(bids: list[Assessed], tried: list[int]) -> None:
    found = field(*bids)
    base = winner_without(found, "young_people")
    smallest = smallest_share_that_changes(found)

    def winner_at(share: Fraction) -> str | None:
        left = 100 - share
        shares = {"young_people": share, "adults": left / 2, "price": left / 2}
        return found.ranked(replace(RULES, shares=shares)).winner

    if smallest is not None:
        assert winner_at(F(smallest)) != base
    for hundredths in tried:
        share = F(hundredths, 100)
        if smallest is None or share < F(smallest):
            assert winner_at(share) == base


def test_leaving_a_seat_out_moves_the_agreed_score_by_as_much_as_the_mean() -> None:
    own = {("a", "welcome"): {"s1": 5, "s2": 5, "s3": 2}}
    (shifted,) = scores_without([bid("a", "4", "3", "3")], own, "s3")
    assert shifted.agreed == {"welcome": F(5), "waiting": F(3), "money": F(3)}
    (shifted,) = scores_without([bid("a", "4", "3", "3")], own, "s1")
    assert shifted.agreed["welcome"] == F(7, 2)


@pytest.mark.parametrize("agreed", ["0", "5"])
def test_a_shifted_score_stays_on_the_scale(agreed: str) -> None:
    own = {("a", "welcome"): {"s1": 0, "s2": 5}}
    for seat in ("s1", "s2"):
        (shifted,) = scores_without([bid("a", agreed, "3", "3")], own, seat)
        assert 0 <= shifted.agreed["welcome"] <= 5


@pytest.mark.parametrize("own", [{}, {("a", "welcome"): {"s1": 5}}, {("a", "welcome"): {"s2": 5, "s3": 0}}])
def test_a_seat_that_was_alone_or_did_not_score_moves_nothing(own: dict[tuple[str, str], dict[str, int]]) -> None:
    assert scores_without([LOVED], own, "s1") == [LOVED]


def test_a_seat_is_decisive_where_another_bid_would_be_first_without_it() -> None:
    close = [bid("a", "4", "3", "3"), bid("b", "3.5", "3", "3.5")]
    own = {
        ("a", "welcome"): {"s1": 5, "s2": 3, "s3": 4},
        ("b", "welcome"): {"s1": 1, "s2": 5, "s3": 4},
    }
    assert field(*close).ranked().winner == "a"
    assert decisive_seats(field(*close), own) == ("s1",)


def test_when_nobody_wins_no_seat_is_decisive() -> None:
    assert decisive_seats(field(bid("a", "1", "1", "1")), {("a", "welcome"): {"s1": 1, "s2": 2}}) == ()


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({}, "0.000000"),
        ({("a", "c"): {"s1": 3}}, "0.000000"),
        ({("a", "c"): {"s1": 1, "s2": 3}}, "1.000000"),
        ({("a", "c"): {"s1": 0, "s2": 0}, ("b", "c"): {"s1": 5, "s2": 5}}, "0.000000"),
        ({("a", "c"): {"s1": 1, "s2": 2, "s3": 2}}, "0.471405"),
        ({("a", "c"): {"s1": 1, "s2": 3}, ("a", "other"): {"s1": 0, "s2": 5}}, "1.000000"),
    ],
)
def test_the_standard_deviation_is_taken_from_each_bid_s_mean(
    scores: dict[tuple[str, str], dict[str, int]], expected: str
) -> None:
    assert format(standard_deviation(scores, "c"), "f") == expected
