"""Settings of staff: to be asked for a code from the phone as well, at every sign-in with a passphrase."""

from __future__ import annotations

import segno
from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from services.people.models import Account, SecondFactor
from services.people.pages.group import pages
from services.people.pages.second_step import second_code_line
from services.people.queries.second_factor import address_for_phone, factor_of, recovery_codes_left, secret_of
from services.people.rules.second_factor import SecondCodeIsWrong, in_groups
from services.people.use_cases.begin_second_factor import begin_second_factor
from services.people.use_cases.confirm_second_factor import confirm_second_factor
from services.people.use_cases.end_second_factor import end_second_factor
from services.people.use_cases.renew_recovery_codes import renew_recovery_codes
from shared.access import accounts, fresh
from shared.roles import AccountKind
from shared.web.forms import ButtonForm, PageForm, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

STAFF = accounts(AccountKind.STAFF)
HERE = "/people/second-factor"


@pages.page("/second-factor", who=STAFF)
def second_factor(read: Read) -> str:
    """Whether my account asks for a code, and what I can do about it."""
    return _as_it_is(read, ButtonForm(formdata=None))


def _as_it_is(read: Read, form: PageForm) -> str:
    """Return the page of what is on. form: what was sent and came too late, with what is to be said of it."""
    factor = factor_of(read.session, read.caller.holder_id)
    left = recovery_codes_left(read.session, read.caller.holder_id)
    return render("second_factor.html", form=form, factor=factor, left=left)


@pages.form("/second-factor/set-up", who=fresh(STAFF), form=ButtonForm, once=False)
def set_up_second_factor(read: Read, form: ButtonForm) -> str:
    """Say what is needed before it begins."""
    if factor_of(read.session, read.caller.holder_id) is not None:
        return _as_it_is(read, form)
    return render("second_factor_set_up.html", form=form)


@set_up_second_factor.act
def send_set_up_second_factor(act: Act, _form: ButtonForm) -> Response:
    """Begin: the next page shows the picture for the phone."""
    begin_second_factor(act.session, act.settings, caller=act.caller, now=act.now)
    return done(f"{HERE}/phone")


class PhoneForm(PageForm):
    """A first code, which shows that the phone has the right key."""

    blames = {SecondCodeIsWrong: "second_code"}  # noqa: RUF012  (read only)
    second_code = second_code_line(_l("The six numbers that the app on your phone shows now"))
    button = send(_l("Turn it on"))


# Not once: the page with the recovery codes would be kept for a day as the answer to the form.
@pages.form("/second-factor/phone", who=fresh(STAFF), form=PhoneForm, once=False)
def phone(read: Read, form: PhoneForm) -> str:
    """Show the picture for the phone, and its key as text, and ask for a first code."""
    form.second_code.data = ""
    factor = read.session.get(SecondFactor, read.caller.holder_id)
    if factor is None or factor.confirmed_at is not None:
        return _as_it_is(read, form)
    secret = secret_of(read.settings, factor)
    address = address_for_phone(read.settings, read.session.get_one(Account, read.caller.holder_id), secret)
    picture = segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True)
    return render("phone.html", form=form, qr=Markup(picture), key=in_groups(secret))  # noqa: S704  (our own)


@phone.act
def send_phone(act: Act, form: PhoneForm) -> str:
    """Turn it on, and show the recovery codes once."""
    codes = confirm_second_factor(
        act.session, act.settings, code=form.second_code.data or "", caller=act.caller, now=act.now
    )
    return render("recovery_codes.html", codes=codes)


@pages.form("/second-factor/recovery-codes", who=fresh(STAFF), form=ButtonForm, once=False)
def recovery_codes(read: Read, form: ButtonForm) -> str:
    """Say that the old codes end, before there are new ones."""
    if factor_of(read.session, read.caller.holder_id) is None:
        return _as_it_is(read, form)
    return render("new_recovery_codes.html", form=form, left=recovery_codes_left(read.session, read.caller.holder_id))


@recovery_codes.act
def send_recovery_codes(act: Act, _form: ButtonForm) -> str:
    """Make new ones, and show them once."""
    codes = renew_recovery_codes(act.session, act.settings, caller=act.caller, now=act.now)
    return render("recovery_codes.html", codes=codes)


@pages.form("/second-factor/ending", who=fresh(STAFF), form=ButtonForm, once=False)
def second_factor_ending(read: Read, form: ButtonForm) -> str:
    """Say what turning it off means."""
    if factor_of(read.session, read.caller.holder_id) is None:
        return _as_it_is(read, form)
    return render("second_factor_ending.html", form=form)


@second_factor_ending.act
def send_second_factor_ending(act: Act, _form: ButtonForm) -> Response:
    """Turn it off."""
    end_second_factor(act.session, holder_id=act.caller.holder_id)
    return done(HERE, _("Turned off. Your passphrase alone signs you in again."))
