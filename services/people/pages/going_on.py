"""Going on where somebody was signed out: what they typed is too much for an address, so a button brings it along."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.people.pages.coming_in import go_on
from services.people.pages.group import pages
from services.people.pages.pictures import show_picture_sign_in
from services.people.rules.council import NotBackYet
from shared.access import anyone, signed_in
from shared.errors import DomainError
from shared.web.forms import PageForm, send
from shared.web.pages import render, whoever
from shared.web.problem_pages import local_path
from shared.web.routing import Act, Read


class GoOnForm(PageForm):
    """Where to go on, and what was typed there; and in which way to sign in first, unless that was done already."""

    next = HiddenField()
    kept = HiddenField()
    way = HiddenField()
    button = send(_l("I have signed in: go on"))


@pages.form("/go-on", who=anyone(), form=GoOnForm, once=False)
def going_on(_read: Read, form: GoOnForm) -> str:
    """Wait for the other tab."""
    form.next.data = local_path(form.next.data or "")
    return render("going_on.html", form=form)


@going_on.act
def send_going_on(act: Act, form: GoOnForm) -> Response | str | DomainError:
    """Go on where the person was. What they typed comes back, and is sent only when they say so."""
    if form.way.data == "pictures":
        return show_picture_sign_in(form.next.data or "", form.kept.data or "")
    if whoever(act) is None:
        return NotBackYet("You are not signed in yet. Sign in in the other tab, then press the button again.")
    return go_on(form.next.data or "", form.kept.data or "", _("You are signed in again"))


@pages.page("/go-on/other-tab", who=signed_in())
def in_the_other_tab(_read: Read) -> str:
    """It is done; the other tab waits."""
    return render("other_tab.html")
