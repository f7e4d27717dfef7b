"""Pages of contributions: what people said and what came of it, answers, and words that are reported or hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.specification.models import Clause
from services.specification.pages.group import AT, HOSTS, INSIDE, at, pages, sits_here
from services.specification.queries.cards import waits_to_be_put_in
from services.specification.queries.commissions import commission_by_id, is_open
from services.specification.queries.contributions import answered, contribution_of, unanswered
from services.specification.queries.ideas import clauses_from
from services.specification.queries.writers import writers_of
from services.specification.rules.contributions import ANSWERS, PLACES, TAKEN
from services.specification.use_cases.answer_contribution import answer_contribution
from services.specification.use_cases.hide_contribution import hide_contribution
from services.specification.use_cases.report_contribution import report_contribution
from shared.access import seats
from shared.roles import ROLES, Role
from shared.web.careful import CarefulForm
from shared.web.forms import lines, one_of, send, to_choose
from shared.web.pages import done, render
from shared.web.reporting import HideForm, ReportForm
from shared.web.routing import Act, Read

_ONE = f"{AT}/given/<uuid:contribution_id>"


@pages.page(f"{AT}/answers", who=seats(*INSIDE))
def answers(read: Read, commission_id: str) -> str:
    """What people said and what came of it, and what waits for an answer. Raises NoSuchCommission."""
    return render(
        "answers.html", commission=commission_by_id(read.session, commission_id), at=at(commission_id),
        waiting=unanswered(read.session, commission_id), done=answered(read.session, commission_id), roles=ROLES,
        answers=ANSWERS, places=PLACES, writers=writers_of(read.session, commission_id), me=read.caller.seat_id,
        hosts=sits_here(read, commission_id, *HOSTS), is_open=is_open(read.session, commission_id),
    )  # fmt: skip


class AnswerForm(CarefulForm):
    """What came of an idea or a suggestion, and why."""

    published = ("reason",)
    answer = one_of(_l("What came of it?"), [], needed=_l("Choose what came of it."))
    reason = lines(
        _l("Why?"), needed=_l("Write why."), hint=_l("For example where it stands in the text, or why not."),
    )  # fmt: skip
    button = send(_l("Answer"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answer.choices = to_choose([(name, _(words)) for name, words in ANSWERS.items()])

    def propose(self, grown: Mapping[str, Sequence[Clause]]) -> None:
        """Propose that it is in the text, where parts grew from it and nobody has written an answer yet."""
        numbers = sorted({clause.number for clauses in grown.values() for clause in clauses})
        if numbers and self.answer.data is None and not self.reason.data:
            parts = ", ".join(map(str, numbers))
            self.answer.data, self.reason.data = TAKEN, _("It is in part %(parts)s.", parts=parts)

    def leave_out_yes(self) -> None:
        """Offer no yes: its words have to go into the text first."""
        self.answer.choices = to_choose([(name, _(words)) for name, words in ANSWERS.items() if name != TAKEN])


@pages.form(f"{_ONE}/answer", who=seats(*HOSTS), form=AnswerForm)
def answer(read: Read, form: AnswerForm, commission_id: str, contribution_id: str) -> str:
    """Say what came of an idea or a suggestion. Raises NoSuchContribution."""
    given = contribution_of(read.session, commission_id, contribution_id, read.caller)
    form.propose(clauses_from(read.session, [contribution_id]))
    waits = waits_to_be_put_in(read.session, given)
    if waits:
        form.leave_out_yes()
    return render(
        "answer.html", form=form, given=given, at=at(commission_id), waits=waits,
        leads=sits_here(read, commission_id, Role.FACILITATOR),
    )  # fmt: skip


@answer.act
def send_answer(act: Act, form: AnswerForm, commission_id: str, contribution_id: str) -> Response:
    """Answer it."""
    answer_contribution(
        act.session, commission_id=commission_id, contribution_id=contribution_id, answer=form.answer.data,
        reason=form.reason.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/answers"), _("Answered. Whoever wrote it is told."))


@pages.form(f"{_ONE}/report", who=seats(*INSIDE), form=ReportForm)
def report_contributed(read: Read, form: ReportForm, commission_id: str, contribution_id: str) -> str:
    """Say that a contribution should not stand here. Raises NoSuchContribution."""
    given = contribution_of(read.session, commission_id, contribution_id, read.caller)
    return render(
        "report_words.html", form=form, heading="", text=given.text, hidden=given.hidden_at is not None,
        why=given.hidden_why, back=at(commission_id, "/answers"),
    )  # fmt: skip


@report_contributed.act
def send_report_contributed(act: Act, form: ReportForm, commission_id: str, contribution_id: str) -> Response:
    """Keep the report."""
    report_contribution(
        act.session, commission_id=commission_id, contribution_id=contribution_id, why=form.why.data,
        words=form.words.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    told = _("Thank you. Somebody who runs the group will look at these words.")
    return done(at(commission_id, "/answers"), told)


@pages.form(f"{_ONE}/hiding", who=seats(*HOSTS), form=HideForm)
def hide_contributed(read: Read, form: HideForm, commission_id: str, contribution_id: str) -> str:
    """Hide a contribution, or show it again. Raises NoSuchContribution."""
    given = contribution_of(read.session, commission_id, contribution_id, read.caller)
    form.about(hidden=given.hidden_at is not None)
    return render(
        "hide_words.html", form=form, heading="", text=given.text, back=at(commission_id, "/answers"), effect="",
    )  # fmt: skip


@hide_contributed.act
def send_hide_contributed(act: Act, form: HideForm, commission_id: str, contribution_id: str) -> Response:
    """Hide it, or show it again."""
    hide_contribution(
        act.session, commission_id=commission_id, contribution_id=contribution_id, hides=form.hide,
        reason=form.reason.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    words = _("The words are hidden. The group is told why.") if form.hide else _("The words are back.")
    return done(at(commission_id, "/answers"), words)
