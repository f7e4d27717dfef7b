from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.youth_panel.rules.blindness import (
    InterestsComeFirst,
    PracticeComesFirst,
    ScoresAreMissing,
    ScoresDoNotFit,
    check_all_in,
    check_may_read_bids,
    check_scores_fit,
)
from services.youth_panel.rules.choice import QuorumIsNotReached, closes_by_itself, joined_reasons, outcome
from services.youth_panel.rules.membership import (
    PanelCannotBeFormed,
    PanelIsPaused,
    ScoringHasBegun,
    check_not_paused,
    check_only_adds,
    check_seats,
)
from services.youth_panel.rules.moderation import (
    MovementDoesNotFit,
    MovementIsMissing,
    ScoreHasChanged,
    ScoreIsOffTheScale,
    check_on_scale,
    check_version,
    furthest_apart_first,
    moves,
    spread,
)
from services.youth_panel.rules.practice import DESCRIPTORS, PRACTICE_BID

YOUNG = ["y1", "y2", "y3"]


@pytest.mark.parametrize(
    ("young", "adults", "adult_criteria"),
    [(YOUNG, ["e1"], True), ([*YOUNG, "y4"], ["e1", "e2"], True), (YOUNG, [], False)],
)
def test_these_seats_make_up_a_panel(young: list[str], adults: list[str], *, adult_criteria: bool) -> None:
    check_seats(
        young, adults, young_active=[*YOUNG, "y4"], evaluators_active=["e1", "e2"], chairs=[],
        adult_criteria=adult_criteria,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("young", "adults", "adult_criteria", "why"),
    [
        (YOUNG[:2], ["e1"], True, "at least 3"),
        ([*YOUNG, "y1"], ["e1"], True, "twice"),
        ([*YOUNG, "e1"], ["e1"], True, "twice"),
        ([*YOUNG, "e1"], [], False, "young person's seat"),
        (YOUNG, ["y4"], True, "evaluator's seat"),
        (YOUNG, ["facilitator"], True, "evaluator's seat"),
        (YOUNG, [], True, "at least one evaluator"),
        (YOUNG, ["e1"], False, "Leave the adults' list empty"),
        (YOUNG, ["e2"], True, "Facilitators never score"),
    ],
)
def test_these_seats_do_not(young: list[str], adults: list[str], why: str, *, adult_criteria: bool) -> None:
    with pytest.raises(PanelCannotBeFormed, match=why):
        check_seats(
            young, adults, young_active=[*YOUNG, "y4"], evaluators_active=["e1", "e2"], chairs=["e2"],
            adult_criteria=adult_criteria,
        )  # fmt: skip


def test_once_scores_are_in_seats_are_only_added() -> None:
    before = [("y1", "young_people"), ("e1", "adults")]
    check_only_adds(before, [*before, ("y2", "young_people")])
    with pytest.raises(ScoringHasBegun):
        check_only_adds(before, before[:1])
    with pytest.raises(ScoringHasBegun):
        check_only_adds(before, [("y1", "adults"), ("e1", "adults")])


@pytest.mark.parametrize("active", [0, 1, 2])
def test_under_three_young_seats_the_panel_pauses(active: int) -> None:
    with pytest.raises(PanelIsPaused):
        check_not_paused(active)
    check_not_paused(3)


def test_bids_are_read_after_practice_and_all_declarations() -> None:
    check_may_read_bids(practised=True, organisations=["o1", "o2"], declared=["o1", "o2"])
    with pytest.raises(PracticeComesFirst):
        check_may_read_bids(practised=False, organisations=["o1"], declared=["o1"])
    with pytest.raises(InterestsComeFirst) as refused:
        check_may_read_bids(practised=True, organisations=["o1", "o2"], declared=["o1"])
    assert refused.value.extra == {"organisation_ids": ["o2"]}


@pytest.mark.parametrize("given_ids", [[], ["c1"], ["c1", "c2", "c2"], ["c1", "c3"], ["c1", "c2", "c3"]])
def test_scores_are_one_for_each_criterion(given_ids: list[str]) -> None:
    check_scores_fit(["c2", "c1"], ["c1", "c2"])
    with pytest.raises(ScoresDoNotFit):
        check_scores_fit(given_ids, ["c1", "c2"])


def test_nothing_is_revealed_while_a_seat_is_waited_for_or_nobody_scored() -> None:
    check_all_in([], [])
    with pytest.raises(ScoresAreMissing):
        check_all_in(["s1"], [])
    with pytest.raises(ScoresAreMissing):
        check_all_in([], ["adults"])


@pytest.mark.parametrize(("score", "text"), [("0", "0"), ("3.5", "3.5"), ("3.0", "3"), ("5", "5"), ("0.5", "0.5")])
def test_an_agreed_score_is_a_whole_or_half_point(score: str, text: str) -> None:
    assert str(check_on_scale(Decimal(score))) == text


