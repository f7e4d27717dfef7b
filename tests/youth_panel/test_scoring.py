from __future__ import annotations

import pytest

from services.youth_panel.models import Abstention, Reveal, ScoreSheet
from services.youth_panel.rules.blindness import (
    BidIsUnknown,
    BidsAreNotOpen,
    InterestsComeFirst,
    PracticeComesFirst,
    ScoresAreIn,
    ScoresAreMissing,
    ScoresAreRevealed,
    ScoresDoNotFit,
    ScoringIsAbstained,
    SeatIsRecused,
    SeatIsRecusedAlready,
)
from services.youth_panel.rules.membership import CommissionHasEnded, NotOnThePanel, PanelIsPaused
from services.youth_panel.rules.moderation import ScoresAreLocked
from services.youth_panel.use_cases.abstain_from_bid import abstain_from_bid
from services.youth_panel.use_cases.declare_interest import declare_interest
from services.youth_panel.use_cases.finish_practice import finish_practice
from services.youth_panel.use_cases.form_panel import form_panel
from services.youth_panel.use_cases.recuse_seat import recuse_seat
from services.youth_panel.use_cases.reveal_scores import reveal_scores
from services.youth_panel.use_cases.score_bid import score_bid
from shared.access import Caller
from shared.canonical import canonical_hash
from shared.contracts.youth_panel import BidScored, ScoresRevealed, ScoringAbstained, SeatRecused
from shared.errors import DomainError
from shared.ids import new_id
from shared.roles import Role
from tests.youth_panel.stage import Stage


def abstain(stage: Stage, caller: Caller, bid: int = 0) -> None:
    stage.act(abstain_from_bid, caller, bid_id=stage.bids[bid], reason="I was ill that week.")


def recuse(stage: Stage, seat: Caller, by: Caller | None = None, organisation: int = 0) -> None:
    stage.act(
        recuse_seat,
        by or seat,
        seat_id=seat.seat,
        organisation_id=stage.organisations[organisation],
        reason="I have begun to volunteer there.",
    )


def reveal(stage: Stage, bid: int = 0) -> None:
    stage.act(reveal_scores, stage.chair, bid_id=stage.bids[bid])


def everybody(stage: Stage) -> list[Caller]:
    return [*stage.young, *stage.adults]


def everybody_scores(stage: Stage, bid: int = 0, but: Caller | None = None) -> None:
    for caller in everybody(stage):
        if caller is not but:
            stage.score(caller, bid, *((3,) if caller.role is Role.EVALUATOR else (3, 4)))


def test_only_the_hash_of_the_scores_is_published_and_it_is_salted(stage: Stage) -> None:
    stage.ready_to_score()
    stage.score(stage.young[0], 0, 3, 4)
    stage.score(stage.young[1], 0, 3, 4)
    first, second = stage.bench.events()[-2:]
    assert isinstance(first, BidScored)
    assert isinstance(second, BidScored)
    assert first.scores_sha256 != second.scores_sha256
    assert set(first.to_wire()) == {"commission_id", "seat_id", "bid_id", "scores_sha256", "scored_at"}
    assert stage.bench.recorded()[-1].reason == ""
    unsalted = [
        {"criterion_id": stage.welcome, "score": 3, "reason": "It says so: 3.", "points_to": "the second sentence"},
        {"criterion_id": stage.waiting, "score": 4, "reason": "It says so: 4.", "points_to": "the second sentence"},
    ]
    document = {"seat_id": stage.young[0].seat, "bid_id": stage.bids[0], "scores": unsalted}
    assert first.scores_sha256 != canonical_hash(document)


def test_after_the_reveal_anybody_can_check_each_hash_from_the_trail(stage: Stage) -> None:
    stage.ready_to_score()
    everybody_scores(stage)
    hashes = {e.seat_id: e.scores_sha256 for e in stage.bench.events() if isinstance(e, BidScored)}
    reveal(stage)
    revealed = stage.bench.events()[-1]
    assert isinstance(revealed, ScoresRevealed)
    assert len(revealed.seals) == 6
    for seal in revealed.seals:
        scores = [
            {name: getattr(each, name) for name in ("criterion_id", "score", "reason", "points_to")}
            for each in revealed.scores
            if each.seat_id == seal.seat_id
        ]
        document = {"seat_id": seal.seat_id, "bid_id": revealed.bid_id, "scores": scores, "salt": seal.salt}
        assert canonical_hash(document) == hashes[seal.seat_id]


