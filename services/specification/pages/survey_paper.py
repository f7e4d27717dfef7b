"""Pages on which surveys that were filled in on paper are brought in."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.specification.pages.group import HOSTS, pages
from services.specification.pages.surveys import SURVEY, csv_file, shown, survey_at
from services.specification.queries.survey_answers import paper_file_of
from services.specification.queries.survey_paper import looked_at
from services.specification.queries.surveys import survey_of
from services.specification.rules.survey_files import MOST_PROBLEMS, MOST_ROWS, columns_of, written_out
from services.specification.use_cases.bring_in_paper import bring_in_paper
from services.specification.use_cases.keep_paper_file import keep_paper_file
from shared.access import seats
from shared.counting import AGE_BANDS
from shared.web.forms import ButtonForm, PageForm, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

_PAPER = f"{SURVEY}/paper"
_SHOWN = 5


class FileForm(PageForm):
    """A file. It comes in the request's own part for files, of which forms know nothing: see `content`."""

    file_error = ""
    button = send(_l("Look at what is in it"))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check that a file came."""
        good = bool(super().validate(*args, **kwargs))
        if not self.content():
            self.general_errors.append(_("Choose a file. It is empty, or none was chosen."))
            return False
        return good

    def content(self) -> bytes:
        """Return what stands in the file; nothing where none was chosen."""
        sent = request.files.get("file")
        if sent is None:
            return b""
        sent.stream.seek(0)
        return sent.stream.read()


# The same page may well send another file.
@pages.form(_PAPER, who=seats(*HOSTS), form=FileForm, once=False)
def survey_paper(read: Read, form: FileForm, commission_id: str, survey_id: str) -> str:
    """Say what a file of paper sheets looks like, and take one. Raises NoSuchSurvey."""
    found = shown(read, commission_id, survey_id)
    columns = columns_of(found["survey"].questions, asks_age=found["survey"].asks_age)
    return render("survey_paper.html", form=form, columns=columns, ages=list(AGE_BANDS), most=MOST_ROWS, **found)


@survey_paper.act
def send_survey_paper(act: Act, form: FileForm, commission_id: str, survey_id: str) -> Response:
    """Keep it, to be looked at. Nothing of it counts yet."""
    kept = keep_paper_file(
        act.session, commission_id=commission_id, survey_id=survey_id, content=form.content(), caller=act.caller,
        now=act.now,
    )  # fmt: skip
    return done(survey_at(commission_id, survey_id, f"/paper/{kept.file_id}"))


@pages.signal(f"{_PAPER}/empty.csv", who=seats(*HOSTS))
def survey_paper_template(read: Read, commission_id: str, survey_id: str) -> Response:
    """An empty file with the right columns. Raises NoSuchSurvey."""
    found = survey_of(read.session, commission_id, survey_id, read.caller)
    return csv_file(written_out([columns_of(found.questions, asks_age=found.asks_age)]), "survey-paper.csv")


@pages.form(f"{_PAPER}/<uuid:file_id>", who=seats(*HOSTS), form=ButtonForm)
def survey_paper_file(read: Read, form: ButtonForm, commission_id: str, survey_id: str, file_id: str) -> str:
    """What would be brought in, and what is wrong with the other rows. Raises NoSuchSurvey and NoSuchPaperFile."""
    found = shown(read, commission_id, survey_id)
    kept = paper_file_of(read.session, survey_id, file_id)
    looked = looked_at(read.session, read.settings, found["survey"], kept)
    return render(
        "survey_paper_file.html", form=form, looked=looked, few=list(looked.new.values())[:_SHOWN],
        most=MOST_PROBLEMS, **found,
    )  # fmt: skip


@survey_paper_file.act
def send_survey_paper_file(
    act: Act, _form: ButtonForm, commission_id: str, survey_id: str, file_id: str
) -> Response:  # fmt: skip
    """Bring it in."""
    bring_in_paper(
        act.session, act.settings, commission_id=commission_id, survey_id=survey_id, file_id=file_id,
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(survey_at(commission_id, survey_id), _("The sheets are brought in."))
