"""Rooms without computers: recording a workshop, its sticky notes, numbers that hide the few, and slips with codes."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from services.specification.app import create_app
from services.specification.models import Contribution, RecordedWorkshop, WorkshopSlip
from services.specification.queries.workshops import outcomes_of, workshops_of
from services.specification.rules.commissions import RulesAreLocked
from services.specification.rules.contributions import WORKSHOP
from services.specification.rules.workshops import (
    BANDS,
    FREE_GUESSES,
    NoSuchWorkshop,
    StickiesAreWrong,
    TooMuchOfWorkshops,
    WorkshopIsWrong,
    all_shown,
    new_code,
    shown_numbers,
    tidy_code,
)
from services.specification.use_cases.answer_contribution import answer_contribution
from services.specification.use_cases.hide_contribution import hide_contribution
from services.specification.use_cases.link_idea import link_idea
from services.specification.use_cases.make_slips import make_slips
from services.specification.use_cases.record_stickies import record_stickies
from services.specification.use_cases.record_workshop import record_workshop
from shared.contracts.specification import ContributionAdded, ContributionAnswered, WorkshopRecorded
from tests.specification.test_ideas import found_by
from tests.specification.test_pages import at, browser
from tests.specification.workshop import Workshop
from tests.visitor import Visitor

COUNTS = {"10-12": 5, "13-15": 9, "16-18": 6, "19-25": 5}


def held(workshop: Workshop, **changes: Any) -> RecordedWorkshop:
    fields = {
        "venue": "A made-up youth club", "held_on": workshop.bench.now.date(), "took_part": COUNTS,
        "asked": "What helps?",
    }  # fmt: skip
    found: RecordedWorkshop = workshop.act(record_workshop, workshop.facilitator, **{**fields, **changes})
    return found


def stuck(workshop: Workshop, at_: RecordedWorkshop, typed: str, **changes: Any) -> list[Contribution]:
    fields = {"workshop_id": at_.workshop_id, "typed": typed, "theme": "being_you", "heading": "", **changes}
    found: list[Contribution] = workshop.act(record_stickies, workshop.facilitator, **fields)
    return found


def code_for(workshop: Workshop, at_: RecordedWorkshop) -> str:
    settings = workshop.bench.runtime.settings

    def made(session: Any, **fields: Any) -> list[str]:
        return make_slips(session, settings, **fields)

    (code,) = workshop.act(made, workshop.facilitator, workshop_id=at_.workshop_id, number=1)
    return str(code)


def test_no_count_under_5_can_be_found_from_what_is_shown() -> None:
    for counts in product((0, 1, 4, 5, 30), repeat=4):
        shown = shown_numbers(dict(zip(BANDS, counts, strict=True)))
        if sum(counts) < 5:
            assert shown == shown_numbers({}), "fewer than 5 look like none"
        elif min(counts) < 5:
            assert (shown.total, shown.bands) == (sum(counts), None)
        else:
            assert shown.bands == dict(zip(BANDS, counts, strict=True))


def test_the_total_of_all_says_nothing_of_a_small_workshop() -> None:
    large, small = shown_numbers(COUNTS), shown_numbers({"10-12": 3})
    assert all_shown([large, small]) == all_shown([large]) == 25


def test_a_workshop_is_recorded_with_its_place_and_day_and_no_small_number(workshop: Workshop) -> None:
    held(workshop)
    assert workshop.last(WorkshopRecorded).took_part == 25
    small = held(workshop, took_part={"10-12": 4})
    assert workshop.last(WorkshopRecorded).took_part is None
    held(workshop, workshop_id=small.workshop_id, took_part={"10-12": 8})
    assert workshop.last(WorkshopRecorded).workshop_id == small.workshop_id
    with workshop.bench.runtime.read_sessions() as session:
        assert len(workshops_of(session, workshop.commission_id)) == 2


def test_a_workshop_to_come_or_without_people_is_refused(workshop: Workshop) -> None:
    wrongs: list[dict[str, Any]] = [
        {"held_on": workshop.bench.now.date() + timedelta(days=1)}, {"took_part": {}}, {"took_part": {"10-12": 2001}},
    ]  # fmt: skip
    for wrong in wrongs:
        before = workshop.state()
        with pytest.raises(WorkshopIsWrong):
            held(workshop, **wrong)
        assert workshop.state() == before


def test_forty_sticky_notes_come_in_at_once_as_words_of_nobodys_seat(workshop: Workshop) -> None:
    where = held(workshop)
    given = stuck(workshop, where, "\n".join(f"Note {number}." for number in range(40)), heading="Somewhere to sit")
    assert {(each.role, each.seat_id) for each in given} == {(WORKSHOP, where.workshop_id)}
    seen = found_by(workshop, workshop.young[2])
    assert len(seen) == 40
    assert {each.group.text for each in seen if each.group} == {"Somewhere to sit"}
    added = [event for event in workshop.bench.events() if isinstance(event, ContributionAdded)]
    assert [event.place for event in added] == ["idea_group", *["idea"] * 40]
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/wall")).text
    assert "People at the workshop: A made-up youth club" in page


def test_the_answer_to_a_sticky_note_is_told_to_no_seat(workshop: Workshop) -> None:
    (given,) = stuck(workshop, held(workshop), "A bench.")
    said = {"contribution_id": given.contribution_id, "answer": "taken", "reason": "Part 1."}
    workshop.act(answer_contribution, workshop.facilitator, **said)
    assert workshop.last(ContributionAnswered).seat_id == ""


@pytest.mark.parametrize("typed", ["", " \n ", "x" * 301, "\n".join(["x"] * 101)])
def test_no_line_a_long_one_and_too_many_are_refused(workshop: Workshop, typed: str) -> None:
    where = held(workshop)
    with pytest.raises(StickiesAreWrong):
        stuck(workshop, where, typed)


def test_a_workshop_of_another_commission_takes_no_notes(workshop: Workshop) -> None:
    elsewhere = held(Workshop(workshop.bench))
    with pytest.raises(NoSuchWorkshop):
        stuck(workshop, elsewhere, "A bench.")


def test_five_hundred_notes_fit_and_no_more(workshop: Workshop) -> None:
    where = held(workshop)
    for _ in range(5):
        stuck(workshop, where, "\n".join(["A bench."] * 100))
    with pytest.raises(TooMuchOfWorkshops):
        stuck(workshop, where, "One more.")


def test_once_the_tender_is_published_no_workshop_is_recorded(workshop: Workshop) -> None:
    where = held(workshop)
    workshop.publish()
    with pytest.raises(RulesAreLocked):
        held(workshop)
    with pytest.raises(RulesAreLocked):
        stuck(workshop, where, "A bench.")
    with pytest.raises(RulesAreLocked):
        code_for(workshop, where)


def test_codes_are_long_different_and_kept_as_hashes_alone(workshop: Workshop) -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{10}", code) for code in codes)
    assert tidy_code(" 7kq2m - xr4tb") == "7KQ2MXR4TB"
    code = code_for(workshop, held(workshop))
    assert code not in str([vars(row[0]) for row in _rows(workshop)])


def _rows(workshop: Workshop) -> list[Any]:
    with workshop.bench.runtime.read_sessions() as session:
        return [(row,) for row in session.query(WorkshopSlip)]


def test_whoever_has_a_slip_sees_what_became_of_the_notes_and_needs_no_account(workshop: Workshop) -> None:
    where, clause = held(workshop), workshop.draft()
    first, second, hidden = stuck(workshop, where, "A bench.\nTea.\nA name.")
    workshop.act(link_idea, workshop.young[0], contribution_id=first.contribution_id, clause_ids=[clause.clause_id])
    said = {"contribution_id": first.contribution_id, "answer": "taken", "reason": "There will be two."}
    workshop.act(answer_contribution, workshop.facilitator, **said)
    hiding = {"contribution_id": hidden.contribution_id, "hides": True, "reason": "It names somebody."}
    workshop.act(hide_contribution, workshop.facilitator, **hiding)
    code = code_for(workshop, where)
    stranger = Visitor(workshop.bench.client(create_app)).open("/specification/slips").send(code=code.lower())
    for words in ("A bench.", "There will be two.", "Part 1", "Tea.", "There is no answer yet."):
        assert words in stranger.text
    assert "A name." not in stranger.text
    with workshop.bench.runtime.read_sessions() as session:
        assert [each.given.contribution_id for each in outcomes_of(session, where.workshop_id)] == [
            first.contribution_id, second.contribution_id
        ]  # fmt: skip


def test_codes_cannot_be_tried_out(workshop: Workshop) -> None:
    code = code_for(workshop, held(workshop))
    stranger = Visitor(workshop.bench.client(create_app)).open("/specification/slips")
    for _ in range(FREE_GUESSES):
        stranger.send(code="AAAAA-AAAAA")
        assert stranger.problems == ["No slip has this code. Look at it again: it has ten letters and numbers."]
    stranger.send(code=code)
    assert stranger.status == 429
    assert "Wait 1 seconds" in stranger.problems[0]
    workshop.bench.advance(timedelta(seconds=2))
    assert stranger.send(code=code).status == 200
    assert "You were asked" in stranger.text


def test_on_the_pages_a_workshop_is_recorded_its_notes_typed_and_its_slips_printed(workshop: Workshop) -> None:
    leader = browser(workshop, workshop.facilitator)
    day = workshop.bench.now.date()
    leader.open(at(workshop, "/wall/workshops/new")).send(venue="", asked="What helps?", aged_13_15="12")
    assert "Write where it was." in leader.problems
    leader.send(venue="A made-up school", held_on=[str(day.day), str(day.month), str(day.year)])
    assert leader.heading == "Workshop: A made-up school"
    here = leader.path
    assert "Aged 13-15: 12" in leader.text
    young = browser(workshop, workshop.young[0]).open(here)
    assert "Young people: 12." in young.text
    assert "Aged" not in young.text
    leader.open(f"{here}/stickies").send(typed="A bench.\n\nTea.", theme="none", heading="Nice things")
    assert "Ideas from here (2)" in leader.text
    leader.open(f"{here}/slips").send(number="61")
    assert leader.problems == ["Write a number from 1 to 60."]
    leader.send(number="3")
    assert len(re.findall(r"[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}", leader.text)) == 3
    leader.open(f"{here}/details")
    assert leader.value("aged_13_15") == ["12"]
    leader.send(venue="Another made-up school")
    assert "At least 12 young people took part." in young.open(at(workshop, "/wall/workshops")).text
    assert "Another made-up school" in young.text
    assert young.open(f"{here}/stickies").status == 403
