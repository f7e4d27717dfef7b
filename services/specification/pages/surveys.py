"""Pages of surveys for those who make them: the list, questions, opening, slips, closing, and what came out."""

from __future__ import annotations

from typing import Any

import segno
from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import HiddenField

from services.specification.models import Survey
from services.specification.pages.group import AT, HOSTS, INSIDE, WRITERS, at, pages, sits_here
from services.specification.queries.checking import waits_for_check
from services.specification.queries.commissions import commission_by_id, is_open
from services.specification.queries.survey_answers import count_of, slips_left, texts_of
from services.specification.queries.surveys import answers_are_taken, place_of, survey_of, surveys_of, words_hash
from services.specification.rules.survey_files import written_out
from services.specification.rules.surveys import (
    FIXED,
    KINDS,
    LONGEST_CHOICE,
    LONGEST_WORDS,
    MOST_CHOICES,
    MOST_SLIPS,
    WAYS,
    QuestionIsWrong,
    TooManySlips,
    check_closed,
    labels_of,
    rounded_down,
)
from services.specification.use_cases.close_survey import close_survey
from services.specification.use_cases.describe_survey import describe_survey
from services.specification.use_cases.draft_survey import draft_survey
from services.specification.use_cases.open_survey import open_survey
from services.specification.use_cases.print_slips import print_slips
from services.specification.use_cases.remove_question import remove_question
from services.specification.use_cases.write_question import write_question
from shared.access import seats
from shared.roles import Role
from shared.web.careful import CarefulForm
from shared.web.forms import ButtonForm, PageForm, line, lines, number, one_of, send, to_choose, yes_or_no_box
from shared.web.pages import done, render
from shared.web.routing import Act, Read

SURVEY = f"{AT}/surveys/<uuid:survey_id>"
_QUESTION = f"{SURVEY}/questions/<string:question_id>"
_SLIPS = 30


def survey_at(commission_id: str, survey_id: str, path: str = "") -> str:
    """Return the address of a page about a survey."""
    return at(commission_id, f"/surveys/{survey_id}{path}")


def shown(read: Read, commission_id: str, survey_id: str, **rest: Any) -> dict[str, Any]:
    """Return what every page about one survey shows. Raises NoSuchSurvey."""
    survey = survey_of(read.session, commission_id, survey_id, read.caller)
    return {
        "survey": survey, "at": at(commission_id), "here": survey_at(commission_id, survey_id), "kinds": KINDS,
        "fixed": FIXED, "labels_of": labels_of, **rest,
    }  # fmt: skip


@pages.page(f"{AT}/surveys", who=seats(*INSIDE))
def surveys(read: Read, commission_id: str) -> str:
    """The surveys of a commission. Raises NoSuchCommission."""
    return render(
        "surveys.html", commission=commission_by_id(read.session, commission_id), at=at(commission_id),
        surveys=surveys_of(read.session, commission_id, read.caller), is_open=is_open(read.session, commission_id),
        writes=sits_here(read, commission_id, *WRITERS), young=sits_here(read, commission_id, Role.YOUNG_PERSON),
    )  # fmt: skip


class SurveyForm(CarefulForm):
    """What a survey is called and what it is for."""

    published = ("title", "intro")
    title = line(_l("What is the survey called?"), needed=_l("Write what it is called."), most=100)
    intro = lines(
        _l("What is it for? What will you do with the answers?"), needed=_l("Write what it is for."), most=1000,
        hint=_l("People read this before they answer. Short sentences are best."),
    )  # fmt: skip
    asks_age = yes_or_no_box(_l("Ask how old people are, in groups such as 13 to 15. They can leave it out."))
    button = send(_l("Save"))


@pages.form(f"{AT}/surveys/new", who=seats(*WRITERS), form=SurveyForm)
def new_survey(read: Read, form: SurveyForm, commission_id: str) -> str:
    """Begin a survey. Raises NoSuchCommission."""
    commission = commission_by_id(read.session, commission_id)
    return render(
        "survey_words.html", form=form, back=at(commission_id, "/surveys"), title=_("Make a survey"),
        read_first=waits_for_check(read.session, commission, read.caller),
    )  # fmt: skip


