"""The front door: joining with a code, opening an account, signing in and out."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.people.models import Account
from services.people.pages.coming_in import (
    birthday,
    code_line,
    go_on,
    joined,
    let_in,
    name_line,
    new_passphrase,
    nickname_line,
    sign_in_email,
)
from services.people.pages.group import pages
from services.people.pages.second_step import ask_for_code
from services.people.queries.guesses import with_code
from services.people.rules.ages import AgeIsOutOfRange
from services.people.rules.invites import InviteIsForAnotherRole, InviteIsNotGood
from services.people.rules.names import EmailIsWrong, NameIsTaken, NicknameIsWrong
from services.people.rules.passphrases import PassphraseIsTooWeak
from services.people.rules.permission import AgreementIsNeeded
from services.people.rules.second_factor import SecondFactorIsNeeded
from services.people.rules.sessions import RenewalIsNotGood
from services.people.use_cases.join_as_young_person import join_as_young_person
from services.people.use_cases.open_account import open_account
from services.people.use_cases.renew_token import renew_token
from services.people.use_cases.revoke_session import revoke_session
from services.people.use_cases.sign_in import sign_in
from shared.access import anyone, signed_in
from shared.errors import DomainError
from shared.roles import AccountKind
from shared.web.browser_session import forget_sign_in, keep_sign_in, keep_token, kept_renewal
from shared.web.forms import ButtonForm, PageForm, line, one_of, secret, send, yes_or_no_box
from shared.web.pages import done, render
from shared.web.problem_pages import SignInForm, local_path
from shared.web.routing import Act, Read, edge


class SignInPageForm(SignInForm):
    """The sign-in form on its own page, and what it leads back to."""

    blames = {AgreementIsNeeded: "agrees"}  # noqa: RUF012  (read only)
    next = HiddenField()
    kept = HiddenField()
    agrees = yes_or_no_box(_l("Yes, I want to go on taking part"))


@pages.form("/sign-in", who=anyone(), form=SignInPageForm, once=False)
def sign_in_page(_read: Read, form: SignInPageForm) -> str:
    """Sign in."""
    form.next.data = local_path(form.next.data or request.args.get("next", ""))
    return render("sign_in.html", form=form)


@sign_in_page.act
def send_sign_in(act: Act, form: SignInPageForm) -> Response | str | DomainError:
    """Sign in, and go on where the person was."""
    found = sign_in(
        act.session, act.settings, sign_in_name=form.sign_in_name.data or "", passphrase=form.passphrase.data or "",
        origin=act.origin, now=act.now, agrees=bool(form.agrees.data),
    )  # fmt: skip
    if isinstance(found, SecondFactorIsNeeded):
        return ask_for_code(act, form.sign_in_name.data or "", form.next.data or "", form.kept.data or "")
    if isinstance(found, DomainError):
        return found
    keep_sign_in(found, act.session.get_one(Account, found["holder_id"]).kind)
    return go_on(form.next.data or "", form.kept.data or "", _("You are signed in again"))


def renewal() -> Response:
    """Get this browser a new token and send it back to where it was, with what it brought."""
    back = local_path(request.args.get("next", ""))
    runtime = edge().runtime
    try:
        with runtime.sessions.begin() as session:
            found = renew_token(session, runtime.settings, renewal=kept_renewal(), now=runtime.clock())
        keep_token(found["token"])
    except RenewalIsNotGood:
        forget_sign_in()
    # 307: a form that was on its way is sent again, as it was.
    return redirect(back, 307)  # type: ignore[return-value]


pages.passage("/renewal", renewal, who=anyone())


class JoinForm(PageForm):
    """A young person joins."""

    blames = {  # noqa: RUF012  (read only)
        InviteIsNotGood: "invite_code", InviteIsForAnotherRole: "invite_code", NicknameIsWrong: "nickname",
        NameIsTaken: "nickname", PassphraseIsTooWeak: "passphrase", AgeIsOutOfRange: "born_on",
    }  # fmt: skip
    invite_code = code_line()
    nickname = nickname_line()
    passphrase = secret(
        _l("Choose a passphrase"), needed=_l("Choose a passphrase."), autocomplete="new-password",
        hint=_l("Three or four words work well. Use at least 8 letters. Do not tell anyone."),
    )  # fmt: skip
    born_on = birthday(_l("For example 27 3 2011. We need it to know your age. We do not show it to anyone."))
    button = send(_l("Join"))


@pages.form("/join", who=anyone(), form=JoinForm)
def join(_read: Read, form: JoinForm) -> str:
    """Join with a code. A QR code leads here with the code filled in."""
    if form.invite_code.data is None:
        form.invite_code.data = request.args.get("code", "")
    return render("join.html", form=form)


@join.act
def send_join(act: Act, form: JoinForm) -> Response | DomainError:
    """Join, and be signed in at once."""
    seat = with_code(
        act.session, act.settings, act.origin, act.now,
        lambda: join_as_young_person(
            act.session, act.settings, invite_code=form.invite_code.data or "", nickname=form.nickname.data or "",
            passphrase=form.passphrase.data or "", born_on=form.born_on.data, now=act.now,
        ),
    )  # fmt: skip
    if isinstance(seat, DomainError):
        return seat
    return joined(act, seat, _("You have joined. Next time, sign in with your nickname."))


class AccountForm(PageForm):
    """A member of staff, or of a provider, opens an account."""

    blames = {  # noqa: RUF012  (read only)
        InviteIsNotGood: "invite_code", InviteIsForAnotherRole: "invite_code", EmailIsWrong: "email",
        NameIsTaken: "email", PassphraseIsTooWeak: "passphrase",
    }  # fmt: skip
    kind = one_of(
        _l("Who are you?"),
        [
            (AccountKind.PROVIDER.value, _l("I am from an organisation that may bid")),
            (AccountKind.STAFF.value, _l("I work for the council or its partners, and have a code")),
        ],
        needed=_l("Say who you are."),
    )
    invite_code = line(
        _l("Your code, if you have one"), most=100, autocomplete="off", spellcheck="false",
        hint=_l("Staff need one. Providers leave this empty."), classes="govuk-input--width-20",
    )  # fmt: skip
    name = name_line()
    email = sign_in_email()
    passphrase = new_passphrase()
    button = send(_l("Open the account"))


@pages.form("/open-account", who=anyone(), form=AccountForm)
def open_account_page(_read: Read, form: AccountForm) -> str:
    """Open an account. A link from an invite leads here with the code filled in."""
    if form.invite_code.data is None:
        form.invite_code.data = request.args.get("code", "")
        form.kind.data = AccountKind.STAFF.value if form.invite_code.data else form.kind.data
    return render("open_account.html", form=form)


@open_account_page.act
def send_open_account(act: Act, form: AccountForm) -> Response | DomainError:
    """Open the account, and be signed in at once."""
    account = with_code(
        act.session, act.settings, act.origin, act.now,
        lambda: open_account(
            act.session, act.settings, kind=AccountKind(form.kind.data), email=form.email.data or "",
            name=form.name.data or "", passphrase=form.passphrase.data or "",
            invite_code=form.invite_code.data or "", now=act.now,
        ),
    )  # fmt: skip
    if isinstance(account, DomainError):
        return account
    let_in(act, account)
    return done("/", _("Your account is open, and you are signed in."))


@pages.form("/sign-out", who=signed_in(), form=ButtonForm, once=False)
def sign_out(_read: Read, form: ButtonForm) -> str:
    """Ask before signing out, so that no link or picture of somebody else's can do it."""
    return render("sign_out.html", form=form)


@sign_out.act
def send_sign_out(act: Act, _form: ButtonForm) -> Any:
    """Sign out in this browser."""
    revoke_session(act.session, session_id=act.caller.session_id, caller=act.caller, now=act.now)
    forget_sign_in()
    return done("/people/signed-out")


@pages.page("/signed-out", who=anyone())
def signed_out(_read: Read) -> str:
    """Say that the person is signed out; the page's script forgets drafts on this device."""
    return render("signed_out.html")
