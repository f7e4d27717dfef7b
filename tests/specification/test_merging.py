"""Two parts put together: nothing of either is lost, and whoever has the other one open hears where to go."""

from __future__ import annotations

from typing import Any

import pytest

from services.specification.models import Clause, ClauseVersion, DraftCriterion
from services.specification.queries.cards import suggestions_of
from services.specification.queries.ideas import clauses_from, ideas_of_clause
from services.specification.rules.live import WordsAreReadFirst
from services.specification.rules.shaping import PartsAreTheSame, PartWasPutTogether
from services.specification.rules.suggestions import WordsAreNotIn
from services.specification.rules.texts import NoSuchClause, ReasonIsMissing, TextHasChanged, TextIsHidden
from services.specification.use_cases.add_comment import add_comment
from services.specification.use_cases.add_idea import add_idea
from services.specification.use_cases.answer_contribution import answer_contribution
from services.specification.use_cases.decide_suggestion import decide_suggestion
from services.specification.use_cases.explain_word import explain_word
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.link_idea import link_idea
from services.specification.use_cases.merge_clauses import merge_clauses
from services.specification.use_cases.move_clause import move_clause
from services.specification.use_cases.say_why import say_why
from services.specification.use_cases.set_checking import set_checking
from services.specification.use_cases.suggest_change import suggest_change
from services.specification.use_cases.write_criterion import write_criterion
from shared.contracts.specification import ClausesMerged, SignOffVoided, TextHidden
from shared.roles import Role
from tests.specification.test_pages import at, browser, html
from tests.specification.workshop import Workshop, criterion

LATE, WARM = "It is open until eight.", "It is warm in winter."
BOTH = f"{LATE}\n\n{WARM}"


def two(workshop: Workshop) -> tuple[Clause, Clause]:
    first = workshop.draft(workshop.young[0], heading="Late", text=LATE)
    return first, workshop.draft(workshop.young[1], heading="Warm", text=WARM)


def merge(workshop: Workshop, first: Clause, second: Clause, **changes: Any) -> Clause:
    fields = {
        "caller": workshop.young[2], "clause_id": first.clause_id, "other_id": second.clause_id,
        "heading": "Late and warm", "text": BOTH, "number": 0, "other_number": 0, **changes,
    }  # fmt: skip
    found: Clause = workshop.act(merge_clauses, fields.pop("caller"), **fields)
    return found


def test_the_first_goes_on_with_both_texts_and_every_passage_keeps_its_writer(workshop: Workshop) -> None:
    first, second = two(workshop)
    third = workshop.draft(heading="Third")
    merged = merge(workshop, first, second, text=BOTH.replace("winter", "all winter"))
    assert [(each.clause_id, each.number) for each in workshop.clauses()] == [
        (first.clause_id, 1),
        (third.clause_id, 2),
    ]
    assert (merged.heading, merged.version) == ("Late and warm", 2)
    assert merged.text == merged.live_text == BOTH.replace("winter", "all winter")
    young = [each.seat for each in workshop.young]
    assert merged.live_passages == [
        [len(LATE), young[0]], [2, young[2]], [len("It is warm in "), young[1]], [len("all "), young[2]],
        [len("winter."), young[1]],
    ]  # fmt: skip
    event = workshop.last(ClausesMerged)
    assert (event.clause_id, event.version, event.merged_id) == (first.clause_id, 2, second.clause_id)
    with workshop.bench.runtime.read_sessions() as session:
        version = session.get_one(ClauseVersion, (first.clause_id, 2))
        assert (version.came_from, version.other_id) == ("merged", second.clause_id)
        ended = session.get_one(Clause, second.clause_id)
        assert (ended.text, ended.number, ended.into_id) == (WARM, 2, first.clause_id)
    assert [each["number"] for each in workshop.document()["document"]["clauses"]] == [1, 2]


