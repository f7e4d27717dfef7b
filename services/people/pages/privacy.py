"""What is kept about people: to read, to download, to take away, and when its time is over."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.people.pages.group import pages
from services.people.queries.retention import due
from services.people.queries.seats import seats_of
from services.people.rules.retention import KEPT
from services.people.use_cases.erase_person import erase_person
from services.people.use_cases.keep_no_longer import keep_no_longer
from shared.access import Caller, accounts, anyone, fresh, signed_in
from shared.errors import NotAllowed
from shared.idempotency import forget_answers
from shared.roles import AccountKind, Role
from shared.web.browser_session import forget_sign_in
from shared.web.forms import ButtonForm
from shared.web.pages import done, render
from shared.web.routing import Act, Read

_STAFF = accounts(AccountKind.STAFF)
_SERVICES = (
    ("people", _l("Who you are, your places, and where you are signed in")),
    ("specification", _l("What you wrote and signed")),
    ("youth_panel", _l("What you scored, said and chose")),
    ("tendering", _l("Which organisation you belong to")),
    ("notifications", _l("Your e-mail address, and what we told you")),
    ("decision_trail", _l("What you did, as it stands in the record")),
)


class OfficersOnly(NotAllowed):
    """Only somebody who runs a commission lets the time of things run out."""


def _kept(years: int) -> list[dict[str, Any]]:
    return [{"name": _(k.name), "what": _(k.what), "how_long": _(k.how_long).format(years=years)} for k in KEPT]


@pages.page("/privacy", who=anyone())
def privacy(read: Read) -> str:
    """What we keep, and for how long."""
    return render("privacy.html", kept=_kept(read.settings.keep_years))


@pages.page("/my-data", who=signed_in())
def my_data(_read: Read) -> str:
    """See and take away what is held about me."""
    return render("my_data.html", services=_SERVICES)


@pages.form("/erase-me", who=fresh(signed_in()), form=ButtonForm, once=False)
def erase_me(_read: Read, form: ButtonForm) -> str:
    """Before somebody is forgotten: what goes and what stays."""
    return render("erase_me.html", form=form)


@erase_me.act
def send_erase_me(act: Act, _form: ButtonForm) -> Response:
    """Forget them, and sign this browser out."""
    erase_person(act.session, act.settings, caller=act.caller, now=act.now)
    forget_answers(act.session, act.caller.holder_id)
    forget_sign_in()
    return done("/people/forgotten")


@pages.page("/forgotten", who=anyone())
def forgotten(_read: Read) -> str:
    """It is done."""
    return render("forgotten.html")


@pages.form("/retention", who=fresh(_STAFF), form=ButtonForm, once=False)
def retention(read: Read, form: ButtonForm) -> str:
    """What has been kept for its time: how much would be removed now. Raises OfficersOnly."""
    _check_officer(read, read.caller)
    counts = due(read.session, read.settings, read.now).counts
    kept = _kept(read.settings.keep_years)
    return render("retention.html", form=form, counts=counts, kept=kept, years=read.settings.keep_years)


@retention.act
def send_retention(act: Act, _form: ButtonForm) -> Response:
    """Remove it. Raises OfficersOnly."""
    _check_officer(act, act.caller)
    counts = keep_no_longer(act.session, act.settings, now=act.now).counts
    words = _("Removed: %(people)d people, %(worries)d worries, %(sessions)d sessions that were over.",
              people=counts["accounts"], worries=counts["worries"], sessions=counts["sign_ins"])  # fmt: skip
    return done("/people/retention", words)


def _check_officer(read: Read, caller: Caller) -> None:
    if not any(seat.role == Role.COMMISSIONER for seat in seats_of(read.session, caller.holder_id)):
        raise OfficersOnly("This page is for those who run a commission.")
