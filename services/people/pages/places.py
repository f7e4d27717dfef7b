"""My places: where I sit, leaving a seat, and taking one more with a code."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.people.models import Seat
from services.people.models.joining import Wait
from services.people.pages.coming_in import WAIT, code_line
from services.people.pages.group import pages
from services.people.pages.words import ROLES
from services.people.queries.groups import names_of
from services.people.queries.guesses import with_code
from services.people.queries.joining import waits_of
from services.people.queries.seats import seats_of
from services.people.rules.invites import InviteIsForAnotherRole, InviteIsNotGood
from services.people.rules.names import ReasonNamesSomebody
from services.people.rules.seats import NoSuchSeat, ProviderSeatExcludesOthers, SeatIsTakenAlready
from services.people.use_cases.end_seat import end_seat
from services.people.use_cases.take_seat import take_seat
from shared.access import anyone, fresh, signed_in
from shared.errors import DomainError
from shared.roles import AccountKind, Role
from shared.web.careful import CarefulForm
from shared.web.forms import PageForm, lines, send
from shared.web.pages import done, render
from shared.web.routing import Act, Read


@pages.page("/seats", who=signed_in(), sealed=True)
def my_places(read: Read) -> str:
    """Where I sit, in all commissions."""
    held = seats_of(read.session, read.caller.holder_id)
    waits = waits_of(read.session, read.caller.holder_id)
    names = names_of(read.session, {seat.commission_id for seat in held} | {wait.commission_id for wait in waits})
    hosts = {seat.seat_id for seat in held if seat.role in (Role.COMMISSIONER, Role.FACILITATOR)}
    provider = read.caller.kind is AccountKind.PROVIDER
    return render("my_places.html", seats=held, waits=waits, names=names, hosts=hosts, roles=ROLES, provider=provider)


class LeaveForm(CarefulForm):
    """Leave a place, and say why."""

    blames = {ReasonNamesSomebody: "reason"}  # noqa: RUF012  (read only)
    reason = lines(
        _l("Why are you leaving?"), needed=_l("Write a few words, such as: I have no time any more."),
        hint=_l("Others can read this. Do not write your name or any other name."),
    )  # fmt: skip
    button = send(_l("Leave"), ends=True)


@pages.form("/seats/<uuid:seat_id>/leaving", who=fresh(signed_in()), form=LeaveForm, sealed=True)
def leave(read: Read, form: LeaveForm, seat_id: str) -> str:
    """Ask before somebody leaves. Raises NoSuchSeat."""
    seat = _mine(read, seat_id)
    names = names_of(read.session, {seat.commission_id})
    return render("leave.html", form=form, seat=seat, names=names, roles=ROLES)


@leave.act
def send_leave(act: Act, form: LeaveForm, seat_id: str) -> Response:
    """Leave. What the seat did stays."""
    seat = _mine(act, seat_id)
    end_seat(
        act.session, commission_id=seat.commission_id, seat_id=seat_id, reason=form.reason.data or "",
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done("/people/seats", _("You have left. What you did still counts. Thank you."))


def _mine(read: Read, seat_id: str) -> Seat:
    seat = read.session.get(Seat, seat_id)
    if seat is None or seat.holder_id != read.caller.holder_id:
        raise NoSuchSeat("You have no such place, or no longer.")
    return seat


class CodeForm(PageForm):
    """Take one more place, with a code."""

    blames = {  # noqa: RUF012  (read only)
        InviteIsNotGood: "invite_code", InviteIsForAnotherRole: "invite_code", SeatIsTakenAlready: "invite_code",
        ProviderSeatExcludesOthers: "invite_code",
    }  # fmt: skip
    invite_code = code_line()
    button = send(_l("Use this code"))


@pages.form("/use-code", who=signed_in(), form=CodeForm)
def use_code(_read: Read, form: CodeForm) -> str:
    """Take one more place with the account I have."""
    if form.invite_code.data is None:
        form.invite_code.data = request.args.get("code", "")
    return render("use_code.html", form=form)


@use_code.act
def send_use_code(act: Act, form: CodeForm) -> Response | DomainError:
    """Take the place."""
    seat = with_code(
        act.session, act.settings, act.origin, act.now,
        lambda: take_seat(
            act.session, act.settings, commission_id=None, invite_code=form.invite_code.data or "",
            caller=act.caller, now=act.now,
        ),
    )  # fmt: skip
    if isinstance(seat, DomainError):
        return seat
    if isinstance(seat, Wait):
        return done("/people/seats", str(WAIT))
    return done(f"/commissions/{seat.commission_id}/ready", _("You have a new place."))


@pages.page("/welcome", who=anyone())
def welcome(_read: Read) -> str:
    """Where the code of a sheet leads that is for young and grown-up people alike: three ways on."""
    return render("welcome.html", code=request.args.get("code", "")[:100])
