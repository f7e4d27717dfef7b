"""The clause library: what goes out of a signed text, and what comes of it in another commission."""

from __future__ import annotations

import json
import random
import re
from datetime import date
from typing import Any

import pytest

from services.specification.models import BroughtIn, Contribution, DraftCriterion, WaitingText
from services.specification.queries.library import library_of, sources_of
from services.specification.rules.library import NoSuchSource, NothingIsChosen, came_from, chosen_of, writers_named
from services.specification.rules.texts import ReasonIsMissing, TooManyClauses
from services.specification.schemas.library import LibraryFile
from services.specification.use_cases.bring_in import bring_in
from services.specification.use_cases.check_text import check_text
from services.specification.use_cases.hide_contribution import hide_contribution
from services.specification.use_cases.hide_criterion import hide_criterion
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.keep_words import keep_words
from services.specification.use_cases.say_why import say_why
from services.specification.use_cases.set_checking import set_checking
from shared.access import Caller
from shared.contracts.specification import ClauseDrafted
from shared.roles import Role
from tests.specification.workshop import Workshop, criteria, criterion

COUNCIL = "Sandford Council"
WHY_TEXT = "The last bus goes at nine."


def file_of(workshop: Workshop, caller: Caller | None = None) -> Any:
    """The file as it goes out: what its JSON says."""
    with workshop.bench.runtime.read_sessions() as session:
        found = library_of(session, workshop.commission(), caller or workshop.young[0], council=COUNCIL)
    return json.loads(json.dumps(LibraryFile().dump(found)))


def other(workshop: Workshop) -> Workshop:
    """Another commission of the same system."""
    return Workshop(workshop.bench)


def brings(workshop: Workshop, file: Any, caller: Caller | None = None, **fields: Any) -> list[BroughtIn]:
    wanted = {
        "clauses": range(1, len(file["clauses"]) + 1), "criteria": range(1, len(file["criteria"]) + 1), **fields,
    }  # fmt: skip
    found: list[BroughtIn] = workshop.act(
        bring_in, caller or workshop.facilitator, source=LibraryFile().load(file), **wanted
    )
    return found


def signed(workshop: Workshop) -> Workshop:
    """A text that two wrote, with a reason why it matters, signed by all."""
    clause = workshop.agree(workshop.edit(workshop.draft(), workshop.facilitator, text="It is open until ten."))
    workshop.act(say_why, workshop.young[0], clause_id=clause.clause_id, text=WHY_TEXT)
    workshop.set_criteria(criteria())
    for each in (workshop.commissioner, *workshop.young[:2]):
        workshop.sign(each)
    return workshop


def test_a_signed_text_goes_out_with_who_wrote_it_by_role_and_without_anybodys_id(workshop: Workshop) -> None:
    file = file_of(signed(workshop))
    assert [file[name] for name in ("format", "council", "commission", "signed_on")] == [
        "coproduce-clauses/1", COUNCIL, "Somewhere to go", "2026-03-02",
    ]  # fmt: skip
    (clause,) = file["clauses"]
    assert clause == {
        "heading": "Open late", "text": "It is open until ten.", "why": WHY_TEXT, "came_from": [],
        "written_by": ["young people", "facilitators"], "young_share": 85,
    }  # fmt: skip
    assert [each["weight"] for each in file["criteria"]] == ["70", "30", "100"]
    assert [each["descriptors"][5] for each in file["criteria"]] == ["we would bring a friend"] * 3
    assert [each["written_by"] for each in file["criteria"]] == [["young people"]] * 3
    text = json.dumps(file)
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text), "no id of anything"
    assert workshop.young[0].seat[:8] not in text


