"""A clause's card: comments, why it matters, hard words, and suggestions that the group takes or declines."""

from __future__ import annotations

from typing import Any

import pytest

from services.specification.models import Clause, Contribution
from services.specification.pages.cards import ease_of
from services.specification.queries.cards import SuggestionSeen, suggestions_of
from services.specification.rules.contributions import PARTLY, TAKEN, NoSuchContribution
from services.specification.rules.suggestions import (
    NothingIsChanged,
    SuggestionDoesNotFit,
    SuggestionIsTaken,
    WordsAreNotIn,
    passages_of,
)
from services.specification.use_cases.add_comment import add_comment
from services.specification.use_cases.answer_contribution import answer_contribution
from services.specification.use_cases.decide_suggestion import decide_suggestion
from services.specification.use_cases.explain_word import explain_word
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.set_checking import set_checking
from services.specification.use_cases.suggest_change import suggest_change
from shared.access import Caller
from shared.contracts.specification import ContributionAnswered
from shared.roles import Role
from tests.specification.test_pages import at, browser
from tests.specification.workshop import Workshop

WORDS = "It is warm. It is open until eight. It is ours."


def suggest(workshop: Workshop, clause: Clause, text: str, caller: Caller | None = None, number: int = 0) -> Any:
    return workshop.act(
        suggest_change, caller or workshop.young[1], clause_id=clause.clause_id, text=text, number=number,
        why="Buses run till ten.",
    )  # fmt: skip


def decide(workshop: Workshop, given: Contribution, *, takes: bool = True) -> Any:
    return workshop.act(
        decide_suggestion, workshop.facilitator, contribution_id=given.contribution_id, takes=takes, reason="9 of 10.",
    )  # fmt: skip


def seen(workshop: Workshop, clause: Clause, caller: Caller) -> list[SuggestionSeen]:
    with workshop.bench.runtime.read_sessions() as session:
        return suggestions_of(session, clause.clause_id, caller)


@pytest.mark.parametrize(
    ("old", "new", "passages"),
    [
        (WORDS, WORDS.replace("eight", "ten"), ("It is open until eight.", "It is open until ten.")),
        (WORDS, "It is warm. It is ours.", ("It is open until eight.", "")),
        ("One", "One. Two.", ("One", "One. Two.")),
        ("", "New.", ("", "New.")),
        ("Gone.", "", ("Gone.", "")),
    ],
)
def test_a_change_is_shown_in_whole_sentences(old: str, new: str, passages: tuple[str, str]) -> None:
    assert passages_of(old, new) == passages