def test_what_others_type_meanwhile_goes_in_and_is_kept_in_both_timelines(workshop: Workshop) -> None:
    first, second = two(workshop)
    workshop.writes(second, workshop.young[1], 0, [len(WARM), [0, " And dry."]])
    workshop.writes(first, workshop.young[0], 0, [[0, "Yes. "], len(LATE)])
    merged = merge(workshop, first, second, text=BOTH.replace("winter", "all winter"))
    assert merged.text == f"Yes. {LATE}\n\nIt is warm in all winter. And dry."
    with workshop.bench.runtime.read_sessions() as session:
        assert session.get_one(Clause, second.clause_id).text == f"{WARM} And dry."


def test_where_two_changed_the_same_words_nothing_is_put_together(workshop: Workshop) -> None:
    first, second = two(workshop)
    workshop.edit(second, heading="Warm", text=WARM.replace("winter", "spring"))
    before = workshop.state()
    with pytest.raises(TextHasChanged) as refused:
        merge(workshop, first, second, text=BOTH.replace("winter", "summer"))
    assert refused.value.extra["current_text"] == BOTH.replace("winter", "spring")
    assert workshop.state() == before


def test_ideas_comments_hard_words_suggestions_and_criteria_come_along(workshop: Workshop) -> None:
    first, second = two(workshop)
    idea = workshop.act(add_idea, workshop.young[0], text="Blankets", theme="none")
    workshop.act(link_idea, workshop.young[0], contribution_id=idea.contribution_id, clause_ids=[second.clause_id])
    workshop.act(add_comment, workshop.young[0], clause_id=second.clause_id, text="Who pays?")
    workshop.act(say_why, workshop.young[0], clause_id=first.clause_id, text="Buses are late.")
    workshop.act(say_why, workshop.young[0], clause_id=second.clause_id, text="Some have no heating.")
    workshop.act(explain_word, workshop.young[0], clause_id=second.clause_id, word="draught", meaning="Cold air.")
    given = workshop.act(
        suggest_change, workshop.young[0], clause_id=second.clause_id, text=WARM.replace("winter", "spring"), number=0,
        why="It is cold then.",
    )  # fmt: skip
    words = {key: value for key, value in criterion("young_people", "A welcome", "100").items() if key != "weight"} | {
        "minimum_score": None
    }
    draft = workshop.act(
        write_criterion, workshop.young[0], words=words, clause_ids=[first.clause_id, second.clause_id]
    )
    merge(workshop, first, second)
    with workshop.bench.runtime.read_sessions() as session:
        assert [each.text for each in ideas_of_clause(session, first.clause_id)] == ["Blankets"]
        (grown,) = clauses_from(session, [idea.contribution_id])[idea.contribution_id]
        assert grown.clause_id == first.clause_id
        (seen,) = suggestions_of(session, first.clause_id, workshop.young[2])
        assert seen.fits
        assert session.get_one(DraftCriterion, draft.criterion_id).clause_ids == [first.clause_id]
    page = browser(workshop, workshop.young[2]).open(at(workshop, f"/text/{first.clause_id}/card"))
    for each in ("Who pays?", "Buses are late.", "Some have no heating.", "Cold air.", "It is cold then.", "Blankets"):
        assert each in page.text
    workshop.act(
        decide_suggestion, workshop.facilitator, contribution_id=given.contribution_id, takes=True, reason="9 of 10."
    )
    assert workshop.words() == BOTH.replace("winter", "spring")


def test_a_suggestion_to_the_other_part_that_was_written_in_by_hand_can_be_answered_with_yes(
    workshop: Workshop,
) -> None:
    first, second = two(workshop)
    given = workshop.act(
        suggest_change, workshop.young[2], clause_id=second.clause_id, text=WARM.replace("winter", "May"), number=0,
        why="May is cold.",
    )  # fmt: skip
    joined = merge(workshop, first, second)
    said = {"contribution_id": given.contribution_id, "answer": "taken", "reason": "We like it."}
    with pytest.raises(WordsAreNotIn):
        workshop.act(answer_contribution, workshop.facilitator, **said)
    workshop.edit(joined, text=BOTH.replace("winter", "May"))
    assert workshop.act(answer_contribution, workshop.facilitator, **said).answer == "taken"


