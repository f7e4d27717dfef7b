"""Who sits in a commission: ending a seat, handing it over, and moving it to another group."""

from __future__ import annotations

from typing import Any

from flask import Response, g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.people.pages.codes import sheet
from services.people.pages.group import pages
from services.people.pages.setting_up import AT, HOSTS, setup_of
from services.people.pages.words import ROLES
from services.people.queries.groups import checks_texts, groups_of, names_of
from services.people.queries.seats import listed_seats, seats_of
from services.people.rules.groups import NoSuchGroup
from services.people.rules.invites import LONGEST_INVITE_DAYS, may_invite
from services.people.rules.names import ReasonNamesSomebody
from services.people.rules.seats import NoSuchSeat
from services.people.use_cases.end_seat import end_seat
from services.people.use_cases.hand_over_seat import hand_over_seat
from services.people.use_cases.move_to_group import move_to_group
from services.people.use_cases.set_seat_checking import set_seat_checking
from shared.access import fresh, seats
from shared.roles import Role
from shared.web.careful import CarefulForm
from shared.web.forms import PageForm, lines, one_of, one_of_many, send, to_choose
from shared.web.pages import done, render
from shared.web.routing import Act, Read, commission_in_address


@pages.page(f"{AT}/who", who=HOSTS)
def who_sits(read: Read, commission_id: str) -> str:
    """Who sits in this commission, by name where the reader may know it."""
    held = {Role(seat.role) for seat in seats_of(read.session, read.caller.holder_id, commission_id)}
    given = {role.value for role in Role if any(may_invite(mine, role) for mine in held)}
    return render(
        "who_sits.html", facilitator=Role.FACILITATOR in held,
        seats=listed_seats(read.session, commission_id, read.caller), given=given, roles=ROLES,
        names=names_of(read.session, {commission_id}), at=setup_of(commission_id),
        checks=checks_texts(read.session, commission_id),
    )  # fmt: skip


class EndForm(CarefulForm):
    """End somebody's seat, and say why."""

    blames = {ReasonNamesSomebody: "reason"}  # noqa: RUF012  (read only)
    reason = lines(
        _l("Why does this seat end?"), needed=_l("Write the reason."),
        hint=_l("The reason is published. Leave names out of it."),
    )  # fmt: skip
    button = send(_l("End this seat"), ends=True)


@pages.form(f"{AT}/seats/<uuid:seat_id>/ending", who=fresh(HOSTS), form=EndForm)
def seat_ending(read: Read, form: EndForm, commission_id: str, seat_id: str) -> str:
    """Ask before a seat ends. Raises NoSuchSeat."""
    return render("end_seat.html", form=form, **one_seat(read, commission_id, seat_id))


@seat_ending.act
def send_seat_ending(act: Act, form: EndForm, commission_id: str, seat_id: str) -> Response:
    """End the seat."""
    end_seat(
        act.session, commission_id=commission_id, seat_id=seat_id, reason=form.reason.data or "", caller=act.caller,
        now=act.now,
    )  # fmt: skip
    return done(setup_of(commission_id, "/who"), _("The seat has ended. What it did stays on the record."))


class HandOverForm(CarefulForm):
    """Make a code for the next holder of a seat."""

    blames = {ReasonNamesSomebody: "reason"}  # noqa: RUF012  (read only)
    reason = lines(
        _l("Why is this seat handed over?"), needed=_l("Write the reason."),
        hint=_l("The reason is published. Leave names out of it."),
    )  # fmt: skip
    days = one_of_many(
        _l("For how many days does the code work?"), [(str(n), str(n)) for n in (7, 14, 30, LONGEST_INVITE_DAYS)]
    )
    button = send(_l("Make the code"))


@pages.form(f"{AT}/seats/<uuid:seat_id>/hand-over", who=fresh(HOSTS), form=HandOverForm)
def hand_over(read: Read, form: HandOverForm, commission_id: str, seat_id: str) -> str:
    """Say what handing over does, and ask why. Raises NoSuchSeat."""
    return render("hand_over.html", form=form, **one_seat(read, commission_id, seat_id))


@hand_over.act
def send_hand_over(act: Act, form: HandOverForm, commission_id: str, seat_id: str) -> str:
    """Make the code, and show its sheet."""
    invite, code = hand_over_seat(
        act.session, act.settings, commission_id=commission_id, seat_id=seat_id, reason=form.reason.data or "",
        days=int(form.days.data), caller=act.caller, now=act.now,
    )  # fmt: skip
    return sheet(act, invite, code)


class MoveForm(PageForm):
    """Put somebody into another group."""

    blames = {NoSuchGroup: "group"}  # noqa: RUF012  (read only)
    group = one_of_many(_l("Group"), [])
    button = send(_l("Save"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = groups_of(g.act.session, commission_in_address() or "")
        self.group.choices = to_choose([("", _("No group")), *((each.group_id, each.name) for each in listed)])


@pages.form(f"{AT}/seats/<uuid:seat_id>/group", who=HOSTS, form=MoveForm, once=False)
def move(read: Read, form: MoveForm, commission_id: str, seat_id: str) -> str:
    """Choose the group of a seat. Raises NoSuchSeat."""
    return render("move.html", form=form, **one_seat(read, commission_id, seat_id))


@move.act
def send_move(act: Act, form: MoveForm, commission_id: str, seat_id: str) -> Response:
    """Put the seat into the group."""
    move_to_group(
        act.session, commission_id=commission_id, seat_id=seat_id, group_id=form.group.data or None, caller=act.caller
    )
    return done(setup_of(commission_id, "/who"), _("Saved."))


class SeatCheckingForm(PageForm):
    """Say whether what one young person writes is checked first."""

    blames = {NoSuchSeat: "checks"}  # noqa: RUF012  (read only)
    checks = one_of(
        _l("Does a facilitator read their words before others do?"),
        [("yes", _l("Yes, a facilitator reads them first")), ("no", _l("No, others read them at once"))],
        needed=_l("Choose yes or no."),
    )  # fmt: skip
    button = send(_l("Save"))


@pages.form(f"{AT}/seats/<uuid:seat_id>/checking", who=seats(Role.FACILITATOR), form=SeatCheckingForm, once=False)
def seat_checking(read: Read, form: SeatCheckingForm, commission_id: str, seat_id: str) -> str:
    """Whether what one young person writes is checked first. Raises NoSuchSeat."""
    found = one_seat(read, commission_id, seat_id)
    if found["seat"]["role"] != Role.YOUNG_PERSON or found["seat"]["ended_at"] is not None:
        raise NoSuchSeat("There is no such young person's seat in this commission.")
    if form.checks.data is None:
        form.checks.data = "no" if found["seat"]["writes_freely"] else "yes"
    return render("seat_checking.html", form=form, checks=checks_texts(read.session, commission_id), **found)


@seat_checking.act
def send_seat_checking(act: Act, form: SeatCheckingForm, commission_id: str, seat_id: str) -> Response:
    """Set it."""
    set_seat_checking(
        act.session, commission_id=commission_id, seat_id=seat_id, checked_first=form.checks.data == "yes",
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(setup_of(commission_id, "/who"), _("Saved."))


def one_seat(read: Read, commission_id: str, seat_id: str) -> dict[str, Any]:
    """Return one seat of the list, as this reader may see it. Raises NoSuchSeat."""
    for seat in listed_seats(read.session, commission_id, read.caller):
        if seat["seat_id"] == seat_id:
            return {"seat": seat, "roles": ROLES, "at": setup_of(commission_id)}
    raise NoSuchSeat("There is no such seat in this commission.")