def test_a_taken_suggestion_goes_into_what_was_written_since_as_its_writers_words(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    given = suggest(workshop, clause, WORDS.replace("eight", "ten"))
    assert workshop.words() == WORDS
    workshop.edit(clause, text=WORDS.replace("warm", "light"))
    decide(workshop, given)
    assert workshop.words() == "It is light. It is open until ten. It is ours."
    passages = workshop.clauses()[-1].live_passages
    assert [seat for units, seat in passages if units == len("ten")] == [workshop.young[1].seat]
    told = workshop.last(ContributionAnswered)
    assert (told.answer, told.seat_id) == ("taken", workshop.young[1].seat)
    with pytest.raises(SuggestionIsTaken):
        decide(workshop, given)


def test_a_suggestion_whose_words_were_changed_since_stays_open(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    given = suggest(workshop, clause, WORDS.replace("eight", "ten"))
    workshop.edit(clause, text=WORDS.replace("eight", "nine"))
    before = workshop.state()
    with pytest.raises(SuggestionDoesNotFit):
        decide(workshop, given)
    assert workshop.state() == before
    assert not seen(workshop, clause, workshop.young[0])[0].fits
    decide(workshop, given, takes=False)
    assert workshop.last(ContributionAnswered).answer == "not_taken"


def test_nobody_answers_yes_to_a_suggestion_whose_words_are_not_in_the_text(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    given = suggest(workshop, clause, WORDS.replace("eight", "ten"))
    before = workshop.state()
    said = {"contribution_id": given.contribution_id, "reason": "We like it."}
    with pytest.raises(WordsAreNotIn):
        workshop.act(answer_contribution, workshop.facilitator, answer=TAKEN, **said)
    assert workshop.state() == before
    page = browser(workshop, workshop.facilitator).open(at(workshop, f"/given/{given.contribution_id}/answer"))
    assert "the new words have to go into the text" in page.text
    page.send(answer="taken", reason="We like it.")
    assert page.problems
    workshop.act(answer_contribution, workshop.facilitator, answer=PARTLY, **said)
    workshop.edit(clause, text=WORDS.replace("eight", "ten"))
    workshop.act(answer_contribution, workshop.facilitator, answer=TAKEN, **said)
    assert workshop.last(ContributionAnswered).answer == "taken", "somebody wrote them in by hand"


def test_a_suggestion_taken_into_an_agreed_part_voids_what_was_signed(workshop: Workshop) -> None:
    clause = workshop.agreed()
    decide(workshop, suggest(workshop, clause, "It is open until ten."))
    assert "sign_off_voided" in workshop.names()
    assert workshop.clauses()[-1].agreed_version is None


def test_a_suggestion_that_changes_nothing_is_refused(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    with pytest.raises(NothingIsChanged):
        suggest(workshop, clause, WORDS)


def test_a_suggestion_that_is_read_first_cannot_be_taken_before(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    workshop.act(set_checking, workshop.commissioner, checks=True)
    given = suggest(workshop, clause, "Ten.")
    assert seen(workshop, clause, workshop.young[0]) == []
    with pytest.raises(NoSuchContribution):
        decide(workshop, given)


def test_a_suggestion_shows_no_words_that_are_hidden_meanwhile(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    suggest(workshop, clause, WORDS.replace("eight", "ten"))
    workshop.edit(clause, text="Something else.")
    workshop.act(
        hide_text, workshop.facilitator, clause_id=clause.clause_id, version=1, hides=True, reason="It names somebody."
    )
    (shown,) = seen(workshop, clause, workshop.young[2])
    assert (shown.withheld, shown.old, shown.new, shown.pieces) == (True, "", "", [])
    assert "open until" not in shown.given.text
    assert seen(workshop, clause, workshop.facilitator)[0].old == "It is open until eight."


def test_a_suggestion_made_of_older_words_shows_none_that_are_hidden_meanwhile(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    workshop.edit(clause, text="Something else.")
    made = suggest(workshop, clause, WORDS.replace("eight", "ten"), number=0)
    workshop.act(
        hide_text, workshop.facilitator, clause_id=clause.clause_id, version=1, hides=True, reason="It names somebody."
    )
    (shown,) = seen(workshop, clause, workshop.young[2])
    assert (shown.given.contribution_id, shown.version) == (made.contribution_id, 1)
    assert (shown.withheld, shown.old, shown.new) == (True, "", "")


def test_the_card_shows_what_people_gave(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    page = browser(workshop, workshop.young[0]).open(at(workshop, f"/text/{clause.clause_id}/card"))
    assert "Most people of 11 can read this." in page.text
    page.open(at(workshop, f"/text/{clause.clause_id}/comment")).send(text="Who has the key?")
    page.open(at(workshop, f"/text/{clause.clause_id}/why")).send(text="Some come from far.")
    page.open(at(workshop, f"/text/{clause.clause_id}/hard-word")).send(word="warm", meaning="Not cold.")
    page.open(at(workshop, f"/text/{clause.clause_id}/suggest")).send(why="It is dark.")
    assert page.problems == ["Nothing is different yet. Change the words, and send them again."]
    page.send(text=WORDS.replace("eight", "ten"))
    for words in ("Who has the key?", "Some come from far.", "warm: Not cold.", "It is open until ten.", "It is dark."):
        assert words in page.text


def test_a_facilitator_says_on_a_page_what_the_group_decided(workshop: Workshop) -> None:
    clause = workshop.draft(text=WORDS)
    given = suggest(workshop, clause, WORDS.replace("eight", "ten"))
    page = browser(workshop, workshop.facilitator).open(at(workshop, f"/suggestions/{given.contribution_id}"))
    page.send(decision="yes", reason="A show of hands.")
    assert "Saved. Whoever suggested it is told." in page.text
    assert "until ten" in workshop.words()


@pytest.mark.parametrize("role", list(Role))
def test_who_comments_and_who_suggests(workshop: Workshop, role: Role) -> None:
    clause = workshop.draft()
    page = browser(workshop, workshop.seat(role))
    comments = page.open(at(workshop, f"/text/{clause.clause_id}/comment")).status == 200
    assert comments == (role not in (Role.PROVIDER, Role.AUDITOR))
    suggests = page.open(at(workshop, f"/text/{clause.clause_id}/suggest")).status == 200
    assert suggests == (role in (Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER))


def test_a_word_is_explained_under_every_part_that_holds_it(workshop: Workshop) -> None:
    first, second = workshop.draft(text="A warm room."), workshop.draft(text="Warm light.")
    third = workshop.draft(text="Warmth.")
    workshop.act(explain_word, workshop.young[0], clause_id=first.clause_id, word="warm", meaning="Not cold.")
    for clause, held in ((first, True), (second, True), (third, False)):
        page = browser(workshop, workshop.young[1]).open(at(workshop, f"/text/{clause.clause_id}/card"))
        assert ("Not cold." in page.text) == held


def test_comments_stand_oldest_first_for_everybody(workshop: Workshop) -> None:
    clause = workshop.draft()
    for caller, text in ((workshop.facilitator, "First."), (workshop.young[0], "Second.")):
        workshop.act(add_comment, caller, clause_id=clause.clause_id, text=text)
    page = browser(workshop, workshop.young[2]).open(at(workshop, f"/text/{clause.clause_id}/card"))
    assert page.text.index("First.") < page.text.index("Second.")


def test_long_sentences_are_pointed_out() -> None:
    long = "One day we go and see the sea and the sand and the sun and then we all go home by bus again."
    assert ease_of(f"It is warm. {long}").long == [long[:-1]]
    assert ease_of("It is warm.").long == []
    assert ease_of("...").age is None
