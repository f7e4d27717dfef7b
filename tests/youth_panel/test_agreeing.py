from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.youth_panel.models import AgreedScoreRow, Panel
from services.youth_panel.rules.completeness import RecordIsIncomplete
from services.youth_panel.rules.membership import CommissionHasEnded, PanelIsPaused
from services.youth_panel.rules.moderation import (
    CriterionIsUnknown,
    MovementDoesNotFit,
    MovementIsMissing,
    ScoreHasChanged,
    ScoreIsOffTheScale,
    ScoresAreHidden,
    ScoresAreLocked,
)
from services.youth_panel.use_cases.form_panel import form_panel
from services.youth_panel.use_cases.lock_scores import lock_scores
from services.youth_panel.use_cases.recuse_seat import recuse_seat
from services.youth_panel.use_cases.reveal_scores import reveal_scores
from shared.canonical import canonical_hash
from shared.contracts.youth_panel import ScoreAgreed, ScoresLocked
from shared.errors import DomainError
from shared.ids import new_id
from shared.roles import Role
from tests.youth_panel.stage import Stage


def revealed(stage: Stage) -> None:
    stage.ready_to_score()
    stage.score_all()
    stage.reveal_all()


def lock(stage: Stage, words: str = "I read it back.") -> None:
    stage.act(lock_scores, stage.chair, sign_off=words)


def test_an_agreed_score_carries_who_moved_from_what_to_what_and_who_does_not_agree(stage: Stage) -> None:
    revealed(stage)
    stage.agree(
        0,
        stage.welcome,
        "3.5",
        movements=[{"seat_id": stage.young[3].seat, "why": "I had missed a line."}],
        dissents=[{"seat_id": stage.young[0].seat, "reason": "Four was right."}],
    )
    event = stage.bench.events()[-1]
    assert isinstance(event, ScoreAgreed)
    assert event.agreed.score == Decimal("3.5")
    (movement,) = event.agreed.movements
    assert (movement.moved_from, movement.moved_to) == (Decimal(2), Decimal("3.5"))
    assert event.agreed.dissents[0].reason == "Four was right."
    assert stage.bench.recorded()[-1].reason == "We read it together."


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"score": Decimal("3.2")}, ScoreIsOffTheScale),
        ({"score": Decimal("5.5")}, ScoreIsOffTheScale),
        ({"movements": []}, MovementIsMissing),
        ({"movements": [{"seat_id": "adult", "why": "?"}]}, MovementDoesNotFit),
        ({"replaces_version": 1}, ScoreHasChanged),
        ({"criterion_id": new_id()}, CriterionIsUnknown),
    ],
)
def test_an_agreement_that_does_not_fit_leaves_nothing(
    stage: Stage, changes: dict[str, Any], refusal: type[DomainError]
) -> None:
    revealed(stage)
    before = stage.bench.event_types()
    values = {"movements": [{"seat_id": stage.young[3].seat, "why": "I had missed a line."}], **changes}
    score = str(values.pop("score", "4"))
    criterion = values.pop("criterion_id", stage.welcome)
    for each in values["movements"]:
        each["seat_id"] = stage.adults[0].seat if each["seat_id"] == "adult" else each["seat_id"]
    with pytest.raises(refusal):
        stage.agree(0, criterion, score, **values)
    assert stage.bench.rows(AgreedScoreRow) == []
    assert stage.bench.event_types() == before


def test_nothing_is_agreed_before_the_reveal(stage: Stage) -> None:
    stage.ready_to_score()
    stage.score_all()
    with pytest.raises(ScoresAreHidden):
        stage.agree(0, stage.waiting, "4")


def test_a_score_is_agreed_anew_from_its_current_version(stage: Stage) -> None:
    revealed(stage)
    stage.agree(0, stage.waiting, "4")
    with pytest.raises(ScoreHasChanged) as refused:
        stage.agree(0, stage.waiting, "4.5")
    assert refused.value.extra == {"current_version": 1}
    stage.agree(0, stage.waiting, "4.5", replaces_version=1, reason="We read the last page too.")
    (row,) = stage.bench.rows(AgreedScoreRow)
    assert (row.score, row.version, row.reason) == (Decimal("4.5"), 2, "We read the last page too.")
    assert stage.bench.event_types().count("youth_panel.score_agreed.v1") == 2


def test_a_complete_record_is_locked_with_its_hash(stage: Stage) -> None:
    stage.agreed()
    lock(stage)
    event = stage.bench.events()[-1]
    assert isinstance(event, ScoresLocked)
    assert event.chair_seat_id == stage.chair.seat
    assert event.sha256 == canonical_hash(event.agreed)
    assert [(each.bid_id, each.criterion_id) for each in event.agreed] == [
        (bid, criterion) for bid in stage.bids for criterion in (stage.welcome, stage.waiting, stage.money)
    ]
    assert stage.bench.recorded()[-1].reason == "I read it back."


