"""The first officer: a link opens the first account of a system, and leads on to what comes next."""

from __future__ import annotations

import structlog
from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.people.pages.coming_in import let_in, name_line, new_passphrase, sign_in_email
from services.people.pages.group import pages
from services.people.queries.first_officer import link_of
from services.people.queries.guesses import with_code
from services.people.rules.first_officer import check_link
from services.people.rules.names import EmailIsWrong, NameIsTaken
from services.people.rules.passphrases import PassphraseIsTooWeak
from services.people.use_cases.open_first_account import open_first_account
from shared.access import accounts, anyone
from shared.errors import DomainError
from shared.roles import AccountKind
from shared.web.forms import PageForm, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

_log = structlog.get_logger("services.people")


class FirstOfficerForm(PageForm):
    """Open the first account. The code came with the link."""

    blames = {EmailIsWrong: "email", NameIsTaken: "email", PassphraseIsTooWeak: "passphrase"}  # noqa: RUF012  (read only)
    code = HiddenField()
    name = name_line()
    email = sign_in_email()
    passphrase = new_passphrase()
    button = send(_l("Open the account"))


@pages.form("/first-officer", who=anyone(), form=FirstOfficerForm)
def first_officer(read: Read, form: FirstOfficerForm) -> str:
    """Open the first officer's account, with the link that the command printed. Raises LinkIsNotGood.

    A link that is over is told so at once. One that was never made is refused when the form is sent, and counted.
    """
    if request.method == "GET":
        form.code.data = request.args.get("code", "")
        link = link_of(read.session, read.settings, form.code.data)
        if link is not None:
            check_link(used_at=link.used_at, expires_at=link.expires_at, now=read.now)
    return render("first_officer.html", form=form)


@first_officer.act
def send_first_officer(act: Act, form: FirstOfficerForm) -> Response | DomainError:
    """Open the account, and be signed in at once."""
    account = with_code(
        act.session, act.settings, act.origin, act.now,
        lambda: open_first_account(
            act.session, act.settings, code=form.code.data or "", email=form.email.data or "",
            name=form.name.data or "", passphrase=form.passphrase.data or "", now=act.now,
        ),
    )  # fmt: skip
    if isinstance(account, DomainError):
        return account
    let_in(act, account)
    _log.warning("an account was opened with the first officer's link", holder_id=account.holder_id)
    return done("/people/first-steps", _("Your account is open, and you are signed in."))


@pages.page("/first-steps", who=accounts(AccountKind.STAFF))
def first_steps(_read: Read) -> str:
    """What an officer does next in a system where nothing has begun."""
    return render("first_steps.html")
