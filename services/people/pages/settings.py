"""Settings: how pages look, and on which devices somebody is signed in."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.people.models import Account
from services.people.pages.group import pages
from services.people.queries.sessions import live_sign_ins
from services.people.rules.sessions import NoSuchSession
from services.people.use_cases.revoke_session import revoke_session
from services.people.use_cases.revoke_sessions import revoke_sessions
from shared.access import anyone, fresh, signed_in
from shared.web.browser_session import forget_sign_in
from shared.web.forms import ButtonForm, PageForm, one_of, send
from shared.web.look import LANGUAGES, Look, chosen_look, keep_look
from shared.web.pages import done, render
from shared.web.routing import Act, Read


class LookForm(PageForm):
    """Language, colours and text size."""

    language = one_of(
        _l("Language"), [("", _l("As my browser says")), *LANGUAGES.items()], needed=None,
    )  # fmt: skip
    theme = one_of(
        _l("Colours"),
        [("auto", _l("As my device says")), ("light", _l("Light")), ("dark", _l("Dark"))],
        needed=_l("Choose colours."),
    )
    size = one_of(
        _l("Size of text"), [("normal", _l("Normal")), ("large", _l("Large")), ("largest", _l("Largest"))],
        needed=_l("Choose a size."),
    )  # fmt: skip
    button = send(_l("Save"))


@pages.form("/look", who=anyone(), form=LookForm, once=False)
def look(_read: Read, form: LookForm) -> str:
    """Choose language, colours and text size. Nobody has to sign in for it."""
    if form.theme.data is None:
        chosen = chosen_look()
        form.language.data, form.theme.data, form.size.data = chosen.language, chosen.theme, chosen.size
    return render("look.html", form=form)


@look.act
def send_look(act: Act, form: LookForm) -> Response:
    """Keep the choice in this browser."""
    answer = done("/people/look", _("Saved."))
    chosen = Look(form.language.data or "", form.theme.data or "auto", form.size.data or "normal")
    keep_look(answer, chosen, secure=act.settings.address.startswith("https://"))
    return answer


@pages.page("/settings", who=signed_in())
def settings(read: Read) -> str:
    """My settings, on one page of links."""
    account = read.session.get_one(Account, read.caller.holder_id)
    return render("settings.html", account=account)


@pages.page("/devices", who=signed_in())
def devices(read: Read) -> str:
    """The devices on which I am signed in."""
    found = live_sign_ins(read.session, read.caller.holder_id, read.now)
    return render("devices.html", devices=found, here=read.caller.session_id)


class SignOutForm(PageForm):
    """Where to sign out."""

    where = one_of(
        _l("Where do you want to sign out?"),
        [
            ("others", _l("Everywhere else. I stay signed in here")),
            ("everywhere", _l("Everywhere, here too")),
        ],
        needed=_l("Choose where to sign out."),
    )
    button = send(_l("Sign out"))


@pages.form("/devices/all", who=fresh(signed_in()), form=SignOutForm, once=False)
def all_devices(_read: Read, form: SignOutForm) -> str:
    """Sign out on many devices at once."""
    return render("all_devices.html", form=form)


@all_devices.act
def send_all_devices(act: Act, form: SignOutForm) -> Response:
    """Sign out everywhere else, or here too."""
    this_too = form.where.data == "everywhere"
    revoke_sessions(act.session, caller=act.caller, this_too=this_too, now=act.now)
    if this_too:
        forget_sign_in()
        return done("/people/signed-out")
    return done("/people/devices", _("You are signed out everywhere else."))


@pages.form("/devices/<uuid:session_id>", who=signed_in(), form=ButtonForm, once=False)
def device(read: Read, form: ButtonForm, session_id: str) -> str:
    """One device, to sign out there. Raises NoSuchSession."""
    found = live_sign_ins(read.session, read.caller.holder_id, read.now)
    one = next((each for each in found if each.session_id == session_id), None)
    if one is None:
        raise NoSuchSession("You are not signed in there, or no longer.")
    return render("device.html", device=one, here=read.caller.session_id, form=form)


@device.act
def send_device(act: Act, _form: ButtonForm, session_id: str) -> Response:
    """Sign out on that device."""
    revoke_session(act.session, session_id=session_id, caller=act.caller, now=act.now)
    return done("/people/devices", _("That device is signed out."))
