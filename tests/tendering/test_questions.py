"""Providers ask while there is time, nobody learns who asks, and the answer goes to all at once."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from services.tendering.models import Question
from services.tendering.rules import bids, questions
from services.tendering.rules.opening import BidsAreOpenAlready
from shared.contracts.tendering import QuestionAnswered, QuestionAsked, QuestionSetAside
from shared.ids import new_id
from shared.roles import Role
from tests.tendering.asking import ANSWER, WORDS, answer, ask, own, published, set_aside
from tests.tendering.office import Office
from tests.tendering.web import Web

INSTANT = timedelta(microseconds=1)


def test_a_question_is_an_event_without_words_and_is_its_own_actor(office: Office) -> None:
    office.publish()
    asker = office.provider("Amber Door")
    question = ask(office, asker)
    (event,) = office.all_of(QuestionAsked)
    assert event == QuestionAsked(
        commission_id=office.commission_id, question_id=question.question_id, asked_at=office.bench.now
    )
    assert office.bench.recorded()[-1].actor == question.question_id


def test_whoever_asked_finds_their_questions_and_others_find_none(office: Office) -> None:
    office.publish()
    asker, other = office.provider("Amber Door"), office.seat(Role.PROVIDER)
    ask(office, asker)
    ask(office, other, "Is there a garden?")
    office.bench.advance(INSTANT)
    ask(office, asker, "How many rooms are there?")
    assert own(office, asker) == [WORDS, "How many rooms are there?"]
    assert own(office, other) == ["Is there a garden?"]
    assert own(office, office.provider("Hollow Oak")) == []


def test_a_copy_of_the_database_does_not_tell_who_asked(office: Office, tmp_path: Path) -> None:
    """Neither an id of theirs stands beside the question, nor do two questions of the same look alike."""
    office.publish()
    asker = office.provider("Amber Door")
    office.hand_in(asker)
    owner = office.bid_of(asker).owner_hash
    first, second = ask(office, asker), ask(office, asker, "How many rooms are there?")
    assert len({first.asker_hash, second.asker_hash, owner}) == 3
    database = sqlite3.connect(tmp_path / "tendering.sqlite")
    rows = [
        *database.execute("SELECT * FROM questions").fetchall(),
        *database.execute("SELECT * FROM outbox WHERE type LIKE '%question%'").fetchall(),
    ]
    database.close()
    assert len(rows) == 4
    said = json.dumps(rows, default=str)
    for mark in (asker.holder_id, asker.seat, asker.session_id, "Amber"):
        assert mark not in said


def test_the_answer_is_published_with_its_question_and_the_council_is_its_actor(office: Office) -> None:
    office.publish()
    question = ask(office, office.provider("Amber Door"))
    assert published(office) == []
    office.bench.advance(timedelta(hours=1))
    answer(office, question)
    (event,) = office.all_of(QuestionAnswered)
    assert event == QuestionAnswered(
        commission_id=office.commission_id, question_id=question.question_id, question=WORDS, answer=ANSWER,
        answered_at=office.bench.now,
    )  # fmt: skip
    assert office.bench.recorded()[-1].actor == office.commissioner.seat
    assert [(each.text, each.answer) for each in published(office)] == [(WORDS, ANSWER)]


def test_a_question_that_names_somebody_is_set_aside_with_a_reason_that_is_published(office: Office) -> None:
    office.publish()
    question = ask(office, office.provider("Amber Door"), "Does Ms Kestrel still lead it?")
    set_aside(office, question)
    (event,) = office.all_of(QuestionSetAside)
    assert event == QuestionSetAside(
        commission_id=office.commission_id, question_id=question.question_id, set_aside_at=office.bench.now
    )
    row = office.bench.recorded()[-1]
    assert (row.actor, row.reason) == (office.commissioner.seat, "It names somebody.")
    assert "Kestrel" not in "".join(str(each.body) for each in office.bench.recorded())


def test_what_is_done_stays_done(office: Office) -> None:
    office.publish()
    asker = office.provider("Amber Door")
    answered, aside = ask(office, asker), ask(office, asker)
    answer(office, answered)
    set_aside(office, aside)
    for question in (answered, aside):
        with office.refuses(questions.QuestionIsAnswered):
            answer(office, question, "No.")
        with office.refuses(questions.QuestionIsAnswered):
            set_aside(office, question)


@pytest.mark.parametrize("late", [timedelta(0), INSTANT, timedelta(days=1)])
def test_a_late_question_is_refused_and_told_since_when(office: Office, late: timedelta) -> None:
    until = office.publish().questions_until
    assert until is not None
    asker = office.provider("Amber Door")
    office.bench.now = until - INSTANT
    ask(office, asker)
    office.bench.now = until + late
    with office.refuses(questions.QuestionsAreOver) as caught:
        ask(office, asker)
    assert "09:30, 23.03.2026" in caught.value.message
    assert caught.value.extra == {"questions_until": until.isoformat()}


def test_after_the_end_nothing_is_asked(office: Office) -> None:
    office.publish()
    asker = office.provider("Amber Door")
    office.close()
    with office.refuses(bids.TenderIsClosed):
        ask(office, asker)
    office.abandon()
    with office.refuses(bids.CommissionHasEnded):
        ask(office, asker)


def test_without_a_tender_there_is_nothing_to_ask(office: Office) -> None:
    provider = office.seat(Role.PROVIDER)
    with office.refuses(bids.NoSuchTender):
        ask(office, provider)


@pytest.mark.parametrize("words", ["", "  \n "])
def test_without_words_there_is_no_question_and_no_answer(office: Office, words: str) -> None:
    office.publish()
    asker = office.provider("Amber Door")
    with office.refuses(questions.QuestionIsEmpty):
        ask(office, asker, words)
    question = ask(office, asker)
    with office.refuses(questions.QuestionIsEmpty):
        answer(office, question, words)


@pytest.mark.parametrize("words", ["We at Amber Door ask.", "amber  door: how?", "(AMBER DOOR)", "\uff41mber door?"])
def test_a_question_that_names_who_asks_is_not_taken(office: Office, words: str) -> None:
    office.publish()
    provider = office.provider("Amber Door")
    with office.refuses(questions.QuestionNamesTheAsker):
        ask(office, provider, words)


@pytest.mark.parametrize("words", ["Is the amber doorway kept?", "Is the door amber?"])
def test_words_that_only_sound_like_the_name_are_fine(office: Office, words: str) -> None:
    office.publish()
    ask(office, office.provider("Amber Door"), words)


def test_one_provider_has_so_many_questions_open_and_no_more(office: Office) -> None:
    office.publish()
    asker, other = office.provider("Amber Door"), office.provider("Hollow Oak")
    asked = [ask(office, asker, f"Question {number}?") for number in range(questions.MOST_OPEN_QUESTIONS)]
    with office.refuses(questions.TooManyQuestions):
        ask(office, asker)
    ask(office, other)
    answer(office, asked[0])
    ask(office, asker)


def test_a_question_of_another_commission_is_none_here(office: Office) -> None:
    office.publish()
    elsewhere = Office(office.bench)
    elsewhere.publish()
    question = ask(elsewhere, elsewhere.provider("Amber Door"))
    with office.refuses(questions.NoSuchQuestion):
        answer(office, question)
    with office.refuses(questions.NoSuchQuestion):
        set_aside(office, question)
    with office.refuses(questions.NoSuchQuestion):
        answer(office, Question(question_id=new_id()))


def test_after_the_opening_nothing_is_answered(office: Office) -> None:
    office.publish()
    question = ask(office, office.provider("Amber Door"))
    office.open()
    with office.refuses(BidsAreOpenAlready):
        answer(office, question)
    set_aside(office, question)


def test_over_the_api_nothing_says_who_asked_and_only_officers_read_what_waits(office: Office) -> None:
    office.publish()
    asker, web = office.provider("Amber Door"), Web(office)
    made = web.post(asker, "tender-questions", {"text": WORDS})
    assert made.status_code == 201
    assert set(made.get_json()) == {
        "question_id", "text", "asked_at", "answer", "answered_at", "set_aside_because", "set_aside_at",
    }  # fmt: skip
    assert web.get(office.young, "tender-questions").get_json() == []
    assert web.get(office.young, "waiting-questions").status_code == 403
    assert [each["text"] for each in web.get(office.commissioner, "waiting-questions").get_json()] == [WORDS]
    at = f"tender-questions/{made.get_json()['question_id']}"
    assert web.post(office.commissioner, f"{at}/answer", {"answer": ANSWER}).status_code == 201
    (seen,) = web.get(office.young, "tender-questions").get_json()
    assert (seen["question"], seen["answer"]) == (WORDS, ANSWER)
    office.bench.advance(timedelta(minutes=1))
    other = web.post(asker, "tender-questions", {"text": "Does Ms Kestrel still lead it?"}).get_json()
    aside = {"reason": "It names somebody."}
    at = f"tender-questions/{other['question_id']}"
    assert web.post(office.commissioner, f"{at}/setting-aside", aside).status_code == 201
    (_, seen) = web.get(office.young, "tender-questions").get_json()
    assert (seen["question"], seen["set_aside_because"]) == (None, "It names somebody.")
    assert len(web.get(asker, "my-questions").get_json()) == 2
    assert web.get(office.seat(Role.PROVIDER), "my-questions").get_json() == []
