"""Criteria that young people write one after another: drafts, weights, a practice bid, and setting them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.specification.models import DraftCriterion
from services.specification.queries.criteria import drafts_of
from services.specification.rules.drafts import (
    CriteriaAreNotReady,
    NoSuchCriterion,
    WeightsAreWrong,
    WordsAreReadFirst,
    check_weights,
    panel_points,
)
from services.specification.rules.signing import CriterionIsHidden
from services.specification.rules.texts import TextHasChanged
from services.specification.use_cases.check_text import check_text
from services.specification.use_cases.hide_criterion import hide_criterion
from services.specification.use_cases.report_criterion import report_criterion
from services.specification.use_cases.set_checking import set_checking
from services.specification.use_cases.set_drafted_criteria import set_drafted_criteria
from services.specification.use_cases.take_out_criterion import take_out_criterion
from services.specification.use_cases.weigh_criteria import weigh_criteria
from services.specification.use_cases.write_criterion import write_criterion
from shared.access import Caller
from shared.contracts.specification import CriteriaSet, TextHidden
from tests.specification.test_pages import at, browser
from tests.specification.workshop import DESCRIPTORS, Workshop, criteria

SCORES = {f"score_{score}": text for score, text in enumerate(DESCRIPTORS)}


def words(panel: str = "young_people", title: str = "A welcome", **changes: Any) -> dict[str, Any]:
    return {
        "panel": panel, "title": title, "question": "How do you welcome us?", "guidance": "", "word_limit": 300,
        "descriptors": list(DESCRIPTORS), "minimum_score": None, **changes,
    }  # fmt: skip


def write(workshop: Workshop, caller: Caller | None = None, **fields: Any) -> DraftCriterion:
    given = {"words": words(), "clause_ids": [], **fields}
    made: DraftCriterion = workshop.act(write_criterion, caller or workshop.young[0], **given)
    return made


def weigh(workshop: Workshop, *weights: tuple[DraftCriterion, str], panel: str = "young_people") -> None:
    sent = [
        {"criterion_id": each.criterion_id, "weight": Decimal(weight), "was": Decimal(each.weight)}
        for each, weight in weights
    ]
    workshop.act(weigh_criteria, workshop.young[0], panel=panel, weights=sent)


def seen(workshop: Workshop) -> list[DraftCriterion]:
    with workshop.bench.runtime.read_sessions() as session:
        return drafts_of(session, workshop.commission_id)


def complete(workshop: Workshop) -> list[DraftCriterion]:
    first, second = write(workshop), write(workshop, workshop.young[1], words=words(title="Waiting"))
    third = write(workshop, workshop.commissioner, words=words("adults", "Money"))
    weigh(workshop, (first, "62.5"), (second, "37.5"))
    weigh(workshop, (third, "100"), panel="adults")
    return seen(workshop)


def test_criteria_are_written_one_by_one_and_set_once_nothing_is_missing(workshop: Workshop) -> None:
    write(workshop, words=words(question="", descriptors=[""] * 6))
    with pytest.raises(CriteriaAreNotReady):
        workshop.act(set_drafted_criteria, workshop.young[0])
    workshop.act(take_out_criterion, workshop.young[1], criterion_id=seen(workshop)[0].criterion_id, version=1)
    drafts = complete(workshop)
    commission = workshop.act(set_drafted_criteria, workshop.young[1])
    assert [each["criterion_id"] for each in commission.criteria] == [each.criterion_id for each in drafts]
    assert [each.weight for each in workshop.last(CriteriaSet).criteria] == [Decimal("62.5"), Decimal("37.5"), 100]
    assert commission.criteria_version == 1
    assert workshop.act(set_drafted_criteria, workshop.young[0]).criteria_version == 1, "again changes nothing"


def test_who_began_a_criterion_and_who_wrote_it_last_is_kept(workshop: Workshop) -> None:
    draft = write(workshop)
    again = {"criterion_id": draft.criterion_id, "version": 1, "words": words(title="Welcomed")}
    write(workshop, workshop.young[1], **again)
    (found,) = seen(workshop)
    assert (found.first_seat_id, found.seat_id) == (workshop.young[0].seat, workshop.young[1].seat)
    with pytest.raises(TextHasChanged):
        write(workshop, workshop.young[2], **again)


def test_a_list_that_is_set_whole_is_where_writing_goes_on(workshop: Workshop) -> None:
    commission = workshop.set_criteria(criteria())
    drafts = seen(workshop)
    assert [each.criterion_id for each in drafts] == [each["criterion_id"] for each in commission.criteria]
    assert workshop.act(set_drafted_criteria, workshop.young[0]).criteria_version == 1


def test_words_that_are_read_first_wait_and_then_stand_as_their_writers(workshop: Workshop) -> None:
    standing = write(workshop)
    workshop.act(set_checking, workshop.commissioner, checks=True)
    new = write(workshop, words=words(title="Quiet rooms"))
    change = {"criterion_id": standing.criterion_id, "version": 1, "words": words(title="Zebra")}
    changed = write(workshop, workshop.young[1], **change)
    assert [each.words["title"] for each in seen(workshop)] == ["A welcome"]
    with pytest.raises(NoSuchCriterion):
        write(workshop, workshop.young[2], criterion_id=new.criterion_id, version=1)
    with pytest.raises(WordsAreReadFirst):
        workshop.set_criteria(criteria())
    for waiting in (new, changed):
        sent = {"text_id": waiting.criterion_id, "written_at": waiting.written_at}
        workshop.act(check_text, workshop.facilitator, **sent, why="")
    found = seen(workshop)
    assert [each.words["title"] for each in found] == ["Zebra", "Quiet rooms"]
    assert [each.seat_id for each in found] == [workshop.young[1].seat, workshop.young[0].seat]


def test_words_that_are_given_back_never_stand(workshop: Workshop) -> None:
    workshop.act(set_checking, workshop.commissioner, checks=True)
    new = write(workshop)
    sent = {"text_id": new.criterion_id, "written_at": new.written_at}
    workshop.act(check_text, workshop.facilitator, **sent, why="finds_somebody")
    assert seen(workshop) == []


def test_words_that_are_reported_come_before_those_who_hide_them_and_the_group_is_told_why(workshop: Workshop) -> None:
    draft = write(workshop, words=words(title="Zebra"))
    page = browser(workshop, workshop.young[1]).open(at(workshop, f"/scoring/{draft.criterion_id}/report"))
    page.send(why="hurts_somebody")
    host = browser(workshop, workshop.facilitator).open(at(workshop, "/reported"))
    assert "Zebra" in host.text
    host.open(at(workshop, f"/scoring/{draft.criterion_id}/hiding")).send(reason="It names somebody.")
    assert (workshop.last(TextHidden).place, workshop.last(TextHidden).text_id) == ("criterion", draft.criterion_id)
    assert seen(workshop) == []
    assert "Zebra" not in host.open(at(workshop, "/reported")).text


def test_reports_of_a_criterion_that_is_gone_keep_no_other_report_from_being_read(workshop: Workshop) -> None:
    draft, other = write(workshop), write(workshop, words=words(title="Zebra"))
    for each in (draft, other):
        said = {"criterion_id": each.criterion_id, "why": "hurts_somebody", "words": ""}
        workshop.act(report_criterion, workshop.young[1], **said)
    write(workshop, words=words(title="Welcomed"), criterion_id=draft.criterion_id, version=1)
    workshop.act(take_out_criterion, workshop.young[0], criterion_id=draft.criterion_id, version=2)
    page = browser(workshop, workshop.facilitator).open(at(workshop, "/reported"))
    assert page.status == 200
    assert "Zebra" in page.text
    assert "Welcomed" not in page.text
    workshop.set_criteria(criteria())
    assert "Zebra" not in page.open(at(workshop, "/reported")).text


def test_words_of_a_hidden_criterion_are_told_nowhere_once_the_criteria_are_set_anew(workshop: Workshop) -> None:
    workshop.agree(workshop.draft())
    with_zebra = [{**each, "title": "Zebra"} if each["title"] == "Waiting" else each for each in criteria()]
    set_with_it = workshop.set_criteria(with_zebra)
    workshop.sign(workshop.young[0])
    (zebra,) = [each for each in seen(workshop) if each.words["title"] == "Zebra"]
    workshop.act(hide_criterion, workshop.facilitator, criterion_id=zebra.criterion_id, reason="It names somebody.")
    assert "sign_off_voided" in workshop.names()
    assert "Zebra" not in str(workshop.document())
    with pytest.raises(CriterionIsHidden):
        workshop.sign(workshop.young[1], sha256="0" * 64)
    workshop.set_criteria(criteria(), workshop.facilitator, reason="It was hidden.")
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/whole"))
    assert "Zebra" not in page.text
    assert "These words are hidden now." in page.text
    assert "Zebra" in str(set_with_it.criteria)


def test_a_list_that_is_sent_again_brings_no_hidden_criterion_back(workshop: Workshop) -> None:
    commission = workshop.set_criteria(criteria())
    hidden, *rest = seen(workshop)
    workshop.act(hide_criterion, workshop.facilitator, criterion_id=hidden.criterion_id, reason="It names somebody.")
    ids = {each["title"]: each["criterion_id"] for each in commission.criteria}
    again = [{**each, "criterion_id": ids[each["title"]]} for each in criteria()]
    again[1]["guidance"] = "Tell a long story."
    before = workshop.state()
    with pytest.raises(NoSuchCriterion):
        workshop.set_criteria(again)
    assert workshop.state() == before
    again[0]["question"] = "How do you greet us?"
    workshop.set_criteria(again)
    assert len(seen(workshop)) == len(rest) + 1


@pytest.mark.parametrize(
    ("weights", "message"),
    [(("60", "50"), "10 too much"), (("60", "39.99"), "0.01 left"), (("100", "0"), "more than 0")],
)
def test_weights_that_do_not_total_100_say_what_is_over_or_left(weights: tuple[str, ...], message: str) -> None:
    with pytest.raises(WeightsAreWrong, match=message):
        check_weights([Decimal(each) for each in weights])


def test_weights_are_exact_and_those_who_saw_others_are_told(workshop: Workshop) -> None:
    first, second = write(workshop), write(workshop, words=words(title="Waiting"))
    weigh(workshop, (first, "33.30"), (second, "66.7"))
    assert [each.weight for each in seen(workshop)] == ["33.3", "66.7"]
    with pytest.raises(TextHasChanged):
        weigh(workshop, (first, "50"), (second, "50"))


def test_the_points_of_a_practice_bid_follow_the_real_formula() -> None:
    assert panel_points([(Decimal("62.5"), Decimal(4)), (Decimal("37.5"), Decimal(3))]) == Decimal("72.5")


def test_a_criterion_is_written_changed_weighed_tried_and_set_on_pages(workshop: Workshop) -> None:
    part = workshop.draft()
    write(workshop, workshop.commissioner, words=words("adults", "Money"))
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/scoring"))
    assert "has no criteria yet" in page.text
    assert "No criterion comes from these parts" in page.text
    page.open(at(workshop, "/scoring/new")).send(panel="young_people", title="A welcome", word_limit="300")
    assert page.problems == []
    assert "has no question yet" in page.text
    (first, money) = seen(workshop)
    page.open(at(workshop, f"/scoring/{first.criterion_id}"))
    page.send(question="How?", clauses=[part.clause_id], **SCORES)
    assert page.problems == []
    assert "Comes from" in page.text
    assert "No criterion comes from these parts" not in page.text
    other = browser(workshop, workshop.young[1]).open(at(workshop, f"/scoring/{first.criterion_id}"))
    page.open(at(workshop, f"/scoring/{first.criterion_id}")).send(title="Welcomed")
    other.send(title="Hugs")
    assert other.status == 409
    assert "What others wrote" in other.text
    assert other.value("title") == ["Hugs"]
    weights = {f"weight-{first.criterion_id}": "90"}
    page.open(at(workshop, "/scoring/weights?panel=young_people")).send(**weights)
    assert page.problems == ["Together the weights are 90. There are 10 left to give. Add 10 somewhere."]
    assert page.value(f"weight-{first.criterion_id}") == ["90"]
    page.send(**{f"weight-{first.criterion_id}": "100,00"})
    page.open(at(workshop, "/scoring/weights?panel=adults")).send(**{f"weight-{money.criterion_id}": "100"})
    tried = page.open(at(workshop, f"/scoring/practice?score-{first.criterion_id}=4"))
    assert "This bid gets 80 of 100 points" in tried.text
    page.open(at(workshop, "/scoring/setting")).send()
    assert "These criteria are set" in page.text
    assert workshop.last(CriteriaSet).criteria[0].title == "Welcomed"
    workshop.bench.advance(timedelta(days=1))
    page.open(at(workshop, f"/scoring/{first.criterion_id}/taking-out")).send()
    assert "Welcomed" not in page.text
