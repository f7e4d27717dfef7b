"""Codes: which are open, making one, and the sheet to print with it."""

from __future__ import annotations

from typing import Any

import segno
from flask import Response, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from services.people.models import Invite
from services.people.pages.group import pages
from services.people.pages.setting_up import AT, HOSTS, setup_of
from services.people.pages.words import ROLES
from services.people.queries.groups import boards_of, groups_of, names_of
from services.people.queries.invites import open_invites_for
from services.people.queries.seats import london_date, seats_of
from services.people.rules.boards import LONGEST_TERM_YEARS, NoSuchBoard, TermIsWrong, last_day
from services.people.rules.groups import NoSuchGroup, SeatIsInNoGroup
from services.people.rules.invites import LONGEST_INVITE_DAYS, MOST_PLACES, NoSuchInvite, may_invite
from services.people.use_cases.end_invite import end_invite
from services.people.use_cases.make_invite import make_invite
from services.people.use_cases.reprint_invite import reprint_invite
from shared.roles import Role
from shared.web.forms import ButtonForm, PageForm, number, one_of, one_of_many, send, to_choose
from shared.web.pages import done, render
from shared.web.routing import Act, Read, commission_in_address

_DAYS, _PLACES = 14, 12


@pages.page(f"{AT}/codes", who=HOSTS)
def codes(read: Read, commission_id: str) -> str:
    """The codes that still let somebody in."""
    return render(
        "codes.html", invites=open_invites_for(read.session, commission_id, read.caller, read.now), roles=ROLES,
        names=names_of(read.session, {commission_id}), at=setup_of(commission_id),
    )  # fmt: skip


