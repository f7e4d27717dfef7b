"""Two parts made of one: every passage keeps its writer, and both say where they came from."""

from __future__ import annotations

from typing import Any

import pytest

from services.specification.models import Clause, ClauseVersion
from services.specification.queries.ideas import ideas_of_clause
from services.specification.rules.authors import Passage
from services.specification.rules.live import WordsAreReadFirst
from services.specification.rules.shaping import halves, passages_kept
from services.specification.rules.texts import ReasonIsMissing, TextHasChanged, TextIsHidden
from services.specification.use_cases.add_idea import add_idea
from services.specification.use_cases.give_theme import give_theme
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.link_idea import link_idea
from services.specification.use_cases.set_checking import set_checking
from services.specification.use_cases.split_clause import split_clause
from shared.contracts.specification import ClauseSplit, SignOffVoided
from shared.roles import Role
from tests.specification.test_pages import at, browser
from tests.specification.workshop import Workshop

LATE, WARM = "It is open until eight.", "It is warm in winter."


def written(workshop: Workshop) -> Clause:
    """A part whose second sentence somebody else wrote."""
    clause = workshop.draft(workshop.young[0], heading="Late", text=LATE)
    return workshop.edit(clause, workshop.young[1], text=f"{LATE} {WARM}")


def split(workshop: Workshop, clause: Clause, **changes: Any) -> Clause:
    fields = {
        "caller": workshop.young[2], "clause_id": clause.clause_id, "text": LATE, "new_heading": "Warm",
        "new_text": WARM, "number": clause.live_number, **changes,
    }  # fmt: skip
    found: Clause = workshop.act(split_clause, fields.pop("caller"), **fields)
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One.\n\nTwo. Three.\n\nFour.", ("One.\n\nTwo. Three.", "Four.")),
        ("One\nTwo", ("One", "Two")),
        ("One is one. Two is two! Three?", ("One is one.", "Two is two! Three?")),
        ("one two three", ("one two", "three")),
        ("One", ("One", "")),
        ("", ("", "")),
        (" One. ", (" One. ", "")),
    ],
)
def test_a_text_is_cut_near_its_middle(text: str, found: tuple[str, str]) -> None:
    assert halves(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("abc", [[3, "A"]]), ("def", [[3, "B"]]), ("abc def", [[4, "A"], [3, "B"]]), ("", []),
        ("abc new", [[4, "A"], [3, "me"]]), ("c d", [[2, "A"], [1, "B"]]),
    ],
)  # fmt: skip
def test_what_stays_of_a_text_keeps_its_writers(text: str, found: list[list[Any]]) -> None:
    assert passages_kept("abc def", [Passage(4, "A"), Passage(3, "B")], text, "me") == found


def test_the_new_part_comes_next_and_every_passage_keeps_its_writer(workshop: Workshop) -> None:
    clause = written(workshop)
    third = workshop.draft(heading="Third")
    idea = workshop.act(add_idea, workshop.young[0], text="Blankets", theme="none")
    workshop.act(link_idea, workshop.young[0], contribution_id=idea.contribution_id, clause_ids=[clause.clause_id])
    workshop.act(give_theme, workshop.young[0], clause_id=clause.clause_id, theme="being_you")
    new = split(workshop, clause)
    found = workshop.clauses()
    assert [(each.clause_id, each.number, each.heading, each.text) for each in found] == [
        (clause.clause_id, 1, "Late", LATE), (new.clause_id, 2, "Warm", WARM),
        (third.clause_id, 3, "Third", third.text),
    ]  # fmt: skip
    young = [each.seat for each in workshop.young]
    assert [each.live_passages for each in found[:2]] == [[[len(LATE), young[0]]], [[len(WARM), young[1]]]]
    assert (new.version, new.theme) == (1, "being_you")
    event = workshop.last(ClauseSplit)
    assert (event.clause_id, event.version, event.new_clause_id) == (clause.clause_id, 3, new.clause_id)
    with workshop.bench.runtime.read_sessions() as session:
        old, fresh = (session.get_one(ClauseVersion, key) for key in ((clause.clause_id, 3), (new.clause_id, 1)))
        assert (old.came_from, old.other_id) == ("split", new.clause_id)
        assert (fresh.came_from, fresh.other_id) == ("split_off", clause.clause_id)
        assert [each.text for each in ideas_of_clause(session, new.clause_id)] == ["Blankets"]
        assert [each.text for each in ideas_of_clause(session, clause.clause_id)] == ["Blankets"]


