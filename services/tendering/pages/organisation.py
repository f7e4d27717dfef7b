"""The organisation that somebody bids for: registering it once, joining a colleague's, and letting a colleague in."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from services.tendering.pages.group import at, pages
from services.tendering.queries.colleagues import members_count
from services.tendering.queries.my_bid import my_organisation
from services.tendering.rules.bids import OrganisationNameIsTaken, OrganisationNameIsWrong
from services.tendering.rules.colleagues import CODE_LASTS, ColleagueCodeIsNotGood
from services.tendering.use_cases.invite_colleague import invite_colleague
from services.tendering.use_cases.join_organisation import join_organisation
from services.tendering.use_cases.register_organisation import register_organisation
from shared.access import accounts
from shared.roles import AccountKind
from shared.web.forms import ButtonForm, PageForm, line, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read

_PROVIDERS = accounts(AccountKind.PROVIDER)
_HERE = "/tendering/organisation"


class _ComingFromABid(PageForm):
    """A form that leads back to the bid it was needed for. commission: its id, or nothing."""

    commission = HiddenField()

    def remember(self) -> None:
        """Keep where somebody came from, while it is a place of ours."""
        self.commission.data = _id_or_nothing(self.commission.data or request.args.get("commission", ""))

    def next_page(self) -> str:
        """Return where to go on."""
        commission_id = _id_or_nothing(self.commission.data or "")
        return at(commission_id, "/bid") if commission_id else _HERE


def _id_or_nothing(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


class RegisterForm(_ComingFromABid):
    """Register an organisation."""

    blames = {OrganisationNameIsTaken: "name", OrganisationNameIsWrong: "name"}  # noqa: RUF012  (read only)

    name = line(
        _l("What is your organisation called?"), needed=_l("Write the name of your organisation."),
        hint=_l("As it would stand in a contract."), autocomplete="organization",
    )  # fmt: skip
    button = send(_l("Register"))


@pages.form("/organisation", who=_PROVIDERS, form=RegisterForm, sealed=True)
def organisation(read: Read, form: RegisterForm) -> str:
    """My organisation; where I have none, registering it."""
    form.remember()
    found = my_organisation(read.session, read.caller)
    members = members_count(read.session, found.organisation_id) if found else 0
    return render(
        "organisation.html", form=form, organisation=found, colleagues=members - 1, code="", days=CODE_LASTS.days
    )


@organisation.act
def send_organisation(act: Act, form: RegisterForm) -> Response:
    """Register it. Raises MemberOfOneAlready, OrganisationNameIsTaken and OrganisationNameIsWrong."""
    register_organisation(act.session, name=form.name.data or "", caller=act.caller, now=act.now)
    return done(form.next_page(), _("Your organisation is registered."))


class JoinForm(_ComingFromABid):
    """Join a colleague's organisation."""

    blames = {ColleagueCodeIsNotGood: "code"}  # noqa: RUF012  (read only)

    code = line(
        _l("The code from your colleague"), needed=_l("Write the code."), most=100, hint=_l("Like K7QM-2XWA-9RTH-4BCD"),
        autocomplete="off", spellcheck="false", classes="govuk-input--width-20",
    )  # fmt: skip
    button = send(_l("Join"))


@pages.form("/organisation/joining", who=_PROVIDERS, form=JoinForm, sealed=True)
def join_colleagues(read: Read, form: JoinForm) -> str:
    """Use a colleague's code."""
    form.remember()
    return render("join_colleagues.html", form=form, organisation=my_organisation(read.session, read.caller))


@join_colleagues.act
def send_join_colleagues(act: Act, form: JoinForm) -> Response:
    """Join. Raises MemberOfOneAlready and ColleagueCodeIsNotGood."""
    found = join_organisation(act.session, code=form.code.data or "", caller=act.caller, now=act.now)
    return done(form.next_page(), _("You bid for %(name)s now.", name=found.name))


class InviteForm(ButtonForm):
    """Make a code for a colleague."""

    button = send(_l("Make a code"))


@pages.form("/organisation/colleagues/new", who=_PROVIDERS, form=InviteForm, sealed=True)
def new_colleague(read: Read, form: InviteForm) -> str:
    """Say what a code does, before it is made."""
    return _invite(read, form, "")


def _invite(read: Read, form: InviteForm, code: str) -> str:
    found = my_organisation(read.session, read.caller)
    return render("new_colleague.html", form=form, organisation=found, code=code, days=CODE_LASTS.days)


@new_colleague.act
def send_new_colleague(act: Act, form: InviteForm) -> str:
    """Make it, and show it once. Raises OrganisationIsMissing and TooManyColleagueCodes."""
    return _invite(act, form, invite_colleague(act.session, caller=act.caller, now=act.now))