def test_what_is_sent_about_the_other_part_later_still_arrives(workshop: Workshop) -> None:
    first, second = two(workshop)
    merge(workshop, first, second)
    page = browser(workshop, workshop.young[0])
    page.open(at(workshop, f"/text/{second.clause_id}/comment")).send(text="Who pays?")
    assert page.path.endswith(f"/text/{first.clause_id}/card")
    assert "Who pays?" in page.text
    page.open(at(workshop, f"/text/{second.clause_id}/suggest")).send(text=WARM.replace("winter", "May"), why="Cold.")
    assert "It is warm in May." in page.text
    words = {key: value for key, value in criterion("young_people", "A welcome", "100").items() if key != "weight"}
    draft = workshop.act(write_criterion, workshop.young[0], words=words, clause_ids=[second.clause_id])
    assert draft.clause_ids == [first.clause_id]


def test_whoever_has_the_other_part_open_hears_where_to_go_and_keeps_what_they_typed(workshop: Workshop) -> None:
    first, second = two(workshop)
    page = browser(workshop, workshop.young[1]).open(at(workshop, f"/text/{second.clause_id}/write"))
    merge(workshop, first, second)
    before = workshop.state()
    with pytest.raises(PartWasPutTogether) as refused:
        workshop.writes(second, workshop.young[1], 0, [len(WARM), [0, " And dry."]])
    assert refused.value.extra == {"current_clause_id": first.clause_id}
    page.send(text=f"{WARM} And dry.")
    assert page.status == 409
    assert page.value("text") == [f"{WARM} And dry."]
    (problem,) = page.problems
    assert problem.startswith("This part was put together with part 1. Nothing is lost.")
    assert f"/text/{first.clause_id}/write" in html(page)
    assert workshop.state() == before
    page.open(at(workshop, f"/text/{second.clause_id}/live?after=0"), headers={"Accept": "application/json"})
    assert page.status == 409


def test_the_timelines_lead_from_one_to_the_other(workshop: Workshop) -> None:
    first, second = two(workshop)
    merge(workshop, first, second)
    page = browser(workshop, workshop.young[0]).open(at(workshop, f"/text/{first.clause_id}"))
    assert "Two parts were put together here." in page.text
    page.open(at(workshop, f"/text/{second.clause_id}"))
    assert "this part was put together with part 1" in page.text
    assert WARM in page.text
    assert "Put these words back" not in page.text
    page.open(at(workshop, f"/text/{second.clause_id}/card"))
    assert page.heading == "Part 1"


def test_a_part_goes_into_one_that_goes_into_another(workshop: Workshop) -> None:
    first, second = two(workshop)
    workshop.act(add_comment, workshop.young[0], clause_id=second.clause_id, text="Who pays?")
    merge(workshop, first, second)
    third = workshop.draft(heading="Third", text="It is ours.")
    number = workshop.clauses()[0].live_number
    merge(workshop, third, first, text=f"It is ours.\n\n{BOTH}", other_number=number)
    page = browser(workshop, workshop.young[0]).open(at(workshop, f"/text/{third.clause_id}/card"))
    assert "Who pays?" in page.text
    assert [each.clause_id for each in workshop.clauses()] == [third.clause_id]
    with pytest.raises(PartWasPutTogether, match="part 1"):
        workshop.edit(second)


def test_signatures_are_void_and_an_adult_says_why(workshop: Workshop) -> None:
    second = workshop.agree(workshop.draft(heading="Warm", text=WARM))
    first = workshop.agreed()
    before = workshop.state()
    with pytest.raises(ReasonIsMissing):
        merge(workshop, first, second, caller=workshop.commissioner)
    assert workshop.state() == before
    merge(workshop, first, second, caller=workshop.commissioner, reason="They say the same.")
    void = [event for event in workshop.bench.events() if isinstance(event, SignOffVoided)]
    assert [each.changed for each in void] == ["Clause 1 was put together with what was clause 1."]
    (left,) = workshop.clauses()
    assert left.agreed_version is None
    assert workshop.document()["signed_by"] == []


