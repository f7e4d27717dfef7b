"""What all ways in have in common: the fields they ask for, and where somebody goes who came in or was there before."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import lazy_gettext as _l

from services.people.models import Account, Seat
from services.people.models.joining import Wait
from services.people.queries.passkeys import Asking
from services.people.queries.sessions import begin_session
from services.people.rules.passkeys import site_at
from shared.web.browser_session import browser_mark, keep_sign_in
from shared.web.forms import day, line, secret
from shared.web.pages import done, render
from shared.web.problem_pages import local_path, read_kept
from shared.web.routing import Act, Read

WAIT = _l("Nearly there. We now need to hear from your parent or carer.")


def code_line() -> Any:
    """Return the field for a code from a sheet or from a facilitator."""
    return line(
        _l("Your code"), needed=_l("Write the code you were given."), hint=_l("It looks like this: K7QM-2XWA-9RTH"),
        most=100, autocomplete="off", autocapitalize="characters", spellcheck="false", classes="govuk-input--width-20",
    )  # fmt: skip


def nickname_line() -> Any:
    """Return the field for a nickname that somebody chooses."""
    return line(
        _l("Choose a nickname"), needed=_l("Choose a nickname."), most=30, autocomplete="username", spellcheck="false",
        hint=_l("Not your real name. You will use it to sign in."), classes="govuk-input--width-20",
    )  # fmt: skip


def birthday(hint: Any) -> Any:
    """Return the field for a date of birth. hint: an example, and why we ask."""
    return day(
        _l("When were you born?"), needed=_l("Write the day, month and year you were born."), hint=hint,
    )  # fmt: skip


def name_line() -> Any:
    """Return the field for the name of somebody grown up."""
    return line(_l("Your name"), needed=_l("Write your name."), autocomplete="name", spellcheck="false")


def email_line(**more: Any) -> Any:
    """Return the field for somebody's email address. more: what else the field takes, as a hint."""
    return line(
        _l("Email address"), needed=_l("Write your email address."), most=320, autocomplete="email",
        spellcheck="false", **more,
    )  # fmt: skip


def sign_in_email() -> Any:
    """Return the field for the email address that somebody will sign in with."""
    return email_line(hint=_l("You will use it to sign in."))


def new_passphrase() -> Any:
    """Return the field for the passphrase that somebody grown up chooses."""
    return secret(
        _l("Choose a passphrase"), needed=_l("Choose a passphrase."), autocomplete="new-password",
        hint=_l("At least 12 characters. Four words work well."),
    )  # fmt: skip


def address_here(read: Read) -> str:
    """Return the address of this system, as it was set or as this browser found it."""
    return read.settings.address or request.host_url


def asking_here(read: Read) -> Asking:
    """Return where this browser is asked for a passkey. Raises PasskeysDoNotWorkHere."""
    return Asking(site_at(address_here(read)), browser_mark())


def let_in(act: Act, account: Account) -> None:
    """Sign in, in this browser, whoever has just got an account."""
    keep_sign_in(begin_session(act.session, act.settings, account, act.origin, act.now), account.kind)


def joined(act: Act, found: Seat | Wait, words: str) -> Response:
    """Sign in whoever has just joined, and go on: to their first steps, or to what they wait for."""
    let_in(act, act.session.get_one(Account, found.holder_id))
    if isinstance(found, Wait):
        return done("/people/seats", str(WAIT))
    return done(f"/commissions/{found.commission_id}/ready", words)


def go_on(next_path: str, kept: str, title: str) -> Response | str:
    """Go on to where the person was. What was typed there comes back, and is sent only when they say so.

    title: the heading over what comes back.
    """
    path, typed = local_path(next_path), read_kept(kept)
    return render("go_on.html", next_path=path, kept=typed, title=title) if typed else done(path)