def test_both_are_written_in_by_several_at_once_as_ever(workshop: Workshop) -> None:
    clause = written(workshop)
    new = split(workshop, clause)
    workshop.writes(new, workshop.young[0], 0, [len(WARM), [0, " Dry."]])
    workshop.writes(clause, workshop.young[1], workshop.clauses()[0].live_number, [len(LATE), [0, " Or nine."]])
    assert [each.live_text for each in workshop.clauses()] == [f"{LATE} Or nine.", f"{WARM} Dry."]


def test_words_written_meanwhile_are_not_cut(workshop: Workshop) -> None:
    clause = written(workshop)
    workshop.writes(clause, workshop.young[0], clause.live_number, [[0, "Yes. "], len(f"{LATE} {WARM}")])
    before = workshop.state()
    with pytest.raises(TextHasChanged) as refused:
        split(workshop, clause)
    assert refused.value.extra["current_text"] == f"Yes. {LATE} {WARM}"
    assert workshop.state() == before


def test_signatures_are_void_once_and_an_adult_says_why(workshop: Workshop) -> None:
    clause = workshop.agreed()
    before = workshop.state()
    with pytest.raises(ReasonIsMissing):
        split(workshop, clause, caller=workshop.commissioner)
    assert workshop.state() == before
    split(workshop, clause, caller=workshop.commissioner, reason="These are two things.")
    void = [event for event in workshop.bench.events() if isinstance(event, SignOffVoided)]
    assert [each.changed for each in void] == ["Clause 1 is two clauses now."]
    assert [each.agreed_version for each in workshop.clauses()] == [None, None]


@pytest.mark.parametrize("which", ["hidden", "read_first"])
def test_what_cannot_be_split(workshop: Workshop, which: str) -> None:
    clause = written(workshop)
    expected: type[Exception] = TextIsHidden
    if which == "hidden":
        workshop.act(
            hide_text, workshop.facilitator, clause_id=clause.clause_id, version=2, hides=True, reason="It names one."
        )
    else:
        workshop.act(set_checking, workshop.commissioner, checks=True)
        expected = WordsAreReadFirst
    before = workshop.state()
    with pytest.raises(expected):
        split(workshop, clause)
    assert workshop.state() == before


def test_on_a_page_two_parts_are_made_of_one(workshop: Workshop) -> None:
    clause = written(workshop)
    page = browser(workshop, workshop.young[2]).open(at(workshop, f"/text/{clause.clause_id}/split"))
    assert (page.value("text"), page.value("new_text")) == ([LATE], [WARM])
    workshop.edit(clause, workshop.young[0], heading="Late", text=f"{LATE} {WARM} Yes.")
    page.send(new_heading="Warm")
    assert page.status == 409
    assert f"{LATE} {WARM} Yes." in page.text
    assert (page.value("text"), page.value("new_heading")) == ([LATE], ["Warm"])
    page.send(new_text=f"{WARM} Yes.")
    assert "These are two parts now. The new one is part 2." in page.text
    new = workshop.clauses()[1]
    page.open(at(workshop, f"/text/{new.clause_id}/card"))
    assert "These words were in another part before." in page.text
    page.open(at(workshop, f"/text/{clause.clause_id}"))
    assert "Some of the words went into a new part." in page.text


def test_whoever_is_read_first_is_told_whom_to_ask(workshop: Workshop) -> None:
    clause = written(workshop)
    workshop.act(set_checking, workshop.commissioner, checks=True)
    for path in ("split", "join"):
        page = browser(workshop, workshop.young[0]).open(at(workshop, f"/text/{clause.clause_id}/{path}"))
        assert "Ask one to put parts together" in page.text


@pytest.mark.parametrize("role", list(Role))
def test_who_writes_also_splits(workshop: Workshop, role: Role) -> None:
    page = browser(workshop, workshop.seat(role)).open(at(workshop, f"/text/{written(workshop).clause_id}/split"))
    assert (page.status == 200) == (role in (Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER))