def test_how_much_young_people_wrote_is_what_an_independent_count_finds(workshop: Workshop) -> None:
    """Many write in turn; beside each text stands, letter by letter, who typed it."""
    chance = random.Random(7)
    writers = [*workshop.young[:2], workshop.facilitator, workshop.commissioner]
    texts = []
    for number in range(4):
        letters = [(letter, True) for letter in "We start."]
        clause = workshop.draft(text="We start.", heading=f"Part {number}")
        for _ in range(30):
            writer, typed = chance.choice(writers), chance.choice(["a", "bc", "ż", "😀", "def g"])
            place = chance.randint(0, len(letters))
            gone = min(chance.randint(0, 2), len(letters) - place)
            kept, cut, rest = (
                units(each) for each in (letters[:place], letters[place : place + gone], letters[place + gone :])
            )
            change = [each for each in (kept, [cut, typed], rest) if each]
            workshop.writes(clause, writer, workshop.clauses()[-1].live_number, change)
            letters[place : place + gone] = [(letter, writer.role == Role.YOUNG_PERSON) for letter in typed]
        workshop.act(keep_words, workshop.young[0], clause_id=clause.clause_id)
        texts.append(letters)
    for clause in workshop.clauses():
        workshop.agree(clause)
    workshop.set_criteria(criteria())
    workshop.sign(workshop.young[0])
    found = file_of(workshop)["clauses"]
    for clause, letters in zip(found, texts, strict=True):
        assert clause["text"] == "".join(letter for letter, _ in letters)
        young = [each for each in letters if each[1]]
        assert clause["young_share"] == units(young) * 100 // units(letters)
        assert set(clause["written_by"]) == {"young people", "facilitators", "commissioner"}
    assert len({clause["young_share"] for clause in found}) > 1


def units(letters: list[tuple[str, bool]]) -> int:
    return len("".join(letter for letter, _ in letters).encode("utf-16-le")) // 2


def test_before_anybody_has_signed_there_is_no_file(workshop: Workshop) -> None:
    workshop.ready()
    with pytest.raises(NoSuchSource):
        file_of(workshop)


def test_a_text_that_was_signed_and_changed_goes_out_as_it_was_signed(workshop: Workshop) -> None:
    clause = signed(workshop).clauses()[0]
    workshop.edit(clause, text="It is never open.")
    assert [each["text"] for each in file_of(workshop)["clauses"]] == ["It is open until ten."]


def test_hidden_words_do_not_leave(workshop: Workshop) -> None:
    first, second = workshop.agree(workshop.draft()), workshop.agree(workshop.draft(heading="Okapi", text="An okapi."))
    why = workshop.act(say_why, workshop.young[0], clause_id=first.clause_id, text="Okapi why.")
    workshop.set_criteria([*criteria()[:1], criterion("young_people", "Okapi", "30"), criteria()[2]])
    for each in (workshop.commissioner, *workshop.young[:2]):
        workshop.sign(each)
    assert json.dumps(file_of(workshop)).casefold().count("okapi") == 4
    hides = {"hides": True, "reason": "It names somebody."}
    workshop.act(hide_text, workshop.facilitator, clause_id=second.clause_id, version=1, **hides)
    workshop.act(hide_contribution, workshop.facilitator, contribution_id=why.contribution_id, **hides)
    okapi = next(each for each in workshop.commission().criteria if each["title"] == "Okapi")
    workshop.act(hide_criterion, workshop.facilitator, criterion_id=okapi["criterion_id"], reason="It names somebody.")
    file = file_of(workshop, workshop.facilitator)
    assert "okapi" not in json.dumps(file).casefold()
    assert (len(file["clauses"]), len(file["criteria"])) == (1, 2)


def test_hidden_words_do_not_come_back_with_a_part_that_was_written_anew(workshop: Workshop) -> None:
    clause = signed(workshop).clauses()[0]
    hiding = {"version": clause.version, "hides": True, "reason": "It names somebody."}
    workshop.act(hide_text, workshop.facilitator, clause_id=clause.clause_id, **hiding)
    workshop.edit(clause, text="It is open.")
    assert file_of(workshop)["clauses"] == []


