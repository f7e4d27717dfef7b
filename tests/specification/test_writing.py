"""The commission and its clauses: started, drafted, edited, agreed."""

from __future__ import annotations

from typing import Any

import pytest

from services.specification.models import Clause, ClauseVersion, Commission
from services.specification.queries.clauses import versions_of
from services.specification.rules.commissions import NoSuchCommission
from services.specification.rules.plan import PlanIsInconsistent
from services.specification.rules.texts import (
    ClauseIsAgreedAlready,
    NoSuchClause,
    ReasonIsMissing,
    SpecificationIsTooLong,
    TextHasChanged,
    TooManyClauses,
)
from services.specification.use_cases.edit_clause import edit_clause
from services.specification.use_cases.start_commission import start_commission
from shared.access import Caller
from shared.canonical import plain
from shared.contracts.specification import ClauseAgreed, ClauseDrafted, CommissionStarted
from shared.errors import DomainError
from shared.ids import new_id
from shared.roles import Role
from tests.specification.workshop import Workshop, plan


def test_a_commission_starts_with_its_plan_and_says_so(workshop: Workshop) -> None:
    commission = workshop.commission()
    event = workshop.last(CommissionStarted)
    assert (event.commission_id, event.title, event.need) == (workshop.commission_id, "Somewhere to go", "A place.")
    assert event.started_by == workshop.officer.holder_id
    assert event.started_at == commission.started_at
    assert plain(event.plan) == commission.plan == plain(plan())
    (row,) = workshop.bench.recorded()
    assert (row.actor, row.key) == (workshop.officer.holder_id, workshop.commission_id)


def test_a_plan_that_breaks_a_rule_starts_nothing(workshop: Workshop) -> None:
    before = workshop.state()
    with pytest.raises(PlanIsInconsistent):
        workshop.run(start_commission, workshop.officer, title="A", need="B", plan=plan(choice_quorum=2))
    assert workshop.state() == before


def test_a_draft_keeps_its_words_in_the_service(workshop: Workshop) -> None:
    clause = workshop.draft(text="Nobody waits in a corridor.")
    assert (clause.number, clause.version, clause.agreed_version) == (1, 1, None)
    assert (clause.drafted_by, clause.drafted_by_role) == (workshop.young[0].seat, "young_person")
    event = workshop.last(ClauseDrafted)
    assert (event.clause_id, event.version, event.drafted_at) == (clause.clause_id, 1, workshop.bench.now)
    row = workshop.bench.recorded()[-1]
    assert row.actor == workshop.young[0].seat
    assert "corridor" not in row.body + row.reason


def test_clauses_are_numbered_in_the_order_in_which_they_were_drafted(workshop: Workshop) -> None:
    writers = (workshop.young[0], workshop.facilitator, workshop.commissioner)
    made = [workshop.draft(caller, heading=f"Heading {n}") for n, caller in enumerate(writers)]
    assert [each.number for each in made] == [1, 2, 3]
    assert [each.drafted_by_role for each in made] == ["young_person", "facilitator", "commissioner"]


def test_every_version_is_kept_with_the_seat_that_wrote_it(workshop: Workshop) -> None:
    clause = workshop.draft()
    clause = workshop.edit(clause, workshop.young[1], text="It is open on Sundays.", reason="My bus is late.")
    clause = workshop.edit(clause, workshop.facilitator, text="It is open on Saturdays and Sundays.")
    kept = sorted(workshop.bench.rows(ClauseVersion), key=lambda row: int(row.version))
    assert [row.version for row in kept] == [1, 2, 3]
    assert [row.seat_id for row in kept] == [workshop.young[0].seat, workshop.young[1].seat, workshop.facilitator.seat]
    assert [row.text for row in kept][1:] == ["It is open on Sundays.", "It is open on Saturdays and Sundays."]
    with workshop.bench.session() as session:
        found = versions_of(session, workshop.commission_id, clause.clause_id)
    assert [row.version for row in found] == [3, 2, 1]
    assert (clause.version, clause.drafted_by) == (3, workshop.facilitator.seat)


def test_a_young_persons_reason_stays_in_the_service_and_an_adults_is_on_the_record(workshop: Workshop) -> None:
    clause = workshop.edit(workshop.draft(), reason="I never got home in time.")
    assert workshop.bench.recorded()[-1].reason == ""
    assert workshop.bench.rows(ClauseVersion)[-1].reason == "I never got home in time."
    workshop.edit(clause, workshop.commissioner, text="It is open until ten.", reason="There is money for it.")
    assert workshop.bench.recorded()[-1].reason == "There is money for it."


def test_the_same_words_again_change_nothing(workshop: Workshop) -> None:
    clause = workshop.agree(workshop.draft())
    before = workshop.state()
    again = workshop.edit(clause, workshop.commissioner, text=clause.text)
    assert again.version == clause.version
    assert workshop.state() == before


def test_an_edit_of_a_heading_alone_is_an_edit(workshop: Workshop) -> None:
    clause = workshop.draft()
    assert workshop.edit(clause, heading="Open later", text=clause.text).version == 2


