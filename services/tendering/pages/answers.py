"""One question a page, and the price. A colleague may write at the same time; nobody's words are lost by it."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.tendering.pages.group import AT, PROVIDER, at, pages, whole_number
from services.tendering.pages.tenders import PANELS
from services.tendering.queries.my_bid import my_bid
from services.tendering.rules.bids import BidHasChanged
from services.tendering.use_cases.write_bid_part import write_bid_part
from shared.errors import DomainError
from shared.web.forms import PageForm, lines, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

LONGEST_ANSWER = 50_000


class PartForm(PageForm):
    """A part of the bid. version: of what stood there when the page was opened."""

    version = HiddenField()
    theirs: str | None = None
    both_changed = False

    def blame(self, error: DomainError) -> None:
        """Remember what a colleague wrote meanwhile, so that both are shown."""
        if isinstance(error, BidHasChanged):
            self.both_changed, self.theirs = True, error.extra.get("theirs")
            self.version.data = str(error.extra["current_version"])
        super().blame(error)


class AnswerForm(PartForm):
    """An answer. It may be empty, or too long, until the bid is handed in."""

    blames = {BidHasChanged: "text"}  # noqa: RUF012  (read only)

    text = lines(_l("Your answer"), most=LONGEST_ANSWER, classes="co-long")
    button = send(_l("Save"))


@pages.form(f"{AT}/bid/answers/<uuid:criterion_id>", who=PROVIDER, form=AnswerForm, sealed=True)
def answer(read: Read, form: AnswerForm, commission_id: str, criterion_id: str) -> str:
    """A question and its answer. Raises NoSuchTender, NoSuchBid and OrganisationIsMissing."""
    mine = my_bid(read.session, commission_id, read.caller, read.now)
    task = mine.task(criterion_id)
    if form.version.data is None:
        form.text.data, form.version.data = task.text, str(task.version)
    return render(
        "answer.html", form=form, mine=mine, task=task, at=at(commission_id), panels=PANELS, now=read.now,
        me=read.caller.seat, **_beside(mine.tasks, task),
    )  # fmt: skip


def _beside(tasks: list[Any], task: Any) -> dict[str, Any]:
    """Return the place of a question, and those before and after it."""
    place = tasks.index(task)
    return {
        "number": place + 1, "count": len(tasks), "before": tasks[place - 1] if place else None,
        "after": tasks[place + 1] if place + 1 < len(tasks) else None,
    }  # fmt: skip


@answer.act
def send_answer(act: Act, form: AnswerForm, commission_id: str, criterion_id: str) -> Response:
    """Keep it, under seal. Raises BidHasChanged, BidIsSubmitted, TenderIsClosed and NoSuchBid."""
    mine = my_bid(act.session, commission_id, act.caller, act.now)
    write_bid_part(
        act.session, commission_id=commission_id, bid_id=mine.bid.bid_id, part=mine.task(criterion_id).criterion_id,
        value=form.text.data or "", version=whole_number(form.version.data), caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(at(commission_id, "/bid"), _("Your answer is saved."))