def test_scores_stand_once_handed_in(stage: Stage) -> None:
    stage.ready_to_score()
    stage.score(stage.young[0], 0, 3, 4)
    with pytest.raises(ScoresAreIn):
        stage.score(stage.young[0], 0, 5, 5)
    with pytest.raises(ScoresAreIn):
        abstain(stage, stage.young[0])
    (sheet,) = stage.bench.rows(ScoreSheet)
    assert [each["score"] for each in sheet.scores] == [3, 4]


def test_scores_are_one_for_each_criterion_of_the_seat_s_own_panel(stage: Stage) -> None:
    stage.ready_to_score()
    row = {"criterion_id": stage.money, "score": 3, "reason": "Why.", "points_to": "Here."}
    before = stage.bench.event_types()
    for scores in ([row], [{**row, "criterion_id": stage.welcome}], [{**row, "criterion_id": stage.welcome}] * 2):
        with pytest.raises(ScoresDoNotFit):
            stage.act(score_bid, stage.young[0], bid_id=stage.bids[0], scores=scores)
    assert stage.bench.rows(ScoreSheet) == []
    assert stage.bench.event_types() == before


def _form_open(stage: Stage) -> None:
    stage.publish()
    stage.form()
    stage.open()


def test_a_seat_scores_only_after_practice_and_a_declaration_for_every_organisation(stage: Stage) -> None:
    _form_open(stage)
    caller = stage.young[0]
    with pytest.raises(PracticeComesFirst):
        stage.score(caller, 0, 3, 3)
    stage.act(finish_practice, caller, score=1, reason="It promises.")
    with pytest.raises(InterestsComeFirst):
        stage.score(caller, 0, 3, 3)
    stage.act(declare_interest, caller, organisation_id=stage.organisations[0], conflict=False, words="none")
    with pytest.raises(InterestsComeFirst):
        stage.score(caller, 0, 3, 3)
    stage.act(declare_interest, caller, organisation_id=stage.organisations[1], conflict=False, words="none")
    stage.score(caller, 0, 3, 3)


def test_a_recused_seat_does_not_score_that_bid_and_scores_the_other(stage: Stage) -> None:
    stage.ready_to_score()
    recuse(stage, stage.young[0])
    with pytest.raises(SeatIsRecused):
        stage.score(stage.young[0], 0, 3, 3)
    with pytest.raises(SeatIsRecused):
        abstain(stage, stage.young[0])
    stage.score(stage.young[0], 1, 3, 3)


@pytest.mark.parametrize(
    ("problem", "refusal"),
    [
        ("outsider", NotOnThePanel),
        ("unknown bid", BidIsUnknown),
        ("revealed", ScoresAreRevealed),
        ("locked", ScoresAreLocked),
        ("paused", PanelIsPaused),
        ("abandoned", CommissionHasEnded),
        ("sealed", BidsAreNotOpen),
    ],
)
def test_a_score_out_of_its_time_leaves_nothing(stage: Stage, problem: str, refusal: type[DomainError]) -> None:
    caller = stage.young[0]
    if problem == "locked":
        stage.locked()
    elif problem == "sealed":
        stage.publish()
        stage.form()
    else:
        stage.ready_to_score()
    if problem == "outsider":
        caller = stage.seat(Role.YOUNG_PERSON)
    if problem == "unknown bid":
        stage.bids[0] = new_id()
    if problem == "revealed":
        everybody_scores(stage)
        reveal(stage)
    if problem == "paused":
        stage.end_seat(stage.young[2])
        stage.end_seat(stage.young[3])
    if problem == "abandoned":
        stage.abandon()
    sheets, events = len(stage.bench.rows(ScoreSheet)), stage.bench.event_types()
    with pytest.raises(refusal):
        stage.score(caller, 0, 3, 3)
    with pytest.raises(refusal):
        abstain(stage, caller)
    assert len(stage.bench.rows(ScoreSheet)) == sheets
    assert stage.bench.rows(Abstention) == []
    assert stage.bench.event_types() == events


def test_a_seat_of_another_commission_does_not_reach_a_bid_here(stage: Stage) -> None:
    stage.ready_to_score()
    stranger = stage.bench.seat(new_id(), Role.YOUNG_PERSON)
    with pytest.raises(NotOnThePanel):
        stage.score(stranger, 0, 3, 3)


