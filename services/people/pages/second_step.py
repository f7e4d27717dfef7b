"""The second step of signing in: whoever gave their passphrase gives a code as well."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.people.models import Account
from services.people.pages.coming_in import go_on
from services.people.pages.group import pages
from services.people.queries.accounts import account_by_name
from services.people.rules.second_factor import FIRST_STEP_LASTS, FirstStepIsOver, SecondCodeIsWrong
from services.people.use_cases.finish_sign_in import finish_sign_in
from shared.access import anyone
from shared.errors import DomainError
from shared.web.browser_session import keep_first_step, keep_sign_in, kept_first_step
from shared.web.forms import PageForm, line, send
from shared.web.pages import render
from shared.web.problem_pages import SignInForm, local_path
from shared.web.routing import Act, Read


def second_code_line(hint: Any) -> Any:
    """Return the field for a code from the phone."""
    return line(
        _l("Your code"), needed=_l("Write the code."), hint=hint, most=24, autocomplete="one-time-code",
        autocapitalize="characters", spellcheck="false", classes="govuk-input--width-10",
    )  # fmt: skip


class SecondStepForm(PageForm):
    """The code, and what the sign-in leads back to."""

    blames = {SecondCodeIsWrong: "second_code"}  # noqa: RUF012  (read only)
    next = HiddenField()
    kept = HiddenField()
    second_code = second_code_line(_l("The six numbers that the app on your phone shows now, or a recovery code"))
    button = send(_l("Sign in"))


def ask_for_code(act: Act, sign_in_name: str, next_path: str, kept: str) -> str:
    """Remember in this browser, for five minutes, whose passphrase was right, and ask for the code."""
    account = account_by_name(act.session, sign_in_name)
    if account is None:
        message = "whoever gave a right passphrase has an account"
        raise TypeError(message)
    keep_first_step(account.holder_id, act.now + FIRST_STEP_LASTS)
    form = SecondStepForm(formdata=None)
    form.next.data, form.kept.data = local_path(next_path), kept
    return render("second_step.html", form=form)


@pages.form("/sign-in/code", who=anyone(), form=SecondStepForm, once=False)
def second_step(read: Read, form: SecondStepForm) -> str:
    """Ask for the code; where nobody gave a passphrase here lately, for that."""
    form.next.data, form.second_code.data = local_path(form.next.data or ""), ""
    if kept_first_step(read.now):
        return render("second_step.html", form=form)
    anew = SignInForm(formdata=None)
    anew.general_errors = form.general_errors
    return render("sign_in_first.html", form=anew, next_path=form.next.data, kept=form.kept.data or "")


@second_step.act
def send_second_step(act: Act, form: SecondStepForm) -> Response | str | DomainError:
    """Sign in, and go on where the person was."""
    holder_id = kept_first_step(act.now)
    if not holder_id:
        raise FirstStepIsOver("It is more than five minutes since you gave your passphrase here. Please sign in again.")
    found = finish_sign_in(
        act.session, act.settings, holder_id=holder_id, second_code=form.second_code.data or "", origin=act.origin,
        now=act.now,
    )  # fmt: skip
    if isinstance(found, DomainError):
        return found
    keep_sign_in(found, act.session.get_one(Account, holder_id).kind)
    return go_on(form.next.data or "", form.kept.data or "", _("You are signed in again"))
