from __future__ import annotations

from decimal import Decimal

import pytest

from services.specification.rules.criteria import CriteriaAreInconsistent
from services.specification.rules.texts import ReasonIsMissing, SpecificationIsTooLong, TextHasChanged
from shared.canonical import plain
from shared.contracts.specification import CriteriaSet
from shared.ids import new_id
from tests.specification.workshop import Workshop, criteria, criterion


def test_the_criteria_are_set_and_published(workshop: Workshop) -> None:
    commission = workshop.set_criteria(criteria())
    assert commission.criteria_version == 1
    event = workshop.last(CriteriaSet)
    assert event.set_at == workshop.bench.now
    assert [plain(each) for each in event.criteria] == commission.criteria
    assert [each.weight for each in event.criteria] == [Decimal(70), Decimal(30), Decimal(100)]
    assert event.criteria[0].minimum_score == Decimal("2.5")
    assert len({each.criterion_id for each in event.criteria}) == 3
    assert workshop.bench.recorded()[-1].actor == workshop.young[0].seat


@pytest.mark.parametrize("with_ids", [True, False])
def test_the_same_list_again_changes_nothing(workshop: Workshop, *, with_ids: bool) -> None:
    commission = workshop.set_criteria(criteria())
    before = workshop.state()
    again = criteria()
    again[0]["weight"] = Decimal("70.00")
    if with_ids:
        for sent, kept in zip(again, commission.criteria, strict=True):
            sent["criterion_id"] = kept["criterion_id"]
    assert workshop.set_criteria(again).criteria_version == 1
    assert workshop.state() == before


def test_the_order_of_criteria_is_part_of_the_text(workshop: Workshop) -> None:
    workshop.set_criteria(criteria())
    assert workshop.set_criteria(criteria()[::-1]).criteria_version == 2


def test_a_criterion_that_is_renamed_by_its_id_stays_the_same_one(workshop: Workshop) -> None:
    first = workshop.set_criteria(criteria()).criteria[0]["criterion_id"]
    wanted = criteria()
    wanted[0] |= {"criterion_id": first, "title": "You are met as a person"}
    found = workshop.set_criteria(wanted).criteria
    assert (found[0]["criterion_id"], found[0]["title"]) == (first, "You are met as a person")


def test_criteria_that_break_a_rule_leave_the_old_ones(workshop: Workshop) -> None:
    workshop.set_criteria(criteria())
    before = workshop.state()
    wanted = criteria()
    wanted[0]["weight"] = Decimal(71)
    with pytest.raises(CriteriaAreInconsistent, match="total 101"):
        workshop.set_criteria(wanted)
    with pytest.raises(CriteriaAreInconsistent, match="adults needs criteria"):
        workshop.set_criteria(criteria()[:2])
    with pytest.raises(CriteriaAreInconsistent, match="its id"):
        workshop.set_criteria([{**each, "criterion_id": new_id()} for each in criteria()])
    assert workshop.state() == before


@pytest.mark.parametrize("version", [0, 2])
def test_a_list_made_on_another_version_is_refused_with_the_current_one(workshop: Workshop, version: int) -> None:
    commission = workshop.set_criteria(criteria())
    before = workshop.state()
    with pytest.raises(TextHasChanged) as refused:
        workshop.set_criteria(criteria()[::-1], version=version)
    assert refused.value.extra == {"current_version": 1, "current_criteria": commission.criteria}
    assert workshop.state() == before


def test_criteria_longer_than_one_event_can_carry_are_refused(workshop: Workshop) -> None:
    before = workshop.state()
    words = ["\N{SNOWMAN}" * 1000] * 6
    wanted = [criterion("young_people", f"Title {n}", "4", descriptors=words) for n in range(25)]
    wanted.append(criterion("adults", "Money", "100", descriptors=words, question="\N{SNOWMAN}" * 20_000))
    with pytest.raises(SpecificationIsTooLong):
        workshop.set_criteria(wanted)
    assert workshop.state() == before


def test_an_adult_sets_criteria_without_a_reason_until_the_text_is_signed(workshop: Workshop) -> None:
    workshop.agree(workshop.draft())
    workshop.set_criteria(criteria(), workshop.commissioner)
    workshop.sign(workshop.young[0])
    before = workshop.state()
    with pytest.raises(ReasonIsMissing):
        workshop.set_criteria(criteria()[::-1], workshop.commissioner)
    assert workshop.state() == before
    workshop.set_criteria(criteria()[::-1], workshop.commissioner, reason="The auditor asked for this order.")
    assert {row.reason for row in workshop.bench.recorded()[-2:]} == {"The auditor asked for this order."}