class _SizeForm(PageForm):
    """How many people a code lets in, and how long."""

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Check the sizes too, in words."""
        good = bool(super().validate(*args, **kwargs))
        for field, most in ((self["places"], MOST_PLACES), (self["days"], LONGEST_INVITE_DAYS)):
            if not field.errors and not 1 <= (field.data or 0) <= most:
                field.errors = [_("Write a number from 1 to %(most)s.", most=most)]
                good = False
        return good


class CodeForm(_SizeForm):
    """Make a code."""

    blames = {  # noqa: RUF012  (read only)
        SeatIsInNoGroup: "group", NoSuchGroup: "group", NoSuchBoard: "board", TermIsWrong: "years",
    }  # fmt: skip
    role = one_of(_l("Who is it for?"), [], needed=_l("Say who the code is for."))
    group = one_of_many(_l("Group"), [], hint=_l("Whoever joins with this code is in the group."))
    board = one_of_many(_l("Board"), [], hint=_l("Only for board members."))
    years = one_of_many(
        _l("How long is their time on the board?"),
        [("", _l("Until further notice")), *((str(n), str(n)) for n in range(1, LONGEST_TERM_YEARS + 1))],
        hint=_l("In years, from today."),
    )
    places = number(_l("How many people can join with it?"), needed=_l("Write a number."), default=_PLACES)
    days = number(_l("For how many days does it work?"), needed=_l("Write a number."), default=_DAYS)
    button = send(_l("Make the code"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        read: Read = g.act
        commission_id = commission_in_address() or ""
        held = {Role(seat.role) for seat in seats_of(read.session, read.caller.holder_id, commission_id)}
        allowed = [role for role in Role if any(may_invite(mine, role) for mine in held)]
        self.role.choices = to_choose((role.value, ROLES[role]) for role in allowed)
        listed = groups_of(read.session, commission_id)
        self.group.choices = to_choose([("", _("No group")), *((each.group_id, each.name) for each in listed)])
        if Role.COMMISSIONER not in held:
            del self.board, self.years
            return
        sitting = boards_of(read.session, commission_id)
        self.board.choices = to_choose([("", _("No board")), *((each.board_id, each.name) for each in sitting)])


@pages.form(f"{AT}/codes/new", who=HOSTS, form=CodeForm)
def new_code(_read: Read, form: CodeForm, commission_id: str) -> str:
    """A form for a code. A link from a task, a group or a board fills in what it is for."""
    if request.method == "GET":
        for name in ("role", "group", "board"):
            if name in form:
                form[name].data = request.args.get(name, form[name].data)
    return render("new_code.html", form=form, at=setup_of(commission_id))


@new_code.act
def send_new_code(act: Act, form: CodeForm, commission_id: str) -> str:
    """Make the code, and show its sheet: the code is told this once."""
    board_id, years = form.data.get("board"), form.data.get("years")
    invite, code = make_invite(
        act.session, act.settings, commission_id=commission_id, role=Role(form.role.data),
        places=form.places.data or 0, days=form.days.data or 0, caller=act.caller, now=act.now,
        group_id=form.group.data or None, board_id=board_id or None,
        term_ends_on=last_day(int(years), london_date(act.now)) if years else None,
    )  # fmt: skip
    return sheet(act, invite, code)


def sheet(act: Act, invite: Invite, code: str) -> str:
    """Return the sheet of a code, to be printed."""
    address = f"{act.settings.address or request.host_url.rstrip('/')}{_leads_to(Role(invite.role))}?code={code}"
    picture = segno.make(address, error="m").svg_inline(scale=6, border=4, dark="#000", light="#fff", omitsize=True)
    return render(
        "sheet.html", invite=invite, code=code, address=address, qr=Markup(picture), roles=ROLES,  # noqa: S704  (our own)
        names=names_of(act.session, {invite.commission_id}), at=setup_of(invite.commission_id),
        young=invite.role in (Role.YOUNG_PERSON, Role.FACILITATOR, Role.BOARD_MEMBER),
    )  # fmt: skip


def _leads_to(role: Role) -> str:
    if role is Role.YOUNG_PERSON:
        return "/people/join"
    # Ambassadors and members of a board are young or not; they choose.
    return "/people/welcome" if role in (Role.FACILITATOR, Role.BOARD_MEMBER) else "/people/open-account"


class ReprintForm(_SizeForm):
    """A new sheet for the same."""

    places = number(_l("How many people can join with the new code?"), needed=_l("Write a number."), default=_PLACES)
    days = number(_l("For how many days does it work?"), needed=_l("Write a number."), default=_DAYS)
    button = send(_l("Make a new code and end the old one"))


@pages.form(f"{AT}/codes/<uuid:invite_id>/reprint", who=HOSTS, form=ReprintForm)
def reprint(read: Read, form: ReprintForm, commission_id: str, invite_id: str) -> str:
    """Say that the old code ends, before a new sheet is made. Raises NoSuchInvite."""
    return render("reprint.html", form=form, invite=_open(read, commission_id, invite_id), at=setup_of(commission_id))


@reprint.act
def send_reprint(act: Act, form: ReprintForm, commission_id: str, invite_id: str) -> str:
    """Make the new code, and show its sheet."""
    invite, code = reprint_invite(
        act.session, act.settings, commission_id=commission_id, invite_id=invite_id, places=form.places.data or 0,
        days=form.days.data or 0, caller=act.caller, now=act.now,
    )  # fmt: skip
    return sheet(act, invite, code)


@pages.form(f"{AT}/codes/<uuid:invite_id>/ending", who=HOSTS, form=ButtonForm)
def code_ending(read: Read, form: ButtonForm, commission_id: str, invite_id: str) -> str:
    """Ask before a code ends. Raises NoSuchInvite."""
    return render(
        "end_code.html", form=form, invite=_open(read, commission_id, invite_id), at=setup_of(commission_id),
        roles=ROLES,
    )  # fmt: skip


@code_ending.act
def send_code_ending(act: Act, _form: ButtonForm, commission_id: str, invite_id: str) -> Response:
    """End the code."""
    end_invite(act.session, commission_id=commission_id, invite_id=invite_id, caller=act.caller, now=act.now)
    return done(setup_of(commission_id, "/codes"), _("The code has ended. Who joined with it stays."))


def _open(read: Read, commission_id: str, invite_id: str) -> Invite:
    for invite in open_invites_for(read.session, commission_id, read.caller, read.now):
        if invite.invite_id == invite_id:
            return invite
    raise NoSuchInvite("There is no such code that still works.")
