from __future__ import annotations

import pytest
from sqlalchemy import select

from services.youth_panel.models import Interest, Panel, PanelSeat, Practice, Recusal
from services.youth_panel.rules.blindness import (
    BidsAreNotOpen,
    InterestIsDeclared,
    OrganisationIsUnknown,
    PracticeIsFinished,
)
from services.youth_panel.rules.membership import (
    CommissionHasEnded,
    CommissionIsUnknown,
    NotOnThePanel,
    PanelCannotBeFormed,
    PanelIsNotFormed,
    ScoringHasBegun,
    TenderIsNotPublished,
)
from services.youth_panel.rules.moderation import ScoresAreLocked
from services.youth_panel.use_cases.declare_interest import declare_interest
from services.youth_panel.use_cases.finish_practice import finish_practice
from services.youth_panel.use_cases.form_panel import form_panel
from shared.access import Caller
from shared.contracts.youth_panel import InterestDeclared, PanelFormed, SeatRecused
from shared.errors import DomainError
from shared.ids import new_id
from shared.roles import Role
from tests.youth_panel.stage import Stage


def form(stage: Stage, young: list[Caller], adults: list[Caller]) -> None:
    stage.act(
        form_panel,
        stage.commissioner,
        young_people=[each.seat for each in young],
        adults=[each.seat for each in adults],
    )


def test_a_panel_is_formed_with_the_criteria_of_each_side(stage: Stage) -> None:
    stage.publish()
    stage.form()
    (formed,) = stage.bench.events()
    assert isinstance(formed, PanelFormed)
    young, adults = formed.panels
    assert (young.panel, adults.panel) == ("young_people", "adults")
    assert set(young.seat_ids) == {each.seat for each in stage.young}
    assert young.criterion_ids == (stage.welcome, stage.waiting)
    assert adults.criterion_ids == (stage.money,)
    assert len(stage.bench.rows(PanelSeat)) == 6


def test_before_the_first_score_a_panel_is_formed_anew(stage: Stage) -> None:
    stage.publish()
    stage.form()
    form(stage, stage.young[:3], stage.adults[:1])
    assert {row.seat_id for row in stage.bench.rows(PanelSeat)} == {
        each.seat for each in (*stage.young[:3], stage.adults[0])
    }
    assert stage.bench.event_types() == ["youth_panel.panel_formed.v1"] * 2


def test_after_the_first_score_seats_are_added_but_never_taken_off(stage: Stage) -> None:
    stage.ready_to_score()
    stage.score(stage.young[0], 0, 3, 3)
    with pytest.raises(ScoringHasBegun):
        form(stage, stage.young[:3], stage.adults)
    late = stage.seat(Role.YOUNG_PERSON)
    form(stage, [*stage.young, late], stage.adults)
    assert len(stage.bench.rows(PanelSeat)) == 7


def test_a_seat_that_ended_keeps_its_place_when_others_are_added(stage: Stage) -> None:
    stage.ready_to_score()
    stage.score(stage.young[0], 0, 3, 3)
    stage.end_seat(stage.young[0])
    form(stage, [*stage.young[1:], stage.seat(Role.YOUNG_PERSON)], stage.adults)
    assert stage.young[0].seat in {row.seat_id for row in stage.bench.rows(PanelSeat)}


def test_after_the_lock_the_panel_stays_as_it_is(stage: Stage) -> None:
    stage.locked()
    with pytest.raises(ScoresAreLocked):
        form(stage, [*stage.young, stage.seat(Role.YOUNG_PERSON)], stage.adults)


def test_a_panel_needs_a_published_tender(stage: Stage) -> None:
    with pytest.raises(TenderIsNotPublished):
        stage.form()
    assert stage.bench.rows(Panel) == []
    assert stage.bench.events() == []


def test_an_unknown_commission_has_no_panel(stage: Stage) -> None:
    stage.commission_id = new_id()
    with pytest.raises(CommissionIsUnknown):
        stage.form()


def test_seats_of_another_commission_and_seats_that_ended_are_refused(stage: Stage) -> None:
    stage.publish()
    elsewhere = stage.bench.seat(new_id(), Role.YOUNG_PERSON)
    with pytest.raises(PanelCannotBeFormed) as refused:
        form(stage, [*stage.young, elsewhere], stage.adults)
    assert refused.value.extra == {"seat_ids": [elsewhere.seat]}
    stage.end_seat(stage.young[0])
    with pytest.raises(PanelCannotBeFormed):
        stage.form()
    assert stage.bench.rows(PanelSeat) == []


