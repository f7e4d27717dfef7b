"""Pages that belong to no service: help where a page is hard to use, and a gallery of what pages are made of."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from shared.access import accounts, anyone
from shared.roles import AccountKind
from shared.web.forms import (
    PageForm,
    day,
    line,
    lines,
    number,
    one_of,
    one_of_many,
    secret,
    send,
    some_of,
    yes_or_no_box,
)
from shared.web.pages import Pages, done, render
from shared.web.routing import Act, Read

pages = Pages("shared", prefix="")


@pages.page("/accessibility", who=anyone())
def accessibility(_read: Read) -> str:
    """What to do where a page is hard to use: what works, what does not yet, and whom to tell."""
    return render("accessibility.html")


class GalleryForm(PageForm):
    """A field of each kind."""

    a_line = line(_l("A line of text"), needed=_l("Write something in the line."), hint=_l("A hint says what fits."))
    some_lines = lines(_l("Several lines"), needed=_l("Write something in the lines."))
    a_secret = secret(_l("A passphrase"), needed=_l("Write a passphrase."), autocomplete="off")
    a_choice = one_of(
        _l("One of a few"), [("this", _l("This one")), ("that", _l("That one"))], needed=_l("Choose one of them.")
    )
    a_pick = one_of_many(_l("One of many"), [(str(each), str(each)) for each in range(1, 13)])
    some = some_of(_l("Some of a few"), [("red", _l("Red")), ("blue", _l("Blue")), ("green", _l("Green"))])
    a_box = yes_or_no_box(_l("One box"), hint=_l("Empty means no."))
    a_number = number(_l("A number"), needed=_l("Write a number."))
    a_day = day(_l("A day"), needed=_l("Write a day."), hint=_l("For example 27 3 2026"))
    button = send(_l("Send"))


@pages.form("/components", who=accounts(AccountKind.STAFF), form=GalleryForm, once=False)
def components(_read: Read, form: GalleryForm) -> str:
    """Every component in every state, to look at and to test."""
    wrong = GalleryForm(formdata=MultiDict(), prefix="wrong-")
    wrong.validate()
    return render("components.html", form=form, wrong=wrong)


@components.act
def send_components(_act: Act, _form: GalleryForm) -> Response:
    """Show the notice that follows an act. Nothing is kept."""
    return done("/components", _("Done. Nothing was kept, because this is a gallery."))