@new_survey.act
def send_new_survey(act: Act, form: SurveyForm, commission_id: str) -> Response:
    """Keep it as a draft."""
    survey = draft_survey(
        act.session, commission_id=commission_id, title=form.title.data or "", intro=form.intro.data or "",
        asks_age=form.asks_age.data, caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(survey_at(commission_id, survey.survey_id), _("Saved. Now write your questions."))


@pages.page(SURVEY, who=seats(*INSIDE))
def survey(read: Read, commission_id: str, survey_id: str) -> str:
    """One survey: its questions, where it stands, and what can be done with it. Raises NoSuchSurvey."""
    found = shown(read, commission_id, survey_id)
    each: Survey = found["survey"]
    hosts = sits_here(read, commission_id, *HOSTS)
    return render(
        "survey.html", **found, hosts=hosts, writes=sits_here(read, commission_id, *WRITERS),
        young=sits_here(read, commission_id, Role.YOUNG_PERSON), taken=answers_are_taken(read.session, each),
        leads=sits_here(read, commission_id, Role.FACILITATOR), is_open=is_open(read.session, commission_id),
        at_least=rounded_down(count_of(read.session, survey_id)) if hosts and not each.closed_at else 0,
    )  # fmt: skip


@pages.form(f"{SURVEY}/words", who=seats(*WRITERS), form=SurveyForm)
def survey_words(read: Read, form: SurveyForm, commission_id: str, survey_id: str) -> str:
    """Write anew what a survey is called and what it is for. Raises NoSuchSurvey."""
    found = survey_of(read.session, commission_id, survey_id, read.caller)
    if request.method == "GET":
        form.title.data, form.intro.data, form.asks_age.data = found.title, found.intro, found.asks_age
    return render(
        "survey_words.html", form=form, back=survey_at(commission_id, survey_id), title=_("What the survey is for"),
        read_first=found.reads_first,
    )  # fmt: skip


@survey_words.act
def send_survey_words(act: Act, form: SurveyForm, commission_id: str, survey_id: str) -> Response:
    """Keep the new words."""
    describe_survey(
        act.session, commission_id=commission_id, survey_id=survey_id, title=form.title.data or "",
        intro=form.intro.data or "", asks_age=form.asks_age.data, caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(survey_at(commission_id, survey_id), _("Saved."))


class QuestionForm(CarefulForm):
    """One question."""

    published = ("words", "choices")
    blames = {QuestionIsWrong: "choices"}  # noqa: RUF012  (read only)
    words = line(_l("What do you ask?"), needed=_l("Write what you ask."), most=LONGEST_WORDS)
    kind = one_of(_l("How do people answer?"), [], needed=_l("Choose how people answer."))
    choices = lines(
        _l("What can they choose?"), most=MOST_CHOICES * (LONGEST_CHOICE + 1),
        hint=_l("Only if they choose from a list. Write each choice on a line of its own."),
    )  # fmt: skip
    number = number(_l("Which number does this question have?"), needed=_l("Write a number."))
    button = send(_l("Save this question"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = to_choose([(name, _(words)) for name, words in KINDS.items()])

    def content(self) -> dict[str, Any]:
        """Return the question as it was written."""
        choices = [each.strip() for each in (self.choices.data or "").splitlines() if each.strip()]
        return {
            "kind": self.kind.data, "words": self.words.data or "", "choices": choices,
            "number": self.number.data or 1,
        }  # fmt: skip


@pages.form(f"{SURVEY}/questions/new", who=seats(*WRITERS), form=QuestionForm)
def new_question(read: Read, form: QuestionForm, commission_id: str, survey_id: str) -> str:
    """Write a question. Raises NoSuchSurvey."""
    found = shown(read, commission_id, survey_id)
    if request.method == "GET":
        form.number.data = len(found["survey"].questions) + 1
    return render("survey_question.html", form=form, title=_("A new question"), **found)


@new_question.act
def send_new_question(act: Act, form: QuestionForm, commission_id: str, survey_id: str) -> Response:
    """Add it."""
    write_question(
        act.session, commission_id=commission_id, survey_id=survey_id, question_id=None, **form.content(),
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(survey_at(commission_id, survey_id), _("Saved."))


@pages.form(_QUESTION, who=seats(*WRITERS), form=QuestionForm)
def question(read: Read, form: QuestionForm, commission_id: str, survey_id: str, question_id: str) -> str:
    """Write a question anew, or give it another place. Raises NoSuchSurvey and NoSuchQuestion."""
    found = shown(read, commission_id, survey_id)
    place = place_of(found["survey"], question_id)
    if request.method == "GET":
        asked = found["survey"].questions[place]
        form.words.data, form.kind.data, form.number.data = asked["words"], asked["kind"], place + 1
        form.choices.data = "\n".join(asked["choices"])
    title = _("Question %(number)s", number=place + 1)
    return render("survey_question.html", form=form, title=title, question_id=question_id, **found)


@question.act
def send_question(act: Act, form: QuestionForm, commission_id: str, survey_id: str, question_id: str) -> Response:
    """Keep it."""
    write_question(
        act.session, commission_id=commission_id, survey_id=survey_id, question_id=question_id, **form.content(),
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(survey_at(commission_id, survey_id), _("Saved."))


@pages.form(f"{_QUESTION}/removal", who=seats(*WRITERS), form=ButtonForm)
def question_removal(read: Read, form: ButtonForm, commission_id: str, survey_id: str, question_id: str) -> str:
    """Ask before a question goes. Raises NoSuchSurvey and NoSuchQuestion."""
    found = shown(read, commission_id, survey_id)
    asked = found["survey"].questions[place_of(found["survey"], question_id)]
    return render("survey_question_removal.html", form=form, question=asked, **found)


@question_removal.act
def send_question_removal(
    act: Act, _form: ButtonForm, commission_id: str, survey_id: str, question_id: str
) -> Response:
    """Take it out."""
    remove_question(
        act.session, commission_id=commission_id, survey_id=survey_id, question_id=question_id, caller=act.caller,
        now=act.now,
    )  # fmt: skip
    return done(survey_at(commission_id, survey_id), _("The question is out."))


class OpeningForm(PageForm):
    """Open a survey. read_hash: of the words that the page showed."""

    read_hash = HiddenField()
    way = one_of(_l("How do people come to it?"), [], needed=_l("Choose how people come to it."))
    button = send(_l("I have read it. Open the survey"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way.choices = to_choose([(name, _(words)) for name, words in WAYS.items()])


@pages.form(f"{SURVEY}/opening", who=seats(*HOSTS), form=OpeningForm)
def survey_opening(read: Read, form: OpeningForm, commission_id: str, survey_id: str) -> str:
    """All that a survey asks, to be read before it is opened. Raises NoSuchSurvey."""
    found = shown(read, commission_id, survey_id)
    form.read_hash.data = words_hash(found["survey"])
    return render("survey_opening.html", form=form, **found)


@survey_opening.act
def send_survey_opening(act: Act, form: OpeningForm, commission_id: str, survey_id: str) -> Response:
    """Open it."""
    open_survey(
        act.session, commission_id=commission_id, survey_id=survey_id, way=form.way.data,
        read_hash=form.read_hash.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(survey_at(commission_id, survey_id), _("The survey is open."))


def _address(read: Read, code: str) -> str:
    return f"{read.settings.address or request.host_url.rstrip('/')}/specification/surveys/{code}"


def _picture(address: str) -> Markup:
    picture = segno.make(address, error="m").svg_inline(scale=6, border=4, dark="#000", light="#fff", omitsize=True)
    return Markup(picture)  # noqa: S704  (our own)


@pages.page(f"{SURVEY}/sheet", who=seats(*HOSTS))
def survey_sheet(read: Read, commission_id: str, survey_id: str) -> str:
    """The sheet with everybody's code, to print or to show on a wall. Raises NoSuchSurvey."""
    found = shown(read, commission_id, survey_id)
    address = _address(read, found["survey"].code or "")
    return render("survey_sheet.html", address=address, qr=_picture(address), **found)


class SlipsForm(PageForm):
    """How many slips to print."""

    blames = {TooManySlips: "count"}  # noqa: RUF012  (read only)
    count = number(
        _l("How many slips do you need?"), needed=_l("Write a number."), default=_SLIPS,
        hint=_l("At most 200 at a time. You can come back for more."),
    )  # fmt: skip
    button = send(_l("Make the slips"))


@pages.form(f"{SURVEY}/slips", who=seats(*HOSTS), form=SlipsForm)
def survey_slips(read: Read, form: SlipsForm, commission_id: str, survey_id: str) -> str:
    """Ask how many slips there are to be. Raises NoSuchSurvey."""
    found = shown(read, commission_id, survey_id)
    left = rounded_down(slips_left(read.session, survey_id))
    return render("survey_slips.html", form=form, most=MOST_SLIPS, left=left, **found)


@survey_slips.act
def send_survey_slips(act: Act, form: SlipsForm, commission_id: str, survey_id: str) -> str:
    """Make them, and show the sheet: the codes are told this once."""
    codes = print_slips(
        act.session, act.settings, commission_id=commission_id, survey_id=survey_id, count=form.count.data or 0,
        caller=act.caller, now=act.now,
    )  # fmt: skip
    address = _address(act, "").rstrip("/")
    return render("survey_slips_sheet.html", codes=codes, address=address, **shown(act, commission_id, survey_id))


@pages.form(f"{SURVEY}/closing", who=seats(*HOSTS), form=ButtonForm)
def survey_closing(read: Read, form: ButtonForm, commission_id: str, survey_id: str) -> str:
    """Ask before a survey is closed for good. Raises NoSuchSurvey."""
    return render("survey_closing.html", form=form, **shown(read, commission_id, survey_id))


@survey_closing.act
def send_survey_closing(act: Act, _form: ButtonForm, commission_id: str, survey_id: str) -> Response:
    """Close it."""
    close_survey(act.session, commission_id=commission_id, survey_id=survey_id, caller=act.caller, now=act.now)
    told = _("The survey is closed. This is what came out.")
    return done(survey_at(commission_id, survey_id, "/results"), told)


@pages.page(f"{SURVEY}/results", who=seats(*INSIDE))
def survey_results(read: Read, commission_id: str, survey_id: str) -> str:
    """What came out, once a survey is closed: charts and tables. Raises NoSuchSurvey and SurveyGoesOn."""
    found = shown(read, commission_id, survey_id)
    check_closed(closed=found["survey"].closed_at is not None)
    results = {each["id"]: each for each in found["survey"].results["questions"]}
    leads = sits_here(read, commission_id, Role.FACILITATOR)
    return render("survey_results.html", results=results, leads=leads, **found)


@pages.signal(f"{SURVEY}/results.csv", who=seats(*INSIDE))
def survey_results_file(read: Read, commission_id: str, survey_id: str) -> Response:
    """The same numbers as a CSV file. Raises NoSuchSurvey and SurveyGoesOn."""
    found = survey_of(read.session, commission_id, survey_id, read.caller)
    check_closed(closed=found.closed_at is not None)
    rows: list[list[Any]] = [[_("Question"), _("Age"), _("Choice"), _("How many")]]
    asked = {each["id"]: each for each in found.questions}
    for result in found.results["questions"]:
        labels = [_(label) for label in labels_of(asked[result["id"]])]
        tables = [("", result["told"])]
        if result["by_age"]:
            tables += zip(result["by_age"]["bands"], result["by_age"]["rows"], strict=True)
        for band, counts in tables:
            # None: everybody; an empty band: those who did not say.
            age = _("all") if counts is result["told"] else band or _("not said")
            rows += [
                [asked[result["id"]]["words"], age, label, _("hidden") if count is None else count]
                for label, count in zip(labels, counts, strict=True)
            ]
    return csv_file(written_out(rows), "survey-results.csv")


def csv_file(text: str, name: str) -> Response:
    """Return a CSV file that spreadsheets read as UTF-8."""
    answer = Response("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@pages.page(f"{SURVEY}/texts", who=seats(Role.FACILITATOR))
def survey_texts(read: Read, commission_id: str, survey_id: str) -> str:
    """What people wrote in words of their own; facilitators alone read it. Raises NoSuchSurvey."""
    found = shown(read, commission_id, survey_id)
    return render("survey_texts.html", texts=texts_of(read.session, found["survey"]), **found)