def test_whoever_chairs_here_does_not_score_here(stage: Stage) -> None:
    stage.publish()
    double = stage.seat(Role.EVALUATOR, holder_id=stage.chair.holder_id)
    with pytest.raises(PanelCannotBeFormed, match="Facilitators never score"):
        form(stage, stage.young, [*stage.adults, double])


def test_practice_is_scored_once_by_seats_of_the_panel(stage: Stage) -> None:
    stage.publish()
    with pytest.raises(PanelIsNotFormed):
        stage.act(finish_practice, stage.young[0], score=2, reason="Why.")
    stage.form()
    stage.act(finish_practice, stage.young[0], score=2, reason="Why.")
    with pytest.raises(PracticeIsFinished):
        stage.act(finish_practice, stage.young[0], score=3, reason="Why.")
    with pytest.raises(NotOnThePanel):
        stage.act(finish_practice, stage.seat(Role.YOUNG_PERSON), score=2, reason="Why.")
    (row,) = stage.bench.rows(Practice)
    assert (row.seat_id, row.score) == (stage.young[0].seat, 2)
    assert stage.bench.event_types()[1:] == ["youth_panel.practice_finished.v1"]


def declare(stage: Stage, caller: Caller, *, conflict: bool, organisation: str = "") -> None:
    stage.act(
        declare_interest,
        caller,
        organisation_id=organisation or stage.organisations[0],
        conflict=conflict,
        words="My sister works there.",
    )


def test_a_declaration_without_conflict_keeps_its_words_to_the_panel(stage: Stage) -> None:
    stage.publish()
    stage.form()
    stage.open()
    declare(stage, stage.young[0], conflict=False)
    event = stage.bench.events()[-1]
    assert isinstance(event, InterestDeclared)
    assert not event.conflict
    assert stage.bench.recorded()[-1].reason == ""
    assert "sister" not in stage.bench.recorded()[-1].body
    assert stage.bench.rows(Interest)[0].words == "My sister works there."
    assert stage.bench.rows(Recusal) == []


def test_a_conflict_recuses_with_its_reason_on_the_record(stage: Stage) -> None:
    stage.publish()
    stage.form()
    stage.open()
    declare(stage, stage.young[0], conflict=True)
    declared, recused = stage.bench.events()[-2:]
    assert isinstance(declared, InterestDeclared)
    assert isinstance(recused, SeatRecused)
    assert declared.conflict
    assert recused.organisation_id == stage.organisations[0]
    assert stage.bench.recorded()[-1].reason == "My sister works there."


@pytest.mark.parametrize(
    ("problem", "refusal"),
    [("twice", InterestIsDeclared), ("unknown", OrganisationIsUnknown), ("outsider", NotOnThePanel)],
)
def test_a_declaration_that_does_not_fit_leaves_nothing(stage: Stage, problem: str, refusal: type[DomainError]) -> None:
    stage.publish()
    stage.form()
    stage.open()
    declare(stage, stage.young[0], conflict=False)
    before = stage.bench.event_types()
    caller = stage.seat(Role.YOUNG_PERSON) if problem == "outsider" else stage.young[0]
    with pytest.raises(refusal):
        declare(stage, caller, conflict=True, organisation=new_id() if problem == "unknown" else "")
    assert stage.bench.event_types() == before
    assert len(stage.bench.rows(Interest)) == 1
    assert stage.bench.rows(Recusal) == []


def test_nothing_is_declared_before_the_opening(stage: Stage) -> None:
    stage.publish()
    stage.form()
    with pytest.raises(BidsAreNotOpen):
        declare(stage, stage.young[0], conflict=False)


def test_when_a_commission_is_abandoned_nothing_changes_any_more(stage: Stage) -> None:
    stage.publish()
    stage.form()
    stage.abandon()
    with pytest.raises(CommissionHasEnded):
        stage.act(finish_practice, stage.young[0], score=2, reason="Why.")
    with pytest.raises(CommissionHasEnded):
        stage.form()
    with stage.bench.session() as session:
        assert list(session.scalars(select(Practice))) == []