def test_words_of_one_commission_come_into_another_as_they_are(workshop: Workshop) -> None:
    file, here = file_of(signed(workshop)), other(workshop)
    marks = brings(here, file)
    (clause,) = here.clauses()
    assert (clause.heading, clause.text) == ("Open late", "It is open until ten.")
    assert (clause.agreed_version, clause.version, clause.drafted_by) == (None, 1, here.facilitator.seat)
    drafts = [each for each in here.bench.rows(DraftCriterion) if each.commission_id == here.commission_id]
    there = file["criteria"]
    assert len(drafts) == len(there) == 3
    for draft, words in zip(sorted(drafts, key=lambda each: each.number), there, strict=True):
        beside = {"weight": draft.weight, "came_from": [], "written_by": words["written_by"]}
        assert {**draft.words, **beside} == words
    whys = [each for each in here.bench.rows(Contribution) if each.commission_id == here.commission_id]
    assert [(each.text, each.subject_id, each.role) for each in whys] == [(WHY_TEXT, clause.clause_id, "elsewhere")]
    assert len(marks) == 4
    assert marks[0].came_from == [
        {"council": COUNCIL, "commission": "Somewhere to go", "signed_on": "2026-03-02", "young_share": 85}
    ]
    assert here.last(ClauseDrafted).from_elsewhere


def test_numbers_of_a_criterion_come_in_as_the_pages_write_them(workshop: Workshop) -> None:
    file, here = file_of(signed(workshop)), other(workshop)
    file["criteria"][0] |= {"weight": "70.00", "minimum_score": "2.0"}
    brings(here, file, clauses=[], criteria=[1])
    (draft,) = [each for each in here.bench.rows(DraftCriterion) if each.commission_id == here.commission_id]
    assert (draft.weight, draft.words["minimum_score"]) == ("70", "2")


def test_whoever_presses_the_button_has_not_written_the_words(workshop: Workshop) -> None:
    file, here = file_of(signed(workshop)), other(workshop)
    (mark, *_) = brings(here, file, here.young[0])
    (clause,) = here.clauses()
    assert clause.live_passages == [[len(clause.text), mark.source_id]]
    assert mark.source_id not in {each.seat for each in (*here.young, here.facilitator)}
    here.edit(clause, here.young[0], text="It is open until ten. And on Sundays.")
    here.agree(here.clauses()[0])
    here.set_criteria(criteria(), here.young[0])
    here.sign(here.young[0])
    (again,) = file_of(here, here.young[0])["clauses"]
    assert again["written_by"] == ["young people", "elsewhere"]
    assert again["young_share"] == len(" And on Sundays.") * 100 // len("It is open until ten. And on Sundays.")
    assert [(each["commission"], each["young_share"]) for each in again["came_from"]] == [("Somewhere to go", 85)]


def test_it_says_for_good_where_words_came_from_also_through_several_groups(workshop: Workshop) -> None:
    file = file_of(signed(workshop))
    for each in range(7):
        here = other(workshop)
        brings(here, {**file, "commission": f"Group {each}"}, criteria=[])
        here.agree(here.clauses()[0])
        here.set_criteria(criteria(), here.young[0])
        here.sign(here.young[0])
        file = file_of(here, here.young[0])
    assert [each["commission"] for each in file["clauses"][0]["came_from"]] == [f"Group {n}" for n in (6, 5, 4, 3, 2)]


def test_words_from_elsewhere_wait_where_a_facilitator_reads_what_somebody_writes(workshop: Workshop) -> None:
    file, here = file_of(signed(workshop)), other(workshop)
    here.act(set_checking, here.commissioner, checks=True)
    marks = brings(here, file, here.young[0])
    assert here.clauses() == []
    waiting = {each.text_id: each for each in here.bench.rows(WaitingText)}
    assert sorted(each.place for each in waiting.values()) == ["clause", "criterion", "criterion", "criterion", "why"]
    assert {each.seat_id for each in waiting.values()} == {here.young[0].seat}
    for text_id, each in sorted(waiting.items(), key=lambda pair: pair[1].place):
        here.act(check_text, here.facilitator, text_id=text_id, written_at=each.written_at, why="")
    (clause,) = here.clauses()
    assert (clause.clause_id, clause.text) == (marks[0].subject_id, "It is open until ten.")
    assert clause.live_passages == [[len(clause.text), marks[0].source_id]]
    assert here.last(ClauseDrafted).from_elsewhere
    actors = {row.actor for row in here.bench.recorded() if row.type.endswith(("clause_drafted.v1", "added.v1"))}
    assert marks[0].source_id not in actors


