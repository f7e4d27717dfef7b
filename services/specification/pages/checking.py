"""Pages of words that are read first, words that were reported, and my words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.specification.pages.group import AT, HOSTS, at, pages
from services.specification.queries.checking import open_reports, report_of, reported, waiting_text, waiting_texts
from services.specification.queries.clauses import parts_of, written_by
from services.specification.queries.commissions import commission_by_id, is_open
from services.specification.queries.contributions import given_by
from services.specification.queries.library import marks_of
from services.specification.rules.contributions import ANSWERS, PLACES
from services.specification.rules.texts import CLAUSE
from services.specification.use_cases.check_text import check_text
from services.specification.use_cases.set_checking import set_checking
from services.specification.use_cases.settle_report import settle_report
from shared.access import seats
from shared.canonical import time_text
from shared.roles import Role
from shared.web.careful import pointed_out
from shared.web.forms import ButtonForm, PageForm, one_of, send, to_choose
from shared.web.pages import done, render
from shared.web.routing import Act, Read
from shared.wording import TO_THE_WRITER, WHY

_THROUGH = "through"


@pages.page(f"{AT}/words", who=seats(Role.FACILITATOR))
def words_to_check(read: Read, commission_id: str) -> str:
    """What waits until a facilitator has read it, the oldest first. Raises NoSuchCommission."""
    waiting = waiting_texts(read.session, commission_id, read.caller)
    return render(
        "words_to_check.html", commission=commission_by_id(read.session, commission_id), at=at(commission_id),
        waiting=waiting[::-1], parts=parts_of(read.session, commission_id), places=PLACES,
        is_open=is_open(read.session, commission_id), marks=marks_of(read.session, commission_id),
    )  # fmt: skip


class CheckForm(PageForm):
    """Let words through, or send them back. The reasons are a fixed list: no adult writes to one young person alone.

    `written_at`: of the words that the page showed.
    """

    written_at = HiddenField()
    decision = one_of(_l("What happens with these words?"), [], needed=_l("Choose what happens with these words."))
    button = send(_l("Save"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        back = [(name, _("Send them back: %(why)s", why=_(words))) for name, words in WHY.items()]
        self.decision.choices = to_choose([(_THROUGH, _("Let the others read them")), *back])


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None


@pages.form(f"{AT}/words/<uuid:text_id>", who=seats(Role.FACILITATOR), form=CheckForm)
def check_words(read: Read, form: CheckForm, commission_id: str, text_id: str) -> str:
    """Read one text, and let it through or send it back. Raises NoSuchText."""
    waiting = waiting_text(read.session, commission_id, text_id)
    form.written_at.data = time_text(waiting.written_at)
    parts = parts_of(read.session, commission_id)
    part = parts.get(waiting.subject_id or "") if waiting.place == CLAUSE else None
    is_old = part is not None and (part.version != waiting.version or part.ended_at is not None)
    if is_old:
        form.decision.choices = form.decision.choices[1:]
    return render(
        "check_words.html", form=form, waiting=waiting, part=part, is_old=is_old, at=at(commission_id), places=PLACES,
        mark=marks_of(read.session, commission_id).get(text_id), commission_id=commission_id,
        signs=pointed_out(f"{waiting.heading}\n{waiting.text}"),
    )  # fmt: skip


@check_words.act
def send_check_words(act: Act, form: CheckForm, commission_id: str, text_id: str) -> Response:
    """Let it through, or send it back."""
    why = "" if form.decision.data == _THROUGH else form.decision.data
    check_text(
        act.session, commission_id=commission_id, text_id=text_id, written_at=_moment(form.written_at.data), why=why,
        caller=act.caller, now=act.now,
    )  # fmt: skip
    told = _("Their writer sees why, in kind words.") if why else _("Everybody here can read them now.")
    return done(at(commission_id, "/words"), told)


@pages.page(f"{AT}/reported", who=seats(*HOSTS))
def reported_words(read: Read, commission_id: str) -> str:
    """What was reported and nobody has settled, without who said it. Raises NoSuchCommission."""
    return render(
        "reported_words.html", commission=commission_by_id(read.session, commission_id), at=at(commission_id),
        reports=open_reports(read.session, commission_id), whys=WHY, places=PLACES,
        is_open=is_open(read.session, commission_id),
    )  # fmt: skip


@pages.form(f"{AT}/reported/<uuid:report_id>", who=seats(*HOSTS), form=ButtonForm)
def keep_words(read: Read, form: ButtonForm, commission_id: str, report_id: str) -> str:
    """Ask whether reported words are to stay as they are. Raises NoSuchReport."""
    report = report_of(read.session, commission_id, report_id)
    found = reported(read.session, report)
    return render("keep_words.html", form=form, report=report, found=found, why=WHY[report.why], at=at(commission_id))


@keep_words.act
def send_keep_words(act: Act, _form: ButtonForm, commission_id: str, report_id: str) -> Response:
    """They stay."""
    settle_report(act.session, commission_id=commission_id, report_id=report_id, now=act.now)
    return done(at(commission_id, "/reported"), _("The words stay as they are."))


@pages.page(f"{AT}/my-words", who=seats(Role.YOUNG_PERSON))
def my_words(read: Read, commission_id: str) -> str:
    """What I wrote: what waits, what came back and why, and what others read. Raises NoSuchCommission."""
    mine = waiting_texts(read.session, commission_id, read.caller)
    return render(
        "my_words.html", commission=commission_by_id(read.session, commission_id), at=at(commission_id),
        waiting=[each for each in mine if each.outcome is None],
        back=[each for each in mine if each.outcome == "given_back"],
        written=written_by(read.session, commission_id, read.caller.seat), told=TO_THE_WRITER, places=PLACES,
        given=given_by(read.session, commission_id, read.caller.seat), answers=ANSWERS,
        is_open=is_open(read.session, commission_id),
    )  # fmt: skip


class CheckingForm(PageForm):
    """Say whether words by people under 16 are checked first."""

    checks = one_of(
        _l("Does a facilitator read words by people under 16 before others do?"),
        [("yes", _l("Yes, a facilitator reads them first")), ("no", _l("No, others read them at once"))],
        needed=_l("Choose yes or no."),
    )  # fmt: skip
    button = send(_l("Save"))


@pages.form(f"{AT}/check-first", who=seats(Role.COMMISSIONER), form=CheckingForm, once=False)
def checking(read: Read, form: CheckingForm, commission_id: str) -> str:
    """Whether words by people under 16 are checked first. Raises NoSuchCommission."""
    commission = commission_by_id(read.session, commission_id)
    if form.checks.data is None:
        form.checks.data = "yes" if commission.checks_young_texts else "no"
    return render("checking.html", form=form, commission=commission)


@checking.act
def send_checking(act: Act, form: CheckingForm, commission_id: str) -> Response:
    """Set it."""
    checks = form.checks.data == "yes"
    set_checking(act.session, commission_id=commission_id, checks=checks, caller=act.caller, now=act.now)
    return done(f"/people/commissions/{commission_id}/setup", _("Saved."))
