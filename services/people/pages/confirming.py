"""Proving once more that it is oneself, before what cannot be undone: one section for each way that an account has.

Another way is its name in `ways_of`, a form in FORMS with a page of its own, and a template `confirm_<name>.html`.
"""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.people.models import Account
from services.people.pages.coming_in import asking_here, go_on
from services.people.pages.group import pages
from services.people.pages.pictures import PicturesForm
from services.people.queries.passkeys import asks_to_prove, passkeys_of
from services.people.queries.secrets import ways_of
from services.people.rules.council import NotBackYet
from services.people.rules.passkeys import Purpose
from services.people.rules.pictures import PicturesAreWrong
from services.people.rules.sessions import SignInIsWrong
from services.people.use_cases.confirm_session import confirm_session
from services.people.use_cases.confirm_with_passkey import confirm_with_passkey
from shared.access import signed_in
from shared.errors import DomainError
from shared.web.browser_session import keep_token
from shared.web.forms import PageForm, secret, send
from shared.web.pages import render
from shared.web.problem_pages import local_path, typed_so_far, written_kept
from shared.web.routing import Act, Read
from shared.web.sign_in import is_fresh


class ConfirmForm(PageForm):
    """One way to confirm. `next`: where to go on; `kept`: what was typed there."""

    next = HiddenField()
    kept = HiddenField()


class PassphraseForm(ConfirmForm):
    """Confirm with the passphrase."""

    blames = {SignInIsWrong: "passphrase"}  # noqa: RUF012  (read only)
    passphrase = secret(
        _l("Your passphrase"), needed=_l("Write your passphrase."), autocomplete="current-password",
    )  # fmt: skip
    button = send(_l("Go on"))


class FourPicturesForm(PicturesForm, ConfirmForm):
    """Confirm with four pictures."""

    blames = {SignInIsWrong: "first_picture", PicturesAreWrong: "first_picture"}  # noqa: RUF012  (read only)
    button = send(_l("Go on"))


class PasskeyForm(ConfirmForm):
    """Confirm with a passkey. credential: what the device answered, as the page's script sends it."""

    credential = HiddenField()


class CouncilForm(ConfirmForm):
    """Go on after the council's sign-in has asked once more, in another tab."""

    button = send(_l("I have signed in: go on"))


FORMS: dict[str, type[ConfirmForm]] = {
    "passphrase": PassphraseForm, "pictures": FourPicturesForm, "passkey": PasskeyForm, "council": CouncilForm,
}  # fmt: skip


@pages.page("/confirm", who=signed_in(), arrives=True)
def confirm(read: Read) -> str:
    """Show the ways to confirm. A form that was on its way to what cannot be undone is kept meanwhile."""
    return _shown(read, request.args.get("next", ""), written_kept(typed_so_far()))


def _shown(read: Read, next_path: str, kept: str, sent: ConfirmForm | None = None) -> str:
    """Show the ways that this account has. sent: the form of one of them that came back with an error."""
    going_on = {"next": local_path(next_path), "kept": kept}
    if sent is not None:
        sent.next.data = going_on["next"]
    account = read.session.get_one(Account, read.caller.holder_id)
    forms = {
        way: sent if sent is not None and type(sent) is FORMS[way] else FORMS[way](formdata=None, data=going_on)
        for way in ways_of(read.session, read.settings, account)
    }
    return render("confirm.html", forms=forms, **({} if sent is None else {"form": sent}))


def _shown_again(read: Read, form: ConfirmForm) -> str:
    return _shown(read, form.next.data or request.args.get("next", ""), form.kept.data or "", form)


def confirmed(form: ConfirmForm, found: dict[str, Any] | DomainError) -> Response | str | DomainError:
    """Keep the token that says that the person confirmed, and go on where they were; or say what is wrong."""
    if isinstance(found, DomainError):
        return found
    keep_token(found["token"])
    return go_on(form.next.data or "", form.kept.data or "", _("Thank you. We know it is you."))


@pages.form("/confirm/passphrase", who=signed_in(), form=PassphraseForm, once=False)
def confirm_with_passphrase(read: Read, form: PassphraseForm) -> str:
    """Confirm with the passphrase."""
    return _shown_again(read, form)


@confirm_with_passphrase.act
def send_passphrase(act: Act, form: PassphraseForm) -> Response | str | DomainError:
    """Look at the passphrase."""
    found = confirm_session(
        act.session, act.settings, passphrase=form.passphrase.data or "", origin=act.origin, caller=act.caller,
        now=act.now,
    )  # fmt: skip
    return confirmed(form, found)


@pages.form("/confirm/pictures", who=signed_in(), form=FourPicturesForm, once=False)
def confirm_with_pictures(read: Read, form: FourPicturesForm) -> str:
    """Confirm with four pictures."""
    return _shown_again(read, form)


@confirm_with_pictures.act
def send_pictures(act: Act, form: FourPicturesForm) -> Response | str | DomainError:
    """Look at the pictures."""
    found = confirm_session(
        act.session, act.settings, pictures=form.chosen(), origin=act.origin, caller=act.caller, now=act.now
    )
    return confirmed(form, found)


@pages.signal("/passkeys/options/confirming", who=signed_in())
def asked_to_confirm(read: Read) -> Response:
    """What one of my passkeys is to sign to confirm."""
    holder_id = read.caller.holder_id
    held = passkeys_of(read.session, holder_id)
    asked = asks_to_prove(
        read.settings, asking_here(read), Purpose.CONFIRM, now=read.now, holder_id=holder_id, held=held
    )
    return jsonify(asked)


@pages.form("/confirm/passkey", who=signed_in(), form=PasskeyForm, once=False)
def confirm_by_passkey(read: Read, form: PasskeyForm) -> str:
    """Confirm with a passkey."""
    form.credential.data = ""
    return _shown_again(read, form)


@confirm_by_passkey.act
def send_passkey_to_confirm(act: Act, form: PasskeyForm) -> Response | str | DomainError:
    """Look at what the device signed."""
    found = confirm_with_passkey(
        act.session, act.settings, asking=asking_here(act), answer=form.credential.data or "", origin=act.origin,
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return confirmed(form, found)


@pages.form("/confirm/council", who=signed_in(), form=CouncilForm, once=False)
def confirm_with_council_account(read: Read, form: CouncilForm) -> str:
    """Confirm with an account of the council: the other tab keeps the token that says so."""
    return _shown_again(read, form)


@confirm_with_council_account.act
def send_council_account(act: Act, form: CouncilForm) -> Response | str | DomainError:
    """Go on, if it has."""
    if not is_fresh(act.caller, act.now):
        return NotBackYet("The council's sign-in has not asked you yet. Go there, then press the button again.")
    return go_on(form.next.data or "", form.kept.data or "", _("Thank you. We know it is you."))