def test_an_adult_who_adds_to_what_was_signed_says_why(workshop: Workshop) -> None:
    file, here = file_of(signed(workshop)), signed(other(workshop))
    before = here.state()
    with pytest.raises(ReasonIsMissing):
        brings(here, file, criteria=[])
    assert here.state() == before
    brings(here, file, criteria=[], reason="Others have thought of it.")
    assert len(here.clauses()) == 2
    assert here.commission().agreed_sha256 is None


def test_what_does_not_fit_brings_nothing(workshop: Workshop) -> None:
    file, here = file_of(signed(workshop)), other(workshop)
    file["clauses"] = file["clauses"] * 50
    for _ in range(4):
        brings(here, file, here.young[0], criteria=[])
    before = here.state()
    with pytest.raises(TooManyClauses):
        brings(here, file, here.young[0], clauses=[1])
    assert here.state() == before


@pytest.mark.parametrize(("clauses", "criteria"), [([], []), ([2], []), ([0], []), ([], [9]), (range(1, 52), [])])
def test_what_is_not_there_cannot_be_chosen(clauses: Any, criteria: Any) -> None:
    source = {"clauses": [{"text": "a"}] * (60 if len(clauses) > 50 else 1), "criteria": [{"title": "b"}]}
    with pytest.raises(NothingIsChosen):
        chosen_of(source, clauses, criteria)


def test_what_is_chosen_comes_once_and_in_the_order_of_the_source() -> None:
    source = {"clauses": [{"text": each} for each in "abc"], "criteria": []}
    assert [each["text"] for each in chosen_of(source, [3, 1, 3], []).clauses] == ["a", "c"]


def test_writers_are_named_by_role_in_one_order() -> None:
    assert writers_named(["commissioner", None, "young_person", "young_person"]) == [
        "young people", "commissioner", "others",
    ]  # fmt: skip


def test_where_something_came_from_begins_with_the_nearest() -> None:
    source = {"council": "A", "commission": "B", "signed_on": date(2026, 3, 2)}
    before = {"council": "C", "commission": "D", "signed_on": "2025-01-01", "young_share": 7}
    assert came_from(source, {"came_from": [before]}) == [
        {"council": "A", "commission": "B", "signed_on": "2026-03-02", "young_share": None}, before,
    ]  # fmt: skip


def seen_from(here: Workshop, caller: Caller) -> list[str]:
    with here.bench.runtime.read_sessions() as session:
        return [each.title for each in sources_of(session, here.commission_id, caller)]


def test_another_groups_text_can_be_used_once_bidders_can_read_it_too(workshop: Workshop) -> None:
    there, here = workshop, other(workshop)
    there.agreed()
    assert seen_from(here, here.facilitator) == []
    both = here.bench.seat(here.commission_id, Role.FACILITATOR, there.facilitator.holder_id)
    assert seen_from(here, both) == ["Somewhere to go"]
    there.publish()
    assert seen_from(here, here.facilitator) == ["Somewhere to go"]
    assert seen_from(there, there.facilitator) == [], "not one's own"


def test_why_a_part_matters_goes_to_those_who_sit_in_the_group(workshop: Workshop) -> None:
    signed(workshop)
    assert file_of(workshop, workshop.provider)["clauses"][0]["why"] == ""
    assert file_of(workshop, other(workshop).young[0])["clauses"][0]["why"] == ""
    assert file_of(workshop, workshop.young[2])["clauses"][0]["why"] == WHY_TEXT
