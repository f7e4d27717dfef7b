"""Which account of the council goes with an account here: opening one with it, linking it, and letting go of it."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.people.models import Account
from services.people.pages.coming_in import code_line, email_line, let_in, name_line
from services.people.pages.council import STAFF, forget_shown, is_on, needed_here, shown_here
from services.people.pages.group import pages
from services.people.queries.council import identity_of
from services.people.queries.guesses import with_code
from services.people.queries.secrets import ways_of
from services.people.rules.invites import InviteIsForAnotherRole, InviteIsNotGood
from services.people.rules.names import EmailIsWrong, NameIsTaken
from services.people.use_cases.link_council_account import link_council_account
from services.people.use_cases.open_account import open_account
from services.people.use_cases.unlink_council_account import unlink_council_account
from shared.access import anyone, fresh
from shared.errors import DomainError
from shared.roles import AccountKind
from shared.web.forms import ButtonForm, PageForm, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read


@pages.page("/council-account", who=STAFF)
def council_account(read: Read) -> str:
    """Whether I sign in with my account of the council."""
    known = identity_of(read.session, read.settings, read.caller.holder_id)
    ways = ways_of(read.session, read.settings, read.session.get_one(Account, read.caller.holder_id))
    return render("council_account.html", known=known, ways=ways, on=is_on(read.settings))


@pages.form("/council-account/new", who=fresh(STAFF), form=ButtonForm, once=False)
def link_council(read: Read, form: ButtonForm) -> str:
    """Ask before an account of the council is linked: nobody else may have signed this browser in there."""
    return render("link_council.html", form=form, shown=shown_here(read.now))


@link_council.act
def send_link_council(act: Act, _form: ButtonForm) -> Response:
    """Link it."""
    shown = needed_here(act.now)
    link_council_account(act.session, act.settings, identity=shown.identity, caller=act.caller, now=act.now)
    forget_shown()
    return done("/people/council-account", _("From now on you can sign in with your council account."))


@pages.form("/council-account/ending", who=fresh(STAFF), form=ButtonForm, once=False)
def unlink_council(_read: Read, form: ButtonForm) -> str:
    """Ask before somebody lets go of it."""
    return render("unlink_council.html", form=form)


@unlink_council.act
def send_unlink_council(act: Act, _form: ButtonForm) -> Response:
    """Let go of it."""
    unlink_council_account(act.session, act.settings, caller=act.caller)
    return done("/people/council-account", _("You do not sign in with your council account any more."))


@pages.page("/council-account/unknown", who=anyone())
def council_unknown(read: Read) -> str:
    """Nobody here goes with that account of the council: what to do."""
    return render("council_unknown.html", shown=shown_here(read.now))


class CouncilAccountForm(PageForm):
    """Open an account of staff that signs in with an account of the council."""

    blames = {  # noqa: RUF012  (read only)
        InviteIsNotGood: "invite_code", InviteIsForAnotherRole: "invite_code", EmailIsWrong: "email",
        NameIsTaken: "email",
    }  # fmt: skip
    invite_code = code_line()
    name = name_line()
    email = email_line()
    button = send(_l("Open the account"))


@pages.form("/open-account/council", who=anyone(), form=CouncilAccountForm)
def open_with_council(read: Read, form: CouncilAccountForm) -> str:
    """Open an account. What the council's sign-in calls the person can be typed over."""
    shown = shown_here(read.now)
    if shown is not None and form.name.data is None:
        form.name.data, form.email.data = shown.name, shown.email
    return render("open_with_council.html", form=form, shown=shown)


@open_with_council.act
def send_open_with_council(act: Act, form: CouncilAccountForm) -> Response | DomainError:
    """Open the account, and be signed in at once."""
    shown = needed_here(act.now)
    account = with_code(
        act.session, act.settings, act.origin, act.now,
        lambda: open_account(
            act.session, act.settings, kind=AccountKind.STAFF, email=form.email.data or "", name=form.name.data or "",
            invite_code=form.invite_code.data or "", identity=shown.identity, now=act.now,
        ),
    )  # fmt: skip
    if isinstance(account, DomainError):
        return account
    let_in(act, account)
    return done("/", _("Your account is open, and you are signed in."))
