"""Passkeys: signing in with one, and the list of one's own in the settings.

A browser's script asks what to sign at one of the addresses under /people/passkeys/options, and sends what the device
answers with an ordinary form. Without scripts, or where browsers refuse passkeys, nothing of it is seen.
"""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.people.models import Account, Passkey
from services.people.pages.coming_in import address_here, asking_here, go_on
from services.people.pages.door import SignInPageForm
from services.people.pages.group import pages
from services.people.queries.passkeys import asks_to_add, asks_to_prove, own_passkey, passkeys_of
from services.people.rules.devices import device_called
from services.people.rules.passkeys import (
    LONGEST_PASSKEY_NAME,
    PasskeysDoNotWorkHere,
    Purpose,
    check_room,
    own_name_of,
    site_at,
)
from services.people.use_cases.add_passkey import add_passkey
from services.people.use_cases.remove_passkey import remove_passkey
from services.people.use_cases.rename_passkey import rename_passkey
from services.people.use_cases.sign_in_with_passkey import sign_in_with_passkey
from shared.access import accounts, anyone, fresh
from shared.errors import DomainError
from shared.roles import AccountKind
from shared.web.browser_session import keep_sign_in
from shared.web.forms import ButtonForm, PageForm, in_this_language, line, send
from shared.web.pages import done, render
from shared.web.problem_pages import local_path
from shared.web.routing import Act, Read

_WHO = accounts(AccountKind.STAFF, AccountKind.PROVIDER)
_LIST = "/people/passkeys"


class PasskeyForm(PageForm):
    """What a passkey's device answered, as the page's script sends it, and where it leads back to."""

    credential = HiddenField()
    next = HiddenField()
    kept = HiddenField()


@pages.signal("/passkeys/options/signing-in", who=anyone())
def asked_at_sign_in(read: Read) -> Response:
    """What a passkey is to sign to sign in: of whichever account."""
    return jsonify(asks_to_prove(read.settings, asking_here(read), Purpose.SIGN_IN, now=read.now))


@pages.form("/sign-in-with-passkey", who=anyone(), form=PasskeyForm, once=False)
def sign_in_by_passkey(_read: Read, form: PasskeyForm) -> str:
    """The page to sign in; it shows what was wrong with a passkey, and all ways in that there are."""
    page = SignInPageForm(formdata=None)
    page.next.data = local_path(form.next.data or request.args.get("next", ""))
    page.kept.data = form.kept.data
    page.general_errors = [each["text"] for each in form.error_list()]
    return render("sign_in.html", form=page)


@sign_in_by_passkey.act
def send_sign_in_by_passkey(act: Act, form: PasskeyForm) -> Response | str | DomainError:
    """Sign in, and go on where the person was."""
    found = sign_in_with_passkey(
        act.session, act.settings, asking=asking_here(act), answer=form.credential.data or "", origin=act.origin,
        now=act.now,
    )  # fmt: skip
    if isinstance(found, DomainError):
        return found
    keep_sign_in(found, act.session.get_one(Account, found["holder_id"]).kind)
    return go_on(form.next.data or "", form.kept.data or "", _("You are signed in again"))


@pages.page("/passkeys", who=_WHO)
def my_passkeys(read: Read) -> str:
    """My passkeys; or why there can be none at this address, and which one to open."""
    found = passkeys_of(read.session, read.caller.holder_id)
    return render("passkeys.html", passkeys=found, **_whether_here(read))


def _whether_here(read: Read) -> dict[str, Any]:
    address = address_here(read)
    try:
        site_at(address)
    except PasskeysDoNotWorkHere as why:
        return {"why_not": in_this_language(why), "instead": own_name_of(address)}
    return {"why_not": "", "instead": ""}


class PasskeyNameForm(PageForm):
    """What a person calls their passkey."""

    name = line(
        _l("What do you call it?"), needed=_l("Write a name, so that you know it again."), most=LONGEST_PASSKEY_NAME,
        hint=_l("So that you know it again, such as: my laptop at work."), autocomplete="off",
    )  # fmt: skip
    button = send(_l("Save"))


class NewPasskeyForm(PasskeyNameForm):
    """A new passkey: its name, and what the device made."""

    credential = HiddenField()


@pages.signal("/passkeys/options/new", who=fresh(_WHO))
def asked_to_add(read: Read) -> Response:
    """What a new passkey is to be made of. Raises TooManyPasskeys."""
    account = read.session.get_one(Account, read.caller.holder_id)
    held = passkeys_of(read.session, account.holder_id)
    check_room(len(held))
    return jsonify(asks_to_add(read.settings, asking_here(read), account, held, now=read.now))


@pages.form("/passkeys/new", who=fresh(_WHO), form=NewPasskeyForm, once=False)
def new_passkey(read: Read, form: NewPasskeyForm) -> str:
    """Add a passkey."""
    form.credential.data = ""
    if form.name.data is None:
        form.name.data = device_called(read.origin.agent)
    return render("passkey_new.html", form=form, **_whether_here(read))


@new_passkey.act
def send_new_passkey(act: Act, form: NewPasskeyForm) -> Response | DomainError:
    """Keep the passkey that the device made."""
    found = add_passkey(
        act.session, act.settings, asking=asking_here(act), answer=form.credential.data or "",
        name=form.name.data or "", caller=act.caller, now=act.now,
    )  # fmt: skip
    if isinstance(found, DomainError):
        return found
    return done(_LIST, _("Your passkey is added. You can sign in with it now."))


@pages.form("/passkeys/<uuid:passkey_id>", who=_WHO, form=PasskeyNameForm, once=False)
def passkey(read: Read, form: PasskeyNameForm, passkey_id: str) -> str:
    """Change what I call a passkey. Raises NoSuchPasskey."""
    found = _mine(read, passkey_id)
    if form.name.data is None:
        form.name.data = found.name
    return render("passkey_name.html", form=form, passkey=found)


@passkey.act
def send_passkey(act: Act, form: PasskeyNameForm, passkey_id: str) -> Response:
    """Give it the new name."""
    rename_passkey(act.session, passkey_id=passkey_id, name=form.name.data or "", caller=act.caller)
    return done(_LIST, _("Saved."))


@pages.form("/passkeys/<uuid:passkey_id>/removal", who=fresh(_WHO), form=ButtonForm, once=False)
def passkey_removal(read: Read, form: ButtonForm, passkey_id: str) -> str:
    """Ask before a passkey goes. Raises NoSuchPasskey."""
    return render("passkey_removal.html", form=form, passkey=_mine(read, passkey_id))


@passkey_removal.act
def send_passkey_removal(act: Act, _form: ButtonForm, passkey_id: str) -> Response:
    """Remove it."""
    remove_passkey(act.session, act.settings, passkey_id=passkey_id, caller=act.caller)
    return done(_LIST, _("The passkey is removed."))


def _mine(read: Read, passkey_id: str) -> Passkey:
    return own_passkey(read.session, read.caller.holder_id, passkey_id)
