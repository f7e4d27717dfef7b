"""Surveys: made with young people, opened by an adult who has read them, answered once, and kept apart from who did."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import text

from services.specification.app import create_app
from services.specification.models import Survey, SurveyAnswer, SurveyProof, SurveySlip
from services.specification.queries.surveys import surveys_of, words_hash
from services.specification.rules.commissions import RulesAreLocked
from services.specification.rules.surveys import (
    FacilitatorReadsFirst,
    HasAnswered,
    NoSuchSurvey,
    SurveyHasNoQuestions,
    SurveyIsNotOpen,
    SurveyIsOpenAlready,
)
from services.specification.rules.texts import WordsAreNew
from services.specification.use_cases.answer_survey import answer_survey
from services.specification.use_cases.close_survey import close_survey
from services.specification.use_cases.describe_survey import describe_survey
from services.specification.use_cases.draft_survey import draft_survey
from services.specification.use_cases.open_survey import open_survey
from services.specification.use_cases.set_checking import set_checking
from services.specification.use_cases.write_question import write_question
from shared.access import Caller
from shared.contracts.specification import SurveyClosed, SurveyOpened
from shared.ids import new_id
from shared.own_data import held_about
from shared.roles import Role
from tests.specification.test_pages import at, browser, html
from tests.specification.workshop import Workshop
from tests.visitor import Visitor

QUESTIONS: list[dict[str, Any]] = [
    {"kind": "one", "words": "What matters most?", "choices": ["Being Healthy", "Being Connected", "Being You"]},
    {"kind": "several", "words": "When should it be open?", "choices": ["Mornings", "Evenings", "Weekends"]},
    {"kind": "scale", "words": "How safe do you feel in town?", "choices": []},
    {"kind": "yes_no", "words": "Would you go there?", "choices": []},
    {"kind": "text", "words": "What else?", "choices": []},
]


def draft(workshop: Workshop, caller: Caller | None = None, **changes: Any) -> Survey:
    words = {"title": "Your town", "intro": "Tell us.", "asks_age": True, "questions": QUESTIONS, **changes}
    found: Survey = workshop.act(draft_survey, caller or workshop.young[0], **words)
    return found


def opened(workshop: Workshop, way: str = "shared", **changes: Any) -> Survey:
    survey = draft(workshop, **changes)
    found: Survey = workshop.act(
        open_survey, workshop.facilitator, survey_id=survey.survey_id, way=way, read_hash=words_hash(survey)
    )
    return found


def answered(workshop: Workshop, survey: Survey, caller: Caller | None = None, receipt: str = "", **rest: Any) -> None:
    given = {"answers": {"q1": 0}, "age": "13-15", **rest}
    with workshop.bench.session() as session:
        answer_survey(
            session, workshop.bench.settings, survey_id=survey.survey_id, receipt=receipt or new_id(), caller=caller,
            **given,
        )  # fmt: skip


def anybody(workshop: Workshop) -> Visitor:
    return Visitor(workshop.bench.client(create_app))


def address(workshop: Workshop, survey: Survey, path: str = "") -> str:
    return at(workshop, f"/surveys/{survey.survey_id}{path}")


def test_a_survey_is_written_read_opened_answered_by_anybody_and_closed_on_pages(workshop: Workshop) -> None:
    page = browser(workshop, workshop.young[0]).open(at(workshop, "/surveys/new"))
    page.send(title="Your town", intro="Tell us.\nIt helps.", asks_age="y")
    assert page.heading == "Your town", page.problems
    here = page.path
    for question in QUESTIONS:
        page.open(f"{here}/questions/new")
        page.send(words=question["words"], kind=question["kind"], choices="\n".join(question["choices"]))
        assert page.path == here, page.problems
    host = browser(workshop, workshop.facilitator).open(f"{here}/opening")
    assert all(question["words"] in host.text for question in QUESTIONS), "who opens it has it all in front of them"
    host.send(way="shared")
    assert "The survey is open" in host.text
    (survey,) = workshop.bench.rows(Survey)
    assert str(survey.code) in browser(workshop, workshop.facilitator).open(f"{here}/sheet").text
    visitor = anybody(workshop).open("/specification/surveys").send(code=survey.code.lower().replace("-", " "))
    assert visitor.heading == "Your town"
    assert "How old are you? You can leave this out. 10 to 12" in visitor.text
    visitor.send(q1="1", q2=["0", "2"], q3="4", q5="A bench.", age="16-17")
    assert visitor.heading == "Thank you. Your answers are in."
    (kept,) = workshop.bench.rows(SurveyAnswer)
    assert kept.answers == {"q1": 1, "q2": [0, 2], "q3": 4, "q5": "A bench."}
    assert (kept.age, kept.times) == ("16-17", 1)
    assert "The survey is closed" in host.open(f"{here}/closing").send().text
    assert "Too few people answered this" in host.text
    assert workshop.names()[-2:] == ["survey_opened", "survey_closed"]


def test_a_form_that_says_nothing_comes_back_and_so_does_what_was_typed_over_an_old_page(workshop: Workshop) -> None:
    survey = opened(workshop)
    visitor = anybody(workshop).open(f"/specification/surveys/{survey.code}").send()
    assert visitor.problems == ["Answer at least one question."]
    visitor.send(q5="A bench.", q1="2", csrf_token="old")
    assert visitor.problems
    assert (visitor.value("q5"), visitor.value("q1")) == (["A bench."], ["2"])
    assert visitor.send().heading == "Thank you. Your answers are in."


def test_the_same_form_twice_counts_once_and_the_same_browser_is_asked_to_answer_once(workshop: Workshop) -> None:
    survey = opened(workshop)
    path = f"/specification/surveys/{survey.code}"
    visitor = anybody(workshop).open(path)
    form = visitor.read
    visitor.send(q1="1")
    receipt = visitor.path
    visitor.read, visitor.path = form, path
    assert visitor.send(q1="1").path == receipt, "a second click leads to the same receipt"
    visitor.open(path)
    assert "sent from this device already" in visitor.text
    assert len(workshop.bench.rows(SurveyAnswer)) == 1
    visitor.open(f"{path}?somebody-else=yes").send(q1="2")
    assert visitor.heading == "Thank you. Your answers are in."
    assert len(workshop.bench.rows(SurveyAnswer)) == 2
    assert anybody(workshop).open(receipt).status == 200, "whoever is shown a receipt can see that it is real"
    assert anybody(workshop).open(receipt[:-1]).status == 404


def test_a_seat_answers_once(workshop: Workshop) -> None:
    survey = opened(workshop)
    page = browser(workshop, workshop.young[1]).open(address(workshop, survey, "/answer")).send(q4="0")
    assert page.heading == "Thank you. Your answers are in."
    page.open(address(workshop, survey, "/answer"))
    assert "You have answered this survey already" in page.text
    with pytest.raises(HasAnswered):
        answered(workshop, survey, workshop.young[1])
    answered(workshop, survey, workshop.young[2])
    assert len(workshop.bench.rows(SurveyAnswer)) == 2


def test_a_slip_works_once_and_is_shown_once(workshop: Workshop) -> None:
    survey = opened(workshop, way="slips")
    assert survey.code is None
    page = browser(workshop, workshop.facilitator).open(address(workshop, survey, "/slips")).send(count="3")
    codes = re.findall(r"slips__code\">([^<]+)<", html(page))
    assert len(set(codes)) == 3
    kept = {row.code_hash for row in workshop.bench.rows(SurveySlip)}
    assert not kept & set(codes), "hashes are kept, not codes"
    path = f"/specification/surveys/{codes[0]}"
    assert anybody(workshop).open(path).send(q1="0").heading == "Thank you. Your answers are in."
    assert anybody(workshop).open(path).status == 404
    with pytest.raises(HasAnswered):
        answered(workshop, survey, code=codes[0])
    assert len(workshop.bench.rows(SurveySlip)) == 2
    page.open(address(workshop, survey, "/slips")).send(count="201")
    assert page.problems == ["Write a number from 1 to 200."]


@pytest.mark.parametrize("code", ["ZZZZ-ZZZZ", "nothing", "' OR 1=1"])
def test_a_wrong_code_opens_nothing(workshop: Workshop, code: str) -> None:
    opened(workshop)
    assert anybody(workshop).open("/specification/surveys").send(code=code).status == 404


def test_a_young_persons_questions_are_read_by_a_facilitator_first_where_that_is_set(workshop: Workshop) -> None:
    workshop.act(set_checking, workshop.commissioner, checks=True)
    survey = draft(workshop)
    readers = {
        workshop.young[0]: True,
        workshop.young[1]: False,
        workshop.commissioner: False,
        workshop.facilitator: True,
    }
    for caller, reads in readers.items():
        with workshop.bench.runtime.read_sessions() as session:
            assert bool(surveys_of(session, workshop.commission_id, caller)) is reads
        assert (browser(workshop, caller).open(address(workshop, survey)).status == 200) is reads
    with pytest.raises(NoSuchSurvey):
        open_as(workshop, survey, workshop.commissioner)
    open_as(workshop, survey, workshop.facilitator)
    assert browser(workshop, workshop.young[1]).open(address(workshop, survey)).status == 200


def open_as(workshop: Workshop, survey: Survey, caller: Caller, **changes: Any) -> None:
    read = {"way": "shared", "read_hash": words_hash(survey), **changes}
    workshop.act(open_survey, caller, survey_id=survey.survey_id, **read)


def test_words_of_a_checked_writer_in_anybodys_draft_are_read_first_too(workshop: Workshop) -> None:
    survey = draft(workshop, workshop.commissioner)
    workshop.act(set_checking, workshop.commissioner, checks=True)
    question: dict[str, Any] = {
        "question_id": None,
        "kind": "yes_no",
        "words": "Is it warm?",
        "choices": [],
        "number": 1,
    }
    workshop.act(write_question, workshop.young[0], survey_id=survey.survey_id, **question)
    changed = workshop.bench.rows(Survey)[0]
    assert changed.questions[0]["words"] == "Is it warm?"
    with pytest.raises((FacilitatorReadsFirst, NoSuchSurvey)):
        open_as(workshop, changed, workshop.commissioner)


def test_only_what_was_read_is_opened_and_then_it_stays(workshop: Workshop) -> None:
    empty = draft(workshop, questions=[])
    with pytest.raises(SurveyHasNoQuestions):
        open_as(workshop, empty, workshop.facilitator)
    survey = draft(workshop)
    before = workshop.state()
    with pytest.raises(WordsAreNew):
        open_as(workshop, survey, workshop.facilitator, read_hash="0" * 64)
    assert workshop.state() == before
    read = words_hash(survey)
    survey = workshop.act(
        describe_survey, workshop.young[0], survey_id=survey.survey_id, title=survey.title, intro=survey.intro,
        asks_age=not survey.asks_age,
    )  # fmt: skip
    with pytest.raises(WordsAreNew):
        open_as(workshop, survey, workshop.facilitator, read_hash=read)
    open_as(workshop, survey, workshop.facilitator)
    with pytest.raises(SurveyIsOpenAlready):
        open_as(workshop, survey, workshop.facilitator)
    question: dict[str, Any] = {
        "question_id": "q1",
        "kind": "yes_no",
        "words": "Is it warm?",
        "choices": [],
        "number": 1,
    }
    with pytest.raises(SurveyIsOpenAlready):
        workshop.act(write_question, workshop.young[0], survey_id=survey.survey_id, **question)


def test_nothing_is_answered_once_it_is_closed_or_the_text_is_locked(workshop: Workshop) -> None:
    survey, other = opened(workshop), opened(workshop)
    workshop.act(close_survey, workshop.facilitator, survey_id=other.survey_id)
    with pytest.raises(SurveyIsNotOpen):
        answered(workshop, other)
    workshop.publish()
    with pytest.raises(RulesAreLocked):
        answered(workshop, survey)
    assert anybody(workshop).open(f"/specification/surveys/{survey.code}").status == 404
    with pytest.raises(RulesAreLocked):
        draft(workshop)
    workshop.act(close_survey, workshop.facilitator, survey_id=survey.survey_id)


@pytest.mark.parametrize("role", list(Role))
def test_who_reads_what(workshop: Workshop, role: Role) -> None:
    survey = opened(workshop)
    caller = workshop.seat(role)
    hosts = role in (Role.FACILITATOR, Role.COMMISSIONER)
    allowed = {
        "": role is not Role.PROVIDER, "/answer": role is Role.YOUNG_PERSON, "/opening": hosts, "/sheet": hosts,
        "/slips": hosts, "/closing": hosts, "/paper": hosts, "/paper/empty.csv": hosts,
        "/texts": role is Role.FACILITATOR,
    }  # fmt: skip
    page = browser(workshop, caller)
    assert {path: page.open(address(workshop, survey, path)).status == 200 for path in allowed} == allowed
    assert page.open(address(workshop, survey, "/results")).status == (403 if role is Role.PROVIDER else 409)


def test_nothing_joins_an_answer_with_who_gave_it(workshop: Workshop) -> None:
    """Every way to bring rows of the two tables together: keys, values, times, the order in which they are stored."""
    survey = opened(workshop)
    seats = [workshop.seat(Role.YOUNG_PERSON) for _ in range(40)]
    for number, caller in enumerate(seats):
        answered(workshop, survey, caller, answers={"q5": f"words of {number}"})
    assert {column.name for column in SurveyAnswer.__table__.columns} & {
        column.name for column in SurveyProof.__table__.columns
    } == {"survey_id"}
    state = workshop.state()
    answers, proofs = state["survey_answers"], state["survey_proofs"]
    assert (len(answers), len(proofs)) == (40, 80), "of each the form and the seat"
    values = {str(value) for row in answers for value in row} - {survey.survey_id}
    assert not values & {str(value) for row in proofs for value in row}
    known = {caller.seat for caller in seats} | {caller.holder_id for caller in seats}
    assert not any(name in str(row) for name in known for row in (*answers, *proofs))
    stored = [row.answers["q5"] for row in answers]
    assert stored != sorted(stored, key=lambda words: int(words.split()[-1])), "not in the order of arrival"
    with workshop.bench.runtime.read_sessions() as session:
        for table in ("survey_answers", "survey_proofs", "survey_slips"):
            made = str(session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}))
            assert "WITHOUT ROWID" in made, "row numbers would be the order of arrival"
        others = {name: rows for name, rows in state.items() if name not in ("survey_answers", "surveys")}
    assert "words of" not in str(others), "and nowhere else, such as in remembered answers or events"
    workshop.act(close_survey, workshop.facilitator, survey_id=survey.survey_id)
    assert workshop.bench.rows(SurveyProof) == []
    after = workshop.bench.rows(SurveyAnswer)
    assert {row.answers["q5"] for row in after} == set(stored)
    assert not {row.answer_id for row in after} & {row.answer_id for row in answers}, "written anew"


def test_whoever_asks_what_is_kept_of_them_is_told_of_no_answer(workshop: Workshop) -> None:
    survey = opened(workshop)
    answered(workshop, survey, workshop.young[1], answers={"q5": "mine"})
    with workshop.bench.runtime.read_sessions() as session:
        held = held_about(session, SurveyAnswer.metadata, workshop.young[1].holder_id)
    assert "mine" not in str(held)
    assert not {"survey_answers", "survey_proofs"} & held.keys()


def test_events_tell_numbers_in_tens_and_no_words(workshop: Workshop) -> None:
    survey = opened(workshop)
    for _ in range(19):
        answered(workshop, survey)
    workshop.act(close_survey, workshop.facilitator, survey_id=survey.survey_id)
    assert workshop.last(SurveyOpened).questions == 5
    assert workshop.last(SurveyClosed).at_least == 10
    assert "town" not in str([event.to_wire() for event in workshop.bench.events()])


def test_facilitators_read_what_was_written_once_five_have_written_or_it_is_closed(workshop: Workshop) -> None:
    survey = opened(workshop)
    page = browser(workshop, workshop.facilitator)
    for number in range(4):
        answered(workshop, survey, answers={"q5": f"Okapi {number}"})
    assert "Okapi" not in page.open(address(workshop, survey, "/texts")).text
    answered(workshop, survey, answers={"q5": "Okapi 5"})
    assert "Okapi 5" in page.open(address(workshop, survey, "/texts")).text
    workshop.act(close_survey, workshop.facilitator, survey_id=survey.survey_id)
    assert "Okapi 5" in page.open(address(workshop, survey, "/texts")).text
    assert "Okapi" not in page.open(address(workshop, survey, "/results")).text
