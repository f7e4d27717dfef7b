"""Setting up the people of a commission: what is left to do, its groups, and its boards."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from services.people.models.groups import Board, Group
from services.people.pages.group import pages
from services.people.pages.words import BOARD_KINDS, GROUP_KINDS, POWERS
from services.people.queries.groups import boards_of, checks_texts, groups_of, names_of, tasks_of
from services.people.queries.seats import seats_of
from services.people.rules.boards import BoardKind, BoardNameIsTaken, NoSuchBoard, Power, PowersAreWrong
from services.people.rules.groups import GroupKind, GroupNameIsTaken, NoSuchGroup
from services.people.use_cases.end_board import end_board
from services.people.use_cases.end_group import end_group
from services.people.use_cases.make_board import make_board
from services.people.use_cases.make_group import make_group
from shared.access import seats
from shared.roles import Role
from shared.web.careful import CarefulForm
from shared.web.forms import PageForm, line, lines, one_of, send, some_of
from shared.web.pages import done, render
from shared.web.routing import Act, Read

HOSTS = seats(Role.COMMISSIONER, Role.FACILITATOR)
COMMISSIONER = seats(Role.COMMISSIONER)
AT = "/commissions/<uuid:commission_id>/setup"


def setup_of(commission_id: str, path: str = "") -> str:
    """Return the address of a page of setting up."""
    return f"/people/commissions/{commission_id}/setup{path}"


@pages.page(AT, who=HOSTS)
def set_up(read: Read, commission_id: str) -> str:
    """What is done of setting up the people, and what is missing: each leads to where it is done."""
    held = {seat.role for seat in seats_of(read.session, read.caller.holder_id, commission_id)}
    return render(
        "set_up.html", tasks=tasks_of(read.session, commission_id), title=_title(read, commission_id),
        at=setup_of(commission_id),
        officer=Role.COMMISSIONER in held, facilitator=Role.FACILITATOR in held, commission_id=commission_id,
        checks=checks_texts(read.session, commission_id),
    )  # fmt: skip


def _title(read: Read, commission_id: str) -> str:
    return names_of(read.session, {commission_id}).get(commission_id, "")


class ReasonForm(CarefulForm):
    """Say why. The reason is published."""

    reason = lines(
        _l("Why?"), needed=_l("Write the reason."), hint=_l("The reason is published. Leave names out of it.")
    )
    button = send(_l("End it"), ends=True)


class GroupForm(PageForm):
    """Set up a group."""

    blames = {GroupNameIsTaken: "name"}  # noqa: RUF012  (read only)
    name = line(
        _l("Name of the group"), needed=_l("Write the name of the group."), most=100,
        hint=_l("The name is published. Leave names of people out of it."),
    )  # fmt: skip
    kind = one_of(
        _l("What kind of group is it?"), [(kind.value, words) for kind, words in GROUP_KINDS.items()],
        needed=_l("Say what kind of group it is."),
    )  # fmt: skip
    button = send(_l("Set up the group"))


@pages.form(f"{AT}/groups", who=HOSTS, form=GroupForm)
def groups(read: Read, form: GroupForm, commission_id: str) -> str:
    """The groups, and a form for one more."""
    return render(
        "groups.html", form=form, groups=groups_of(read.session, commission_id), kinds=GROUP_KINDS,
        at=setup_of(commission_id),
    )  # fmt: skip


@groups.act
def send_groups(act: Act, form: GroupForm, commission_id: str) -> Response:
    """Set up the group."""
    make_group(
        act.session, commission_id=commission_id, name=form.name.data or "", kind=GroupKind(form.kind.data),
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(setup_of(commission_id, "/groups"), _("The group is set up. Make a code, so that people can join it."))


@pages.form(f"{AT}/groups/<uuid:group_id>/ending", who=HOSTS, form=ReasonForm)
def group_ending(read: Read, form: ReasonForm, commission_id: str, group_id: str) -> str:
    """Ask before a group ends. Raises NoSuchGroup."""
    group = read.session.get(Group, group_id)
    if group is None or group.commission_id != commission_id or group.ended_at is not None:
        raise NoSuchGroup("There is no such group in this commission, or it has ended.")
    return render(
        "ending.html", form=form, heading=_("End the group “%(name)s”", name=group.name), back_to=_("Groups"),
        effect=_("Its codes end at once. The people in it still take part."), back=setup_of(commission_id, "/groups"),
    )  # fmt: skip


@group_ending.act
def send_group_ending(act: Act, form: ReasonForm, commission_id: str, group_id: str) -> Response:
    """End the group."""
    end_group(
        act.session, commission_id=commission_id, group_id=group_id, reason=form.reason.data or "", caller=act.caller,
        now=act.now,
    )  # fmt: skip
    return done(setup_of(commission_id, "/groups"), _("The group has ended."))


class BoardForm(PageForm):
    """Set up a board."""

    blames = {BoardNameIsTaken: "name", PowersAreWrong: "powers"}  # noqa: RUF012  (read only)
    name = line(_l("Name of the board"), needed=_l("Write the name of the board."), most=100)
    kind = one_of(
        _l("What kind of board is it?"), [(kind.value, words) for kind, words in BOARD_KINDS.items()],
        needed=_l("Say what kind of board it is."),
    )  # fmt: skip
    powers = some_of(
        _l("What may it do?"), [(power.value, words) for power, words in POWERS.items()],
        hint=_l("This is published. To change it later, end the board and set up a new one."),
    )  # fmt: skip
    button = send(_l("Set up the board"))


@pages.form(f"{AT}/boards", who=COMMISSIONER, form=BoardForm)
def boards(read: Read, form: BoardForm, commission_id: str) -> str:
    """The boards with their powers, and a form for one more."""
    return render(
        "boards.html", form=form, boards=boards_of(read.session, commission_id), kinds=BOARD_KINDS, powers=POWERS,
        at=setup_of(commission_id),
    )  # fmt: skip


@boards.act
def send_boards(act: Act, form: BoardForm, commission_id: str) -> Response:
    """Set up the board."""
    make_board(
        act.session, commission_id=commission_id, name=form.name.data or "", kind=BoardKind(form.kind.data),
        powers=[Power(power) for power in form.powers.data or ()], caller=act.caller, now=act.now,
    )  # fmt: skip
    return done(setup_of(commission_id, "/boards"), _("The board is set up. Make codes for its members."))


@pages.form(f"{AT}/boards/<uuid:board_id>/ending", who=COMMISSIONER, form=ReasonForm)
def board_ending(read: Read, form: ReasonForm, commission_id: str, board_id: str) -> str:
    """Ask before a board ends. Raises NoSuchBoard."""
    board = read.session.get(Board, board_id)
    if board is None or board.commission_id != commission_id or board.ended_at is not None:
        raise NoSuchBoard("There is no such board in this commission, or it has ended.")
    return render(
        "ending.html", form=form, heading=_("End the board “%(name)s”", name=board.name), back_to=_("Boards"),
        effect=_("Its codes and its members' places end at once."), back=setup_of(commission_id, "/boards"),
    )  # fmt: skip


@board_ending.act
def send_board_ending(act: Act, form: ReasonForm, commission_id: str, board_id: str) -> Response:
    """End the board."""
    end_board(
        act.session, commission_id=commission_id, board_id=board_id, reason=form.reason.data or "", caller=act.caller,
        now=act.now,
    )  # fmt: skip
    return done(setup_of(commission_id, "/boards"), _("The board has ended."))
