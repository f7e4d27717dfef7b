"""Pages on which a survey is answered: with a code, by anybody, or with a seat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, g, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.form import BaseForm

from services.specification.models import Survey
from services.specification.pages.group import at, pages
from services.specification.pages.surveys import SURVEY, survey_at
from services.specification.queries.survey_answers import is_proved, proof_of
from services.specification.queries.surveys import answers_are_taken, survey_of, survey_with_code
from services.specification.rules.surveys import (
    LONGEST_ANSWER,
    SEVERAL,
    SHARED,
    TEXT,
    HasAnswered,
    NoSuchSurvey,
    NothingAnswered,
    check_survey_open,
    labels_of,
    tidy_survey_code,
)
from services.specification.use_cases.answer_survey import answer_survey
from shared.access import anyone, seats
from shared.counting import AGE_BANDS
from shared.roles import Role
from shared.web.forms import PageForm, line, lines, one_of, send, some_of
from shared.web.pages import done, render
from shared.web.routing import Act, Read

_HERE_BEFORE = "surveys answered here"
_MOST_REMEMBERED = 20


class CodeForm(PageForm):
    """The code of a survey."""

    code = line(
        _l("Your code"), needed=_l("Write the code from your paper or from the wall."), most=40,
        autocomplete="off", spellcheck="false",
    )  # fmt: skip
    button = send(_l("Go on"))


@pages.form("/surveys", who=anyone(), form=CodeForm)
def answer_with_code(_read: Read, form: CodeForm) -> str:
    """Ask for a code."""
    return render("survey_code.html", form=form)


@answer_with_code.act
def send_answer_with_code(act: Act, form: CodeForm) -> Response:
    """Go to its survey. Raises SurveyCodeIsNotGood."""
    survey_with_code(act.session, act.settings, form.code.data or "")
    return done(f"/specification/surveys/{tidy_survey_code(form.code.data or '')}")


def _field(question: Mapping[str, Any]) -> Any:
    if question["kind"] == TEXT:
        return lines(question["words"], most=LONGEST_ANSWER, hint=_l("Do not write names or where somebody lives."))
    choices = [(str(place), _(label)) for place, label in enumerate(labels_of(question))]
    if question["kind"] == SEVERAL:
        return some_of(question["words"], choices, hint=_l("Choose as many as you like."))
    hint = _l("1 is the lowest, 5 the highest.") if question["kind"] == "scale" else ""
    return one_of(question["words"], choices, needed=None, hint=hint)


class AnswerForm(PageForm):
    """The questions of the survey that the address names. Each of them may be left out."""

    button = send(_l("Send my answers"))

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        read: Read = g.act
        self.survey = _survey_here(read)
        # The form outlives a transaction that is rolled back, and shows the same questions again.
        read.session.expunge(self.survey)
        fields = {each["id"]: _field(each) for each in self.survey.questions}
        if self.survey.asks_age:
            bands = [
                (band, _("%(least)s to %(most)s", least=ages[0], most=ages[1])) for band, ages in AGE_BANDS.items()
            ]
            fields["age"] = one_of(_l("How old are you?"), bands, needed=None, hint=_l("You can leave this out."))
        wrapped = self.meta.wrap_formdata(self, formdata)
        for name, unbound in fields.items():
            BaseForm.__setitem__(self, name, unbound)
            self[name].validate_choice = False
            self[name].process(wrapped)
            self[name].render_kw = self[name].render_kw or {}

    def given(self) -> dict[str, Any]:
        """Return the answers that were given, as they are kept."""
        found: dict[str, Any] = {}
        for question in self.survey.questions:
            typed, known = self[question["id"]].data, range(len(labels_of(question)))
            if question["kind"] == TEXT:
                value: Any = typed or None
            else:
                sent = typed if isinstance(typed, list) else [typed]
                places = [int(each) for each in sent if each in map(str, known)]
                value = places if question["kind"] == SEVERAL else next(iter(places), None)
            if value is not None and value != []:
                found[question["id"]] = value
        return found

    def chosen_age(self) -> str:
        """Return the age band that was chosen, or nothing."""
        chosen = self["age"].data if self.survey.asks_age else ""
        return chosen if chosen in AGE_BANDS else ""

    def blame(self, error: Any) -> None:
        """Lead whoever answered nothing to the first question."""
        super().blame(error)
        if isinstance(error, NothingAnswered):
            self.general_errors.clear()
            self[self.survey.questions[0]["id"]].errors = [_("Answer at least one question.")]


def _survey_here(read: Read) -> Survey:
    named = request.view_args or {}
    if "code" in named:
        return survey_with_code(read.session, read.settings, named["code"])
    found = survey_of(read.session, str(named["commission_id"]), str(named["survey_id"]), read.caller)
    check_survey_open(opened=found.opened_at is not None, closed=not answers_are_taken(read.session, found))
    return found


@pages.form("/surveys/<string:code>", who=anyone(), form=AnswerForm, once=False)
def answer_survey_of_code(_read: Read, form: AnswerForm, code: str) -> str:
    """A survey, to be answered by whoever has the code. Raises SurveyCodeIsNotGood."""
    return render(
        "survey_answer.html", form=form, survey=form.survey, back="", shared=form.survey.way == SHARED, code=code,
        before=_was_answered_here(form.survey),
    )  # fmt: skip


@answer_survey_of_code.act
def send_answer_survey_of_code(act: Act, form: AnswerForm, code: str) -> Response:
    """Keep the answers."""
    sent = proof_of(act.settings, form.survey.survey_id, "form", _receipt(form))
    if _was_answered_here(form.survey) and not is_proved(act.session, sent):
        raise HasAnswered("Answers were sent from this device already. Thank you.")
    _answer(act, form, code=code)
    if form.survey.way == SHARED:
        # In the browser's own cookie: with us nothing is kept of it.
        session[_HERE_BEFORE] = [*session.get(_HERE_BEFORE, []), form.survey.survey_id][-_MOST_REMEMBERED:]
    return _thanks(form)


def _was_answered_here(survey: Survey) -> bool:
    """Say whether this browser has answered. Of a tablet that many use, the next person says that they are another."""
    return (
        survey.way == SHARED
        and survey.survey_id in session.get(_HERE_BEFORE, [])
        and "somebody-else" not in request.args
    )


@pages.form(f"{SURVEY}/answer", who=seats(Role.YOUNG_PERSON), form=AnswerForm, once=False)
def answer_survey_of_seat(read: Read, form: AnswerForm, commission_id: str, survey_id: str) -> str:
    """A survey, to be answered by a young person of the commission. Raises NoSuchSurvey and SurveyIsNotOpen."""
    proof = proof_of(read.settings, survey_id, "seat", read.caller.seat)
    return render(
        "survey_answer.html", form=form, survey=form.survey, back=survey_at(commission_id, survey_id), shared=False,
        before=is_proved(read.session, proof), code="",
    )  # fmt: skip


@answer_survey_of_seat.act
def send_answer_survey_of_seat(act: Act, form: AnswerForm, commission_id: str, survey_id: str) -> Response:  # noqa: ARG001
    """Keep the answers."""
    _answer(act, form, with_seat=True)
    return _thanks(form)


def _answer(act: Act, form: AnswerForm, *, code: str = "", with_seat: bool = False) -> None:
    answer_survey(
        act.session, act.settings, survey_id=form.survey.survey_id, answers=form.given(), age=form.chosen_age(),
        receipt=_receipt(form), code=code, caller=act.caller if with_seat else None,
    )  # fmt: skip


def _receipt(form: AnswerForm) -> str:
    """Return the receipt of a form that was sent: what its page was given, shortened so that it can be copied."""
    once = str(form.once.data).upper()
    return f"{once[:4]}-{once[4:8]}-{once[8:12]}"


def _thanks(form: AnswerForm) -> Response:
    return done(f"/specification/surveys/{form.survey.survey_id}/receipts/{_receipt(form)}")


@pages.page("/surveys/<uuid:survey_id>/receipts/<string:receipt>", who=anyone())
def survey_thanks(read: Read, survey_id: str, receipt: str) -> str:
    """Thanks, with the receipt. Whoever is given one can see here that it is real, while the survey is open.

    Raises NoSuchSurvey.
    """
    found = read.session.get(Survey, survey_id)
    if found is None or not is_proved(read.session, proof_of(read.settings, survey_id, "form", receipt)):
        raise NoSuchSurvey("There is no such receipt, or the survey is closed.")
    return render("survey_thanks.html", survey=found, receipt=receipt, at=at(found.commission_id))