@pytest.mark.parametrize("gap", ["nothing scored", "one not agreed", "no sign-off", "a recusal later"])
def test_an_incomplete_record_is_not_locked_and_the_list_says_why(stage: Stage, gap: str) -> None:
    expected = {"nothing scored": "own_score", "one not agreed": "agreed_score", "no sign-off": "sign_off"}
    if gap == "nothing scored":
        stage.ready_to_score()
    elif gap == "one not agreed":
        revealed(stage)
        stage.agree(0, stage.waiting, "4")
    else:
        stage.agreed()
    if gap == "a recusal later":
        stage.act(
            recuse_seat,
            stage.chair,
            seat_id=stage.young[3].seat,
            organisation_id=stage.organisations[0],
            reason="Their aunt has joined the board.",
        )
    before = stage.bench.event_types()
    with pytest.raises(RecordIsIncomplete) as refused:
        lock(stage, " " if gap == "no sign-off" else "I read it back.")
    kinds = {each["kind"] for each in refused.value.extra["missing"]}
    assert expected.get(gap, "agreed_anew") in kinds
    assert stage.bench.rows(Panel)[0].locked_at is None
    assert stage.bench.event_types() == before


def test_after_a_recusal_its_panel_agrees_that_bid_anew_and_the_others_stand(stage: Stage) -> None:
    stage.agreed()
    stage.act(
        recuse_seat,
        stage.young[3],
        seat_id=stage.young[3].seat,
        organisation_id=stage.organisations[0],
        reason="My aunt has joined the board.",
    )
    with pytest.raises(RecordIsIncomplete) as refused:
        lock(stage)
    assert {(each["kind"], each["bid_id"], each["criterion_id"]) for each in refused.value.extra["missing"]} == {
        ("agreed_anew", stage.bids[0], stage.welcome),
        ("agreed_anew", stage.bids[0], stage.waiting),
    }
    stage.agree(0, stage.welcome, "4", replaces_version=1)
    stage.agree(0, stage.waiting, "4", replaces_version=1)
    lock(stage)
    event = stage.bench.events()[-1]
    assert isinstance(event, ScoresLocked)
    assert event.agreed[0].movements == ()


def test_a_late_member_owes_no_score_of_a_bid_that_was_revealed_before(stage: Stage) -> None:
    stage.agreed()
    stage.bench.advance(timedelta(hours=1))
    late = stage.seat(Role.YOUNG_PERSON)
    stage.act(
        form_panel,
        stage.chair,
        young_people=[each.seat for each in (*stage.young, late)],
        adults=[each.seat for each in stage.adults],
    )
    lock(stage)


def test_locked_scores_never_change(stage: Stage) -> None:
    stage.locked()
    before = stage.bench.event_types()
    with pytest.raises(ScoresAreLocked):
        stage.agree(0, stage.waiting, "5", replaces_version=1)
    with pytest.raises(ScoresAreLocked):
        lock(stage)
    assert stage.bench.event_types() == before


def test_ending_a_seat_does_not_silence_what_it_scored(stage: Stage) -> None:
    revealed(stage)
    gone = stage.young[3]
    stage.end_seat(gone)
    with pytest.raises(MovementIsMissing) as refused:
        stage.agree(0, stage.welcome, "4")
    assert refused.value.extra == {"seat_ids": [gone.seat]}
    stage.agree(0, stage.welcome, "4", movements=[{"seat_id": gone.seat, "why": "It left before we talked."}])


def test_recusals_do_not_leave_the_young_peoples_voice_to_two(stage: Stage) -> None:
    stage.ready_to_score()
    stage.score_all()
    away = {"organisation_id": stage.organisations[0], "reason": "They know the manager."}
    for caller in stage.young[:2]:
        stage.act(recuse_seat, stage.chair, seat_id=caller.seat, **away)
    with pytest.raises(PanelIsPaused):
        stage.act(reveal_scores, stage.chair, bid_id=stage.bids[0])
    stage.act(reveal_scores, stage.chair, bid_id=stage.bids[1])
    third = stage.seat(Role.YOUNG_PERSON)
    stage.act(
        form_panel, stage.chair, young_people=[each.seat for each in (*stage.young, third)],
        adults=[each.seat for each in stage.adults],
    )  # fmt: skip
    stage.prepare(third)
    stage.score(third, 0, 4, 4)
    stage.act(reveal_scores, stage.chair, bid_id=stage.bids[0])


def test_a_paused_or_ended_process_agrees_and_locks_nothing(stage: Stage) -> None:
    stage.agreed()
    for caller in stage.young[:2]:
        stage.end_seat(caller)
    with pytest.raises(PanelIsPaused):
        stage.agree(0, stage.waiting, "4", replaces_version=1)
    with pytest.raises(PanelIsPaused):
        lock(stage)
    stage.abandon()
    with pytest.raises(CommissionHasEnded):
        lock(stage)
