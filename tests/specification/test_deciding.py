"""How a group decides: exact counting, votes that nobody sees before they are counted, and what an outcome means."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.specification.background import count_what_is_due
from services.specification.models import Contribution, Decision
from services.specification.queries.contributions import contributions_at
from services.specification.queries.deciding import DecisionSeen, decision_of, decisions_seen, seen
from services.specification.rules.commissions import RulesAreLocked
from services.specification.rules.deciding import (
    CHOSEN,
    CONSENT,
    DOTS,
    NO,
    NO_QUORUM,
    NO_VOTES,
    RANK,
    SCORE,
    TIE,
    TWO_THIRDS,
    YES,
    YES_NO,
    DecisionIsClosed,
    DecisionIsWrong,
    NotYours,
    Shape,
    TooEarly,
    VoteIsWrong,
    check_vote,
    count,
)
from services.specification.use_cases.cast_vote import cast_vote
from services.specification.use_cases.close_decision import close_decision
from services.specification.use_cases.open_decision import open_decision
from services.specification.use_cases.set_checking import set_checking
from services.specification.use_cases.state_outcome import state_outcome
from shared.access import Caller
from shared.contracts.specification import DecisionClosed, OutcomeStated
from shared.roles import Role
from tests.specification.workshop import Workshop

ABSTAINS = {"abstains": True}


def answers(**counts: int) -> list[dict[str, Any]]:
    return [{"answer": answer} for answer, times in counts.items() for _ in range(times)]


def opened(workshop: Workshop, caller: Caller | None = None, **fields: Any) -> Decision:
    asked = {
        "way": YES_NO, "question": "Shall we open late?", "options": [], "threshold": "more_than_half", "dots": 5,
        "most_dots": 0, "voters": "young_people", "quorum": 2, "about": "", "subject_id": None,
        "closes_at": workshop.bench.now + timedelta(days=2),
    }  # fmt: skip
    found: Decision = workshop.act(open_decision, caller or workshop.facilitator, **{**asked, **fields})
    return found


def vote(workshop: Workshop, decision: Decision, caller: Caller, **ballot: Any) -> None:
    workshop.act(cast_vote, caller, decision_id=decision.decision_id, ballot=ballot)


def close(workshop: Workshop, decision: Decision, reason: str = "") -> None:
    workshop.act(close_decision, workshop.facilitator, decision_id=decision.decision_id, reason=reason)


def shown(workshop: Workshop, decision: Decision, caller: Caller | None = None) -> DecisionSeen:
    with workshop.bench.runtime.read_sessions() as session:
        found = decision_of(session, workshop.commission_id, decision.decision_id)
        return seen(session, found, caller or workshop.young[0], workshop.bench.now)


@pytest.mark.parametrize(
    ("threshold", "yes", "no", "outcome"),
    [("more_than_half", 3, 2, YES), ("more_than_half", 2, 2, TIE), ("more_than_half", 2, 3, NO),
     (TWO_THIRDS, 2, 1, YES), (TWO_THIRDS, 199, 100, NO), ("three_quarters", 3, 1, YES), ("three_quarters", 2, 1, NO)],
)  # fmt: skip
def test_yes_or_no_is_exact_at_its_threshold(threshold: str, yes: int, no: int, outcome: str) -> None:
    found = count(Shape(YES_NO, threshold=threshold), [*answers(yes=yes, no=no), ABSTAINS], quorum=1)
    assert (found.outcome, list(map(int, found.figures))) == (outcome, [yes, no])


def test_consent_stands_until_one_objects_and_abstaining_takes_part() -> None:
    shape = Shape(CONSENT)
    assert count(shape, answers(fine=4), quorum=4).outcome == YES
    assert count(shape, answers(fine=4, object=1), quorum=4).outcome == NO
    assert count(shape, [*answers(fine=1), ABSTAINS], quorum=2).outcome == YES
    assert count(shape, answers(fine=1), quorum=2).outcome == NO_QUORUM
    assert count(shape, [ABSTAINS, ABSTAINS], quorum=2).outcome == NO_VOTES


def test_dots_places_and_points_choose_what_is_ahead_and_say_a_tie() -> None:
    dots = count(Shape(DOTS, 3, dots=5, most_dots=5), [{"numbers": [3, 2, 0]}, {"numbers": [0, 1, 4]}], quorum=1)
    assert (dots.outcome, list(map(int, dots.figures)), dots.winners) == (CHOSEN, [3, 3, 4], (2,))
    places = count(Shape(RANK, 3), [{"numbers": [1, 2, 3]}, {"numbers": [2, 1, 3]}], quorum=1)
    assert (places.outcome, list(map(int, places.figures)), places.winners) == (TIE, [5, 5, 2], (0, 1))
    points = count(Shape(SCORE, 2), [{"numbers": [5, 0]}, {"numbers": [2, 1]}, {"numbers": [3, 3]}], quorum=1)
    assert (points.figures, points.winners) == ((Fraction(10, 3), Fraction(4, 3)), (0,))


@given(st.integers(2, 6).flatmap(lambda n: st.lists(st.permutations(range(1, n + 1)), min_size=1, max_size=12)))
def test_points_for_places_add_up_and_no_order_of_the_votes_changes_them(votes: list[list[int]]) -> None:
    options = len(votes[0])
    ballots = [{"numbers": list(each)} for each in votes]
    found = count(Shape(RANK, options), ballots, quorum=1)
    assert sum(found.figures) == len(votes) * options * (options + 1) // 2
    assert found == count(Shape(RANK, options), ballots[::-1], quorum=1)
    assert all(found.figures[n] == max(found.figures) for n in found.winners)
    for n in range(options):
        assert found.figures[n] == sum(options + 1 - each[n] for each in votes)


@given(st.lists(st.sampled_from([YES, NO, ""]), max_size=40), st.integers(1, 40))
def test_who_abstains_weighs_on_no_side_and_counts_for_the_quorum(votes: list[str], quorum: int) -> None:
    ballots = [{"answer": each} if each else ABSTAINS for each in votes]
    found = count(Shape(YES_NO), ballots, quorum=quorum)
    without = count(Shape(YES_NO), [each for each in ballots if each != ABSTAINS], quorum=1)
    assert found.figures == without.figures
    assert (found.outcome == NO_QUORUM) == (len(votes) < quorum)
    assert found.shows_numbers == (sum(map(bool, votes)) >= 5)


@pytest.mark.parametrize(
    ("shape", "ballot", "words"),
    [(Shape(CONSENT), {"answer": "object", "reason": " "}, "why you object"),
     (Shape(YES_NO), {"answer": "fine"}, "Choose"),
     (Shape(DOTS, 2, dots=5, most_dots=5), {"numbers": [4, 3]}, "You have 5 dots and used 7."),
     (Shape(DOTS, 2, dots=5, most_dots=2), {"numbers": [3, 1]}, "at most 2"),
     (Shape(DOTS, 2, dots=5, most_dots=2), {"numbers": [0, 0]}, "not used a dot"),
     (Shape(RANK, 3), {"numbers": [1, 1, 2]}, "another place"), (Shape(SCORE, 2), {"numbers": [6, 0]}, "0 to 5"),
     (Shape(SCORE, 2), {"numbers": [5]}, "a number for each")],
)  # fmt: skip
def test_a_vote_that_does_not_fit_is_refused_and_told_why(shape: Shape, ballot: dict[str, Any], words: str) -> None:
    with pytest.raises(VoteIsWrong, match=words):
        check_vote(shape, ballot)


def test_one_seat_has_one_vote_that_it_can_change_until_it_closes(workshop: Workshop) -> None:
    decision = opened(workshop)
    vote(workshop, decision, workshop.young[0], answer=NO)
    vote(workshop, decision, workshop.young[0], answer=YES)
    vote(workshop, decision, workshop.young[1], answer=YES)
    assert shown(workshop, decision).ballot == {"answer": YES}
    with pytest.raises(TooEarly):
        close(workshop, decision)
    close(workshop, decision, "The third is ill.")
    assert shown(workshop, decision).outcome == YES
    before = workshop.state()
    with pytest.raises(DecisionIsClosed):
        vote(workshop, decision, workshop.young[2], answer=NO)
    with pytest.raises(DecisionIsClosed):
        close(workshop, decision)
    assert workshop.state() == before


def test_before_it_closes_nobody_sees_a_vote_or_a_count_and_no_event_tells_of_one(workshop: Workshop) -> None:
    decision = opened(workshop, quorum=3, way=CONSENT)
    before = len(workshop.names())
    vote(workshop, decision, workshop.young[0], answer="object", reason="zorvexilon")
    vote(workshop, decision, workshop.young[1], answer="fine")
    assert len(workshop.names()) == before, "no event, or the log would tell who voted, and when"
    for caller in (workshop.young[1], workshop.young[2], workshop.facilitator, workshop.commissioner):
        with workshop.bench.runtime.read_sessions() as session:
            (found,) = decisions_seen(session, workshop.commission_id, caller, workshop.bench.now)
            assert not contributions_at(session, workshop.commission_id, "objection", caller)
        assert (found.outcome, found.numbers, found.took_part, found.enough) == (None, None, None, False)
        assert "zorvexilon" not in str(found.ballot)
    with pytest.raises(TooEarly):
        close(workshop, decision, "We want to know.")
    vote(workshop, decision, workshop.young[2], abstains=True)
    assert shown(workshop, decision).enough
    close(workshop, decision)
    found = shown(workshop, decision)
    assert (found.outcome, found.numbers, found.took_part) == (NO, None, None), "three voters: only the outcome"
    assert workshop.last(DecisionClosed).took_part is None
    with workshop.bench.runtime.read_sessions() as session:
        (objection,) = contributions_at(session, workshop.commission_id, "objection", workshop.young[2])
    assert (objection.text, objection.subject_id) == ("zorvexilon", decision.decision_id)


def test_a_decision_counts_itself_when_its_time_is_over_and_from_five_on_shows_its_numbers(workshop: Workshop) -> None:
    voters = [*workshop.young, *(workshop.seat(Role.YOUNG_PERSON) for _ in range(3))]
    decision = opened(workshop, way=RANK, options=["A bench", "Tea", "Music"])
    for caller in voters:
        vote(workshop, decision, caller, numbers=[2, 1, 3])
    workshop.end_seat(voters[-1])
    count_what_is_due(workshop.bench.runtime)
    assert shown(workshop, decision).outcome is None
    workshop.bench.advance(timedelta(days=3))
    with pytest.raises(DecisionIsClosed):
        vote(workshop, decision, workshop.young[0], numbers=[1, 2, 3])
    assert shown(workshop, decision).outcome is None, "its time is over, and it is not counted yet"
    count_what_is_due(workshop.bench.runtime)
    count_what_is_due(workshop.bench.runtime)
    found = shown(workshop, decision)
    assert (found.outcome, found.winners, found.took_part) == (CHOSEN, [1], 5)
    assert list(map(int, found.numbers or [])) == [10, 15, 5]
    assert workshop.names().count("decision_closed") == 1
    assert workshop.last(DecisionClosed).chosen == ("Tea",)


def test_adults_vote_only_where_everybody_inside_decides(workshop: Workshop) -> None:
    decision, open_to_all = opened(workshop), opened(workshop, voters="inside")
    with pytest.raises(NotYours):
        vote(workshop, decision, workshop.facilitator, answer=YES)
    vote(workshop, open_to_all, workshop.facilitator, answer=YES)
    assert shown(workshop, open_to_all, workshop.facilitator).ballot == {"answer": YES}


@pytest.mark.parametrize(
    "fields",
    [{"way": DOTS, "options": ["A", "a"]}, {"way": RANK, "options": ["A"]}, {"options": ["A", "B"]}, {"quorum": 0},
     {"way": DOTS, "options": ["A", "B"], "dots": 3, "most_dots": 4}, {"closes_at": None}, {"about": "clause"},
     {"quorum": 10**12}, {"about": "weather", "subject_id": "x"}],
)  # fmt: skip
def test_a_decision_that_could_not_be_counted_is_not_opened(workshop: Workshop, fields: dict[str, Any]) -> None:
    before = workshop.state()
    if "closes_at" in fields:
        fields = {"closes_at": workshop.bench.now}
    with pytest.raises(DecisionIsWrong):
        opened(workshop, **fields)
    assert workshop.state() == before


def test_what_is_still_open_stands_before_what_is_closed(workshop: Workshop) -> None:
    first = opened(workshop)
    workshop.bench.advance(timedelta(minutes=1))
    second = opened(workshop)
    for caller in workshop.young:
        vote(workshop, second, caller, answer=YES)
    close(workshop, second)
    with workshop.bench.runtime.read_sessions() as session:
        listed = decisions_seen(session, workshop.commission_id, workshop.young[0], workshop.bench.now)
    assert [each.decision.decision_id for each in listed] == [first.decision_id, second.decision_id]


def test_an_outcome_is_said_after_closing_with_a_day_to_look_again(workshop: Workshop) -> None:
    clause = workshop.draft()
    decision = opened(workshop, about="clause", subject_id=clause.clause_id)
    said = {"decision_id": decision.decision_id, "words": "We open late.", "look_again_on": workshop.bench.now.date()}
    with pytest.raises(TooEarly):
        workshop.act(state_outcome, workshop.facilitator, **said)
    for caller in workshop.young:
        vote(workshop, decision, caller, answer=YES)
    close(workshop, decision)
    yesterday = workshop.bench.now.date() - timedelta(days=1)
    with pytest.raises(DecisionIsWrong):
        workshop.act(state_outcome, workshop.facilitator, **{**said, "look_again_on": yesterday})
    workshop.act(state_outcome, workshop.facilitator, **said)
    assert workshop.last(OutcomeStated).look_again_on == said["look_again_on"]
    assert shown(workshop, decision).decision.subject_version == 1


def test_nothing_is_decided_any_more_once_the_tender_is_published(workshop: Workshop) -> None:
    decision = opened(workshop)
    workshop.publish()
    with pytest.raises(RulesAreLocked):
        vote(workshop, decision, workshop.young[0], answer=YES)
    with pytest.raises(RulesAreLocked):
        opened(workshop)


def test_an_objection_of_somebody_under_16_is_read_first_where_that_is_set(workshop: Workshop) -> None:
    decision = opened(workshop, way=CONSENT)
    workshop.act(set_checking, workshop.commissioner, checks=True)
    for caller in workshop.young:
        vote(workshop, decision, caller, answer="object", reason="It is too late for me.")
    close(workshop, decision)
    with workshop.bench.runtime.read_sessions() as session:
        found: list[Contribution] = contributions_at(session, workshop.commission_id, "objection", workshop.facilitator)
    assert not found