@pytest.mark.parametrize("score", ["-0.5", "5.5", "3.2", "3.25", "NaN", "Infinity", "1E+1"])
def test_other_scores_are_off_the_scale(score: str) -> None:
    with pytest.raises(ScoreIsOffTheScale):
        check_on_scale(Decimal(score))


def test_movements_carry_from_and_to() -> None:
    found = moves({"s1": 5, "s2": 3}, Decimal("3.5"), [("s1", "I saw it.")], [])
    assert [(each.seat_id, each.moved_from, each.moved_to) for each in found] == [("s1", Decimal(5), Decimal("3.5"))]


def test_half_a_point_needs_no_words_but_may_have_them() -> None:
    assert moves({"s1": 4}, Decimal("3.5"), [], []) == ()
    assert len(moves({"s1": 4}, Decimal("3.5"), [("s1", "Well.")], [])) == 1


def test_a_dissent_takes_the_place_of_a_movement() -> None:
    assert moves({"s1": 5}, Decimal(3), [], ["s1"]) == ()


def test_what_a_seat_scored_that_has_left_is_explained_too() -> None:
    with pytest.raises(MovementIsMissing) as refused:
        moves({"gone": 5, "s1": 3}, Decimal(3), [], [])
    assert refused.value.extra == {"seat_ids": ["gone"]}
    assert len(moves({"gone": 5, "s1": 3}, Decimal(3), [("gone", "It left before we talked.")], [])) == 1


@pytest.mark.parametrize(
    ("movers", "dissents"),
    [([("s9", "?")], []), ([], ["s9"]), ([("s1", "a"), ("s1", "b")], []), ([], ["s1", "s1"]), ([("s2", "?")], ["s1"])],
)
def test_movements_and_dissents_belong_to_seats_that_scored(movers: list[tuple[str, str]], dissents: list[str]) -> None:
    with pytest.raises(MovementDoesNotFit):
        moves({"s1": 5, "s2": 3}, Decimal(3), movers, dissents)


def test_silent_movers_are_named() -> None:
    with pytest.raises(MovementIsMissing) as refused:
        moves({"s1": 5, "s2": 2, "s3": 3}, Decimal(3), [], [])
    assert refused.value.extra == {"seat_ids": ["s1", "s2"]}


def test_a_stale_version_is_refused_with_the_current_one() -> None:
    check_version(0, 0)
    with pytest.raises(ScoreHasChanged) as refused:
        check_version(0, 2)
    assert refused.value.extra == {"current_version": 2}


def test_moderation_begins_where_scores_differ_most() -> None:
    spreads = [
        spread("b1", "Provider A", "c1", [3, 3, 3]),
        spread("b1", "Provider A", "c2", [1, 5]),
        spread("b2", "Provider B", "c1", [1, 1, 5]),
        spread("b2", "Provider B", "c2", [2, 3]),
        spread("b3", "Provider C", "c1", []),
    ]
    found = [(each.label, each.criterion_id) for each in furthest_apart_first(spreads, ["c1", "c2"])]
    assert found == [
        ("Provider A", "c2"), ("Provider B", "c1"), ("Provider B", "c2"), ("Provider A", "c1"), ("Provider C", "c1"),
    ]  # fmt: skip
    assert spreads[1].variance == Fraction(4)


@pytest.mark.parametrize(
    ("votes", "quorum", "expected"),
    [
        (["a", "a", "b"], 3, ("a", 2, 3)),
        (["a", "b", "b"], 1, ("b", 2, 3)),
        (["b", "a"], 2, ("a", 1, 2)),
        (["b", "c", "c", "b"], 4, ("b", 2, 4)),
    ],
)
def test_most_votes_win_and_a_tie_goes_to_the_higher_ranked(
    votes: list[str], quorum: int, expected: tuple[str, int, int]
) -> None:
    found = outcome(votes, {"a": 1, "b": 2, "c": 3}, quorum)
    assert (found.bid_id, found.votes_for, found.votes_cast) == expected


@pytest.mark.parametrize(("votes", "quorum"), [([], 0), ([], 3), (["a", "a"], 3)])
def test_without_quorum_nothing_is_chosen(votes: list[str], quorum: int) -> None:
    with pytest.raises(QuorumIsNotReached):
        outcome(votes, {"a": 1}, quorum)


def test_a_vote_closes_by_itself_when_all_have_voted_and_the_quorum_is_reached() -> None:
    assert closes_by_itself(0, 4, 3)
    assert not closes_by_itself(1, 4, 3)
    assert not closes_by_itself(0, 2, 3)
    assert not closes_by_itself(0, 0, 0)


@given(st.lists(st.text(min_size=1, max_size=500), max_size=40))
def test_joined_reasons_fit_and_do_not_tell_the_order_of_voting(reasons: list[str]) -> None:
    found = joined_reasons(reasons)
    assert len(found) <= 4_900
    assert found == joined_reasons(list(reversed(reasons)))


def test_the_practice_bid_has_a_descriptor_for_each_score_and_gives_no_real_name() -> None:
    assert len(DESCRIPTORS) == 6
    assert len(PRACTICE_BID) > 200