@pytest.mark.parametrize("which", ["itself", "unknown", "hidden", "read_first"])
def test_what_cannot_be_put_together(workshop: Workshop, which: str) -> None:
    first, second = two(workshop)
    fields: dict[str, Any] = {}
    expected: type[Exception] = PartsAreTheSame
    if which == "itself":
        fields["other_id"] = first.clause_id
    elif which == "unknown":
        fields["other_id"], expected = first.commission_id, NoSuchClause
    elif which == "hidden":
        hide(workshop, second)
        expected = TextIsHidden
    else:
        workshop.act(set_checking, workshop.commissioner, checks=True)
        expected = WordsAreReadFirst
    before = workshop.state()
    with pytest.raises(expected):
        merge(workshop, first, second, **fields)
    assert workshop.state() == before


def hide(workshop: Workshop, clause: Clause) -> None:
    workshop.act(
        hide_text, workshop.facilitator, clause_id=clause.clause_id, version=1, hides=True, reason="It names somebody."
    )


def test_earlier_words_of_a_part_that_was_put_together_can_be_hidden_and_void_nothing(workshop: Workshop) -> None:
    second = workshop.agree(workshop.draft(heading="Warm", text=WARM))
    first = workshop.agree(workshop.draft(heading="Late", text=LATE))
    merge(workshop, first, second)
    voided = workshop.names().count("sign_off_voided")
    hide(workshop, second)
    assert workshop.last(TextHidden).text_id == second.clause_id
    assert workshop.names().count("sign_off_voided") == voided
    page = browser(workshop, workshop.young[0]).open(at(workshop, f"/text/{second.clause_id}"))
    assert WARM not in page.text


def test_what_waits_to_be_read_for_the_other_part_goes_back_to_its_writer(workshop: Workshop) -> None:
    first, second = two(workshop)
    workshop.act(set_checking, workshop.commissioner, checks=True)
    waiting = workshop.edit(second, workshop.young[0], text="It is warm and dry.")
    assert getattr(waiting, "being_checked", False)
    merge(workshop, first, second, caller=workshop.facilitator)
    page = browser(workshop, workshop.facilitator).open(at(workshop, "/words"))
    link = next(each for each in html(page).split('"') if "/words/" in each)
    page.open(link)
    assert "So these can only go back to their writer" in page.text
    with pytest.raises(PartWasPutTogether):
        workshop.act(move_clause, workshop.young[0], clause_id=second.clause_id, was=2, number=1)


def test_on_a_page_two_parts_are_put_together(workshop: Workshop) -> None:
    first, second = two(workshop)
    page = browser(workshop, workshop.young[0]).open(at(workshop, f"/text/{first.clause_id}/join"))
    assert f'href="?other={second.clause_id}"' in html(page)
    page.open(at(workshop, f"/text/{first.clause_id}/join?other={second.clause_id}"))
    assert page.value("text") == [BOTH]
    workshop.edit(second, heading="Warm", text=WARM.replace("winter", "spring"))
    page.send(text=BOTH.replace("winter", "summer"))
    assert page.status == 409
    assert page.value("text") == [BOTH.replace("winter", "summer")]
    assert "It is warm in spring." in page.text
    page.send()
    assert "They are one part now: part 1." in page.text
    assert workshop.words() == BOTH.replace("winter", "summer")


@pytest.mark.parametrize("role", list(Role))
def test_who_writes_also_puts_parts_together(workshop: Workshop, role: Role) -> None:
    first, _ = two(workshop)
    page = browser(workshop, workshop.seat(role)).open(at(workshop, f"/text/{first.clause_id}/join"))
    assert (page.status == 200) == (role in (Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER))
