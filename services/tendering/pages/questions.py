"""Questions about a tender: a provider asks, and the commissioner answers to all at once."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.tendering.models import Question
from services.tendering.pages.group import AT, at, pages
from services.tendering.queries.questions import own_questions, published_questions, waiting_question, waiting_questions
from services.tendering.queries.tenders import tender_page
from services.tendering.rules.questions import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    QuestionIsEmpty,
    QuestionNamesTheAsker,
)
from services.tendering.use_cases.answer_question import answer_question
from services.tendering.use_cases.ask_question import ask_question
from services.tendering.use_cases.set_question_aside import set_question_aside
from shared.access import seats
from shared.roles import Role
from shared.web.careful import CarefulForm
from shared.web.forms import lines, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

_COMMISSIONER = seats(Role.COMMISSIONER)
_ONE = f"{AT}/questions/<uuid:question_id>"


class AskForm(CarefulForm):
    """Ask."""

    published = ("text",)
    blames = {QuestionIsEmpty: "text", QuestionNamesTheAsker: "text"}  # noqa: RUF012  (read only)
    text = lines(
        _l("Your question"), needed=_l("Write your question."), most=LONGEST_QUESTION,
        hint=_l("Everybody can read it with its answer. Do not write who you are."),
    )  # fmt: skip
    button = send(_l("Ask"))


@pages.form(f"{AT}/ask", who=seats(Role.PROVIDER), form=AskForm, sealed=True)
def ask(read: Read, form: AskForm, commission_id: str) -> str:
    """Ask something, and see what became of one's questions. Raises NoSuchTender."""
    return render(
        "ask.html", form=form, tender=tender_page(read.session, commission_id, read.now), at=at(commission_id),
        own=own_questions(read.session, commission_id, read.caller),
    )  # fmt: skip


@ask.act
def send_ask(act: Act, form: AskForm, commission_id: str) -> Response:
    """Keep the question for its answer."""
    ask_question(
        act.session, commission_id=commission_id, text=form.text.data or "", caller=act.caller, now=act.now
    )  # fmt: skip
    return done(at(commission_id, "/ask"), _("Your question is sent. Nobody sees that it is yours."))


@pages.page(f"{AT}/questions", who=_COMMISSIONER)
def questions(read: Read, commission_id: str) -> str:
    """What waits for an answer, and what is done. Raises NoSuchTender."""
    return render(
        "questions.html", tender=tender_page(read.session, commission_id, read.now), at=at(commission_id),
        waiting=waiting_questions(read.session, commission_id), done=published_questions(read.session, commission_id),
    )  # fmt: skip


class AnswerForm(CarefulForm):
    """The answer to all."""

    published = ("answer",)
    blames = {QuestionIsEmpty: "answer"}  # noqa: RUF012  (read only)
    answer = lines(
        _l("The answer"), needed=_l("Write the answer."), most=LONGEST_ANSWER,
        hint=_l("All providers get it, and everybody can read it."),
    )  # fmt: skip
    button = send(_l("Answer to all"))


@pages.form(f"{_ONE}/answer", who=_COMMISSIONER, form=AnswerForm)
def question_answer(read: Read, form: AnswerForm, commission_id: str, question_id: str) -> str:
    """Answer a question. Raises NoSuchQuestion and QuestionIsAnswered."""
    question = waiting_question(read.session, commission_id, question_id)
    return _about(form, question, _("Answer a question"), [
        _("Your answer is published with the question. All providers are told. You cannot change it later."),
        _("If it says who asks, or names somebody, set it aside."),
    ])  # fmt: skip


@question_answer.act
def send_question_answer(act: Act, form: AnswerForm, commission_id: str, question_id: str) -> Response:
    """Publish it."""
    answer_question(
        act.session, commission_id=commission_id, question_id=question_id, answer=form.answer.data or "",
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/questions"), _("The answer is published. All providers are told."))


class AsideForm(CarefulForm):
    """Set a question aside."""

    reason = lines(
        _l("Why is it not answered?"), needed=_l("Say why, such as: It names somebody."),
        hint=_l("This is published. Do not repeat what should not be read."),
    )  # fmt: skip
    button = send(_l("Set it aside"), ends=True)


@pages.form(f"{_ONE}/aside", who=_COMMISSIONER, form=AsideForm)
def question_aside(read: Read, form: AsideForm, commission_id: str, question_id: str) -> str:
    """Ask before a question is set aside. Raises NoSuchQuestion and QuestionIsAnswered."""
    told = [_("The question is not published. Your reason is, and all providers are told it.")]
    question = waiting_question(read.session, commission_id, question_id)
    return _about(form, question, _("Set a question aside"), told)


@question_aside.act
def send_question_aside(act: Act, form: AsideForm, commission_id: str, question_id: str) -> Response:
    """Set it aside."""
    set_question_aside(
        act.session, commission_id=commission_id, question_id=question_id, reason=form.reason.data or "",
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/questions"), _("The question is set aside. All providers are told why."))


def _about(form: CarefulForm, question: Question, title: str, told: list[str]) -> str:
    here = at(question.commission_id)
    return render("about_question.html", form=form, question=question, at=here, title=title, told=told)
