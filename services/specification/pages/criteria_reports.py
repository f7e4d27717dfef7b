"""Pages of the words of a criterion that somebody reports, or hides."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from services.specification.pages.group import AT, HOSTS, INSIDE, at, pages
from services.specification.queries.criteria import draft_of
from services.specification.rules.drafts import as_text
from services.specification.use_cases.hide_criterion import hide_criterion
from services.specification.use_cases.report_criterion import report_criterion
from shared.access import seats
from shared.web.pages import done, render
from shared.web.reporting import HideForm, ReportForm
from shared.web.routing import Act, Read

_ONE = f"{AT}/scoring/<uuid:criterion_id>"


@pages.form(f"{_ONE}/report", who=seats(*INSIDE), form=ReportForm)
def report_criterion_words(read: Read, form: ReportForm, commission_id: str, criterion_id: str) -> str:
    """Say that the words of a criterion should not stand here. Raises NoSuchCriterion."""
    draft = draft_of(read.session, commission_id, criterion_id, read.caller)
    return render(
        "report_words.html", form=form, heading=draft.words["title"], text=as_text(draft.words), hidden=False, why="",
        back=at(commission_id, "/scoring"),
    )  # fmt: skip


@report_criterion_words.act
def send_report_criterion_words(act: Act, form: ReportForm, commission_id: str, criterion_id: str) -> Response:
    """Keep the report."""
    report_criterion(
        act.session, commission_id=commission_id, criterion_id=criterion_id, why=form.why.data,
        words=form.words.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    told = _("Thank you. Somebody who runs the group will look at these words.")
    return done(at(commission_id, "/scoring"), told)


@pages.form(f"{_ONE}/hiding", who=seats(*HOSTS), form=HideForm)
def hide_criterion_words(read: Read, form: HideForm, commission_id: str, criterion_id: str) -> str:
    """Ask whether a criterion is to be hidden. Raises NoSuchCriterion."""
    draft = draft_of(read.session, commission_id, criterion_id, read.caller)
    form.hides.data = "yes"
    return render(
        "hide_words.html", form=form, heading=draft.words["title"], text=as_text(draft.words),
        back=at(commission_id, "/scoring"),
        effect=_(
            "It is taken out of the list. If the criteria were set with it, set them again. "
            "Those who signed are asked again."
        ),
    )  # fmt: skip


@hide_criterion_words.act
def send_hide_criterion_words(act: Act, form: HideForm, commission_id: str, criterion_id: str) -> Response:
    """Hide it."""
    hide_criterion(
        act.session, commission_id=commission_id, criterion_id=criterion_id, reason=form.reason.data or "",
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/scoring"), _("The words are hidden. The group is told why."))