def test_an_abstention_is_published_without_its_reason_until_the_reveal(stage: Stage) -> None:
    stage.ready_to_score()
    abstain(stage, stage.young[0])
    event = stage.bench.events()[-1]
    assert isinstance(event, ScoringAbstained)
    assert stage.bench.recorded()[-1].reason == ""
    with pytest.raises(ScoringIsAbstained):
        abstain(stage, stage.young[0])
    everybody_scores(stage, but=stage.young[0])
    reveal(stage)
    revealed = stage.bench.events()[-1]
    assert isinstance(revealed, ScoresRevealed)
    assert [(each.seat_id, each.reason) for each in revealed.abstentions] == [
        (stage.young[0].seat, "I was ill that week.")
    ]


def test_a_seat_that_abstained_may_still_score_until_the_reveal(stage: Stage) -> None:
    stage.ready_to_score()
    abstain(stage, stage.young[0])
    stage.score(stage.young[0], 0, 3, 3)
    assert stage.bench.rows(Abstention) == []
    assert len(stage.bench.rows(ScoreSheet)) == 1


def test_nothing_is_revealed_until_the_last_seat_has_handed_in(stage: Stage) -> None:
    stage.ready_to_score()
    for number, caller in enumerate(everybody(stage)):
        with pytest.raises(ScoresAreMissing) as refused:
            reveal(stage)
        assert refused.value.extra["waiting"] == 6 - number
        assert caller.seat in refused.value.extra["seat_ids"]
        stage.score(caller, 0, *((3,) if caller.role is Role.EVALUATOR else (3, 4)))
    assert stage.bench.rows(Reveal) == []
    reveal(stage)
    with pytest.raises(ScoresAreRevealed):
        reveal(stage)
    assert stage.bench.event_types().count("youth_panel.scores_revealed.v1") == 1


def test_nothing_is_revealed_where_nobody_of_a_panel_has_scored(stage: Stage) -> None:
    stage.ready_to_score()
    for caller in stage.young:
        stage.score(caller, 0, 3, 3)
    for caller in stage.adults:
        abstain(stage, caller)
    with pytest.raises(ScoresAreMissing) as refused:
        reveal(stage)
    assert refused.value.extra["panels"] == ["adults"]


def test_seats_that_ended_or_are_recused_are_not_waited_for(stage: Stage) -> None:
    stage.ready_to_score()
    recuse(stage, stage.young[0])
    stage.end_seat(stage.adults[0])
    for caller in stage.young[1:]:
        stage.score(caller, 0, 3, 3)
    stage.score(stage.adults[1], 0, 3)
    reveal(stage)


def test_what_a_seat_scored_before_it_ended_stays_on_the_record(stage: Stage) -> None:
    stage.ready_to_score()
    everybody_scores(stage)
    stage.end_seat(stage.young[0])
    reveal(stage)
    revealed = stage.bench.events()[-1]
    assert isinstance(revealed, ScoresRevealed)
    assert stage.young[0].seat in {each.seat_id for each in revealed.scores}


def test_the_scores_of_a_seat_recused_later_count_no_more(stage: Stage) -> None:
    stage.ready_to_score()
    everybody_scores(stage)
    recuse(stage, stage.young[0], by=stage.chair)
    recused = stage.bench.events()[-1]
    assert isinstance(recused, SeatRecused)
    assert stage.bench.recorded()[-1].actor == stage.chair.seat
    assert stage.bench.recorded()[-1].reason == "I have begun to volunteer there."
    reveal(stage)
    revealed = stage.bench.events()[-1]
    assert isinstance(revealed, ScoresRevealed)
    assert stage.young[0].seat not in {each.seat_id for each in revealed.scores}
    with pytest.raises(SeatIsRecusedAlready):
        recuse(stage, stage.young[0])


def test_after_the_lock_nobody_is_recused(stage: Stage) -> None:
    stage.locked()
    before = stage.bench.event_types()
    with pytest.raises(ScoresAreLocked):
        recuse(stage, stage.young[0])
    assert stage.bench.event_types() == before


def test_a_paused_panel_goes_on_when_young_people_join(stage: Stage) -> None:
    stage.ready_to_score()
    stage.score(stage.young[0], 0, 3, 3)
    stage.end_seat(stage.young[2])
    stage.end_seat(stage.young[3])
    with pytest.raises(PanelIsPaused):
        stage.score(stage.young[1], 0, 3, 3)
    late = stage.seat(Role.YOUNG_PERSON)
    stage.act(
        form_panel,
        stage.chair,
        young_people=[each.seat for each in (*stage.young[:2], late)],
        adults=[each.seat for each in stage.adults],
    )
    stage.prepare(late)
    for caller in (stage.young[1], late):
        stage.score(caller, 0, 3, 3)
    for caller in stage.adults:
        stage.score(caller, 0, 3)
    reveal(stage)
