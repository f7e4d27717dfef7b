"""What one person could gain by a second seat: nothing. A voice, a tie and a chair belong to people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.youth_panel.models import ScoreSheet
from services.youth_panel.queries import reading
from services.youth_panel.rules.blindness import InterestsComeFirst, PracticeComesFirst, ScoresAreIn, SeatIsRecused
from services.youth_panel.rules.membership import JudgesDoNotChair
from services.youth_panel.use_cases.abstain_from_bid import abstain_from_bid
from services.youth_panel.use_cases.agree_score import agree_score
from services.youth_panel.use_cases.close_vote import close_vote
from services.youth_panel.use_cases.finish_practice import finish_practice
from services.youth_panel.use_cases.form_panel import form_panel
from services.youth_panel.use_cases.lock_scores import lock_scores
from services.youth_panel.use_cases.recuse_seat import recuse_seat
from services.youth_panel.use_cases.reveal_scores import reveal_scores
from shared.access import Caller
from shared.roles import Role
from tests.youth_panel.stage import Stage

WORDS = "My sister works there."


def again(stage: Stage, before: Caller) -> Caller:
    """Let somebody leave, come back in a new seat, and be named for the panel once more."""
    stage.end_seat(before)
    new = stage.seat(Role.YOUNG_PERSON, holder_id=before.holder_id)
    stage.young = [new if each is before else each for each in stage.young]
    stage.act(
        form_panel,
        stage.commissioner,
        young_people=[each.seat for each in stage.young],
        adults=[each.seat for each in stage.adults],
    )
    stage.prepare(new)
    return new


def test_whoever_comes_back_in_a_new_seat_does_not_score_twice(stage: Stage) -> None:
    stage.ready_to_score()
    stage.score(stage.young[0], 0, 5, 5)
    new = again(stage, stage.young[0])
    with pytest.raises(ScoresAreIn):
        stage.score(new, 0, 5, 5)
    assert len(stage.bench.rows(ScoreSheet)) == 1
    stage.score(new, 1, 3, 3)
    stage.act(abstain_from_bid, new, bid_id=stage.bids[0], reason="I have scored it in the seat that I had.")
    for caller in stage.young[1:]:
        stage.score(caller, 0, 4, 4)
    for caller in stage.adults:
        stage.score(caller, 0, 3)
    stage.act(reveal_scores, stage.chair, bid_id=stage.bids[0])


@pytest.mark.parametrize("begun", [False, True])
def test_a_tie_goes_with_the_person_into_a_new_seat(stage: Stage, begun: bool) -> None:
    stage.ready_to_score()
    if begun:
        stage.score(stage.young[1], 0, 3, 3)
    stage.act(
        recuse_seat, stage.chair, seat_id=stage.young[0].seat, organisation_id=stage.organisations[0], reason=WORDS
    )
    new = again(stage, stage.young[0])
    with pytest.raises(SeatIsRecused):
        stage.score(new, 0, 5, 5)
    with stage.bench.runtime.read_sessions() as session:
        assert [each["bid_id"] for each in reading.bids_view(session, stage.commission_id, new)] == [stage.bids[1]]


def test_a_judge_reads_as_a_judge_whichever_seat_lets_them_in(stage: Stage) -> None:
    stage.publish()
    double = stage.seat(Role.EVALUATOR, holder_id=stage.commissioner.holder_id)
    stage.adults.append(double)
    stage.form()
    stage.open()
    with stage.bench.runtime.read_sessions() as session, pytest.raises(PracticeComesFirst):
        reading.bids_view(session, stage.commission_id, stage.commissioner)
    stage.act(finish_practice, double, score=2, reason="No place is named.")
    with stage.bench.runtime.read_sessions() as session, pytest.raises(InterestsComeFirst):
        reading.bid_view(session, stage.commission_id, stage.bids[0], stage.commissioner)


def test_a_recused_judge_reads_nothing_of_the_bid_in_another_seat(stage: Stage) -> None:
    stage.publish()
    double = stage.seat(Role.EVALUATOR, holder_id=stage.commissioner.holder_id)
    stage.adults.append(double)
    stage.form()
    stage.open()
    stage.prepare(*stage.young, *stage.adults)
    stage.act(recuse_seat, double, seat_id=None, organisation_id=stage.organisations[0], reason=WORDS)
    with stage.bench.runtime.read_sessions() as session:
        with pytest.raises(SeatIsRecused):
            reading.bid_view(session, stage.commission_id, stage.bids[0], stage.commissioner)
        with pytest.raises(SeatIsRecused):
            reading.scores_view(session, stage.commission_id, stage.bids[0], stage.commissioner)
        seen = reading.bids_view(session, stage.commission_id, stage.commissioner)
    assert [each["bid_id"] for each in seen] == [stage.bids[1]]


CHAIRING: dict[str, Callable[[Stage, Caller], object]] = {
    "reveal": lambda stage, chair: stage.act(reveal_scores, chair, bid_id=stage.bids[0]),
    "agree": lambda stage, chair: stage.act(
        agree_score, chair, bid_id=stage.bids[0], criterion_id=stage.waiting, score=4, reason="We talked.",
        movements=[], dissents=[], replaces_version=1,
    ),
    "lock": lambda stage, chair: stage.act(lock_scores, chair, sign_off="I read it back."),
    "close": lambda stage, chair: stage.act(close_vote, chair, reason="Enough of us have voted."),
    "recuse": lambda stage, chair: stage.act(
        recuse_seat, chair, seat_id=stage.young[1].seat, organisation_id=stage.organisations[0], reason=WORDS
    ),
}  # fmt: skip


@pytest.mark.parametrize("act", CHAIRING)
@pytest.mark.parametrize("left", [False, True])
def test_whoever_becomes_a_facilitator_after_being_named_to_score_does_not_chair(
    stage: Stage, act: str, left: bool
) -> None:
    if act == "close":
        stage.ranked()
    else:
        stage.agreed()
    scorer = stage.young[0]
    chair = stage.seat(Role.FACILITATOR, holder_id=scorer.holder_id)
    if left:
        stage.end_seat(scorer)
    before = stage.bench.event_types()
    with pytest.raises(JudgesDoNotChair):
        CHAIRING[act](stage, chair)
    assert stage.bench.event_types() == before
