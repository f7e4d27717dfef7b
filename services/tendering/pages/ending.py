"""Ending a commission without a contract, for reasons that everybody can read."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.tendering.models import Process
from services.tendering.pages.group import AT, pages
from services.tendering.queries.tenders import commission_read
from services.tendering.use_cases.abandon_commission import abandon_commission
from shared.access import seats
from shared.roles import Role
from shared.web.careful import CarefulForm
from shared.web.forms import lines, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read


class EndingForm(CarefulForm):
    """Why it ends."""

    reason = lines(
        _l("Why does it end?"), needed=_l("Say why it ends. Everybody is told."), most=5000,
        hint=_l("In plain words. Young people, providers and everybody else can read this."),
    )  # fmt: skip
    button = send(_l("End it without a contract"), ends=True)


@pages.form(f"{AT}/ending", who=seats(Role.COMMISSIONER), form=EndingForm)
def ending(read: Read, form: EndingForm, commission_id: str) -> str:
    """Ask before a commission ends. Raises NoSuchCommission."""
    known = commission_read(read.session, commission_id)
    process = read.session.get(Process, commission_id)
    return render("ending_tender.html", form=form, known=known, process=process, commission_id=commission_id)


@ending.act
def send_ending(act: Act, form: EndingForm, commission_id: str) -> Response:
    """End it."""
    abandon_commission(
        act.session, commission_id=commission_id, reason=form.reason.data or "", caller=act.caller, now=act.now
    )
    return done(f"/commissions/{commission_id}", _("It has ended. Everybody is told why."))