@pytest.mark.parametrize("version", [1, 3])
def test_an_edit_of_another_version_is_refused_with_the_current_one(workshop: Workshop, version: int) -> None:
    clause = workshop.edit(workshop.draft())
    before = workshop.state()
    with pytest.raises(TextHasChanged) as refused:
        workshop.edit(clause, workshop.young[2], version=version, text="My words.")
    current = {"current_version": 2, "current_heading": clause.heading, "current_text": clause.text}
    assert refused.value.extra == current
    assert workshop.state() == before


def test_an_agreed_clause_is_published_with_how_the_group_decided(workshop: Workshop) -> None:
    clause = workshop.agree(workshop.draft())
    assert (clause.agreed_version, clause.agreed_at) == (1, workshop.bench.now)
    event = workshop.last(ClauseAgreed)
    assert (event.clause_id, event.version, event.heading, event.text) == (
        clause.clause_id, 1, "Open late", "It is open until eight.",
    )  # fmt: skip
    row = workshop.bench.recorded()[-1]
    assert (row.actor, row.reason) == (workshop.facilitator.seat, "A show of hands, 21 to 1.")


def test_a_version_is_agreed_once(workshop: Workshop) -> None:
    clause = workshop.agree(workshop.draft())
    before = workshop.state()
    with pytest.raises(ClauseIsAgreedAlready):
        workshop.agree(clause)
    assert workshop.state() == before


def test_a_version_that_is_no_longer_current_is_not_agreed(workshop: Workshop) -> None:
    clause = workshop.edit(workshop.draft())
    before = workshop.state()
    with pytest.raises(TextHasChanged):
        workshop.agree(clause, version=1)
    assert workshop.state() == before


def test_an_edit_makes_an_agreed_clause_a_draft_again(workshop: Workshop) -> None:
    clause = workshop.edit(workshop.agree(workshop.draft()))
    assert (clause.version, clause.agreed_version, clause.agreed_at) == (2, None, None)
    assert workshop.agree(clause).agreed_version == 2


@pytest.mark.parametrize("seat", ["commissioner", "facilitator"])
def test_an_adult_who_edits_an_agreed_clause_says_why(workshop: Workshop, seat: str) -> None:
    adult: Caller = getattr(workshop, seat)
    clause = workshop.agree(workshop.draft())
    before = workshop.state()
    with pytest.raises(ReasonIsMissing):
        workshop.edit(clause, adult)
    assert workshop.state() == before
    assert workshop.edit(clause, adult, reason="The building closes at nine.").version == 2
    assert workshop.bench.recorded()[-1].reason == "The building closes at nine."


def test_an_adult_edits_a_draft_without_a_reason(workshop: Workshop) -> None:
    assert workshop.edit(workshop.draft(), workshop.commissioner).version == 2


def test_a_clause_of_another_commission_is_not_found(workshop: Workshop) -> None:
    clause = workshop.draft()
    other: Commission = workshop.run(start_commission, workshop.officer, title="Other", need="Else.", plan=plan())
    stranger = workshop.bench.seat(other.commission_id, Role.YOUNG_PERSON)
    before = workshop.state()
    with pytest.raises(NoSuchClause):
        workshop.run(
            edit_clause,
            stranger,
            commission_id=other.commission_id,
            clause_id=clause.clause_id,
            heading="Mine",
            text="Mine.",
            version=1,
        )
    assert workshop.state() == before


def test_a_clause_or_commission_that_is_not_there_is_not_found(workshop: Workshop) -> None:
    clause = workshop.draft()
    clause.clause_id = new_id()
    with pytest.raises(NoSuchClause):
        workshop.edit(clause)
    with pytest.raises(NoSuchClause):
        workshop.agree(clause)
    workshop.commission_id = new_id()
    with pytest.raises(NoSuchCommission):
        workshop.draft()


def test_no_more_clauses_fit_than_can_be_listed(workshop: Workshop) -> None:
    with workshop.bench.session() as session:
        session.add_all(
            Clause(
                clause_id=new_id(), commission_id=workshop.commission_id, number=number, heading="Short", text="Short.",
                version=1, drafted_by=workshop.young[0].seat, drafted_by_role="young_person",
                live_text="Short.", live_number=0, live_passages=[], live_at=workshop.bench.now, kept_number=0,
            )
            for number in range(1, 200)
        )  # fmt: skip
    assert workshop.draft().number == 200
    before = workshop.state()
    with pytest.raises(TooManyClauses):
        workshop.draft()
    assert workshop.state() == before


def test_the_whole_text_fits_one_event_or_is_refused(workshop: Workshop) -> None:
    refusal: DomainError | None = None
    for made in range(20):
        before: dict[str, Any] = workshop.state()
        try:
            workshop.draft(heading=f"Heading {made}", text="\N{SNOWMAN}" * 10_000)
        except SpecificationIsTooLong as error:
            refusal = error
            break
    assert refusal is not None
    assert made == 16
    assert workshop.state() == before
