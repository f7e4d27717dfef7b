"""Groups, boards, the codes into them, and seats that pass on."""

from __future__ import annotations

from typing import Any

from services.people.models import Invite
from services.people.queries.groups import boards_of, groups_of, tasks_of
from services.people.queries.invites import open_invites_for
from services.people.routes.group import routes
from services.people.rules.boards import BoardKind, Power
from services.people.rules.groups import GroupKind
from services.people.schemas import groups as shapes
from services.people.use_cases.end_board import end_board
from services.people.use_cases.end_group import end_group
from services.people.use_cases.end_invite import end_invite
from services.people.use_cases.hand_over_seat import hand_over_seat
from services.people.use_cases.make_board import make_board
from services.people.use_cases.make_group import make_group
from services.people.use_cases.move_to_group import move_to_group
from services.people.use_cases.reprint_invite import reprint_invite
from shared.access import fresh, seats
from shared.roles import Role
from shared.web.routing import Act, Read

_HOSTS = seats(Role.COMMISSIONER, Role.FACILITATOR)
_COMMISSIONER = seats(Role.COMMISSIONER)
# Providers are told nothing of who takes part.
_ALL_BUT_PROVIDERS = seats(*(role for role in Role if role is not Role.PROVIDER))
_AT = "/commissions/<uuid:commission_id>"


@routes.act("POST", f"{_AT}/groups", who=_HOSTS, takes=shapes.MakeGroupRequest, gives=shapes.GroupResponse, status=201)
def post_group(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Set up a group of young people. Its name is published; who is in it is not."""
    return make_group(
        act.session, commission_id=commission_id, name=body["name"], kind=GroupKind(body["kind"]), caller=act.caller,
        now=act.now,
    )  # fmt: skip


@routes.read(f"{_AT}/groups", who=_ALL_BUT_PROVIDERS, gives=shapes.GroupResponse, many=True)
def get_groups(read: Read, commission_id: str) -> Any:
    """The groups of this commission. Who is in them, and how many, is not told here."""
    return groups_of(read.session, commission_id)


@routes.act(
    "POST", f"{_AT}/groups/<uuid:group_id>/ending", who=_HOSTS, takes=shapes.ReasonRequest,
    gives=shapes.GroupResponse, refusals=(404,),
)  # fmt: skip
def post_group_ending(act: Act, body: dict[str, Any], commission_id: str, group_id: str) -> Any:
    """End a group and the codes into it. Its members' seats go on. The reason is published."""
    return end_group(
        act.session, commission_id=commission_id, group_id=group_id, reason=body["reason"], caller=act.caller,
        now=act.now,
    )  # fmt: skip


@routes.act(
    "POST", f"{_AT}/seats/<uuid:seat_id>/group", who=_ALL_BUT_PROVIDERS, takes=shapes.MoveRequest,
    gives=shapes.MovedResponse, refusals=(404,),
)  # fmt: skip
def post_seat_group(act: Act, body: dict[str, Any], commission_id: str, seat_id: str) -> Any:
    """Put a seat into a group, or into none. Everybody may leave their own group. Nobody else is told."""
    return move_to_group(
        act.session, commission_id=commission_id, seat_id=seat_id, group_id=body["group_id"], caller=act.caller
    )


@routes.act(
    "POST", f"{_AT}/boards", who=_COMMISSIONER, takes=shapes.MakeBoardRequest, gives=shapes.BoardResponse, status=201
)
def post_board(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Set up a board with the powers that the plan gives it. Name and powers are published."""
    return make_board(
        act.session, commission_id=commission_id, name=body["name"], kind=BoardKind(body["kind"]),
        powers=[Power(power) for power in body["powers"]], caller=act.caller, now=act.now,
    )  # fmt: skip


@routes.read(f"{_AT}/boards", who=_ALL_BUT_PROVIDERS, gives=shapes.BoardResponse, many=True)
def get_boards(read: Read, commission_id: str) -> Any:
    """The boards of this commission, and what they may do."""
    return boards_of(read.session, commission_id)


@routes.act(
    "POST", f"{_AT}/boards/<uuid:board_id>/ending", who=_COMMISSIONER, takes=shapes.ReasonRequest,
    gives=shapes.BoardResponse, refusals=(404,),
)  # fmt: skip
def post_board_ending(act: Act, body: dict[str, Any], commission_id: str, board_id: str) -> Any:
    """End a board, the codes onto it, and its members' seats. The reason is published."""
    return end_board(
        act.session, commission_id=commission_id, board_id=board_id, reason=body["reason"], caller=act.caller,
        now=act.now,
    )  # fmt: skip


@routes.read(f"{_AT}/people-tasks", who=_HOSTS, gives=shapes.TaskResponse, many=True)
def get_people_tasks(read: Read, commission_id: str) -> Any:
    """What is done, and what is missing, of setting up the people of this commission."""
    return list(tasks_of(read.session, commission_id))


@routes.read(f"{_AT}/invites", who=_HOSTS, gives=shapes.OpenInviteResponse, many=True)
def get_invites(read: Read, commission_id: str) -> Any:
    """The codes that still let somebody in, of those that I may give out. Codes are not kept, so none is shown."""
    return open_invites_for(read.session, commission_id, read.caller, read.now)


@routes.act(
    "POST", f"{_AT}/invites/<uuid:invite_id>/ending", who=_HOSTS, gives=shapes.EndedInviteResponse, refusals=(404,)
)
def post_invite_ending(act: Act, commission_id: str, invite_id: str) -> Any:
    """End a code before its time. Who joined with it stays."""
    return end_invite(act.session, commission_id=commission_id, invite_id=invite_id, caller=act.caller, now=act.now)


@routes.act(
    "POST", f"{_AT}/invites/<uuid:invite_id>/reprint", who=_HOSTS, takes=shapes.ReprintRequest,
    gives=shapes.SheetResponse, status=201, refusals=(404,),
)  # fmt: skip
def post_reprint(act: Act, body: dict[str, Any], commission_id: str, invite_id: str) -> Any:
    """Get a new code for the same, told this once. The old code ends."""
    return sheet(
        *reprint_invite(
            act.session, act.settings, commission_id=commission_id, invite_id=invite_id, places=body["places"],
            days=body["days"], caller=act.caller, now=act.now,
        )
    )  # fmt: skip


@routes.act(
    "POST", f"{_AT}/seats/<uuid:seat_id>/hand-over", who=fresh(_HOSTS), takes=shapes.HandOverRequest,
    gives=shapes.SheetResponse, status=201, refusals=(404,),
)  # fmt: skip
def post_hand_over(act: Act, body: dict[str, Any], commission_id: str, seat_id: str) -> Any:
    """Make a code for the next holder of a seat. The seat ends when the code is used. The reason is published."""
    return sheet(
        *hand_over_seat(
            act.session, act.settings, commission_id=commission_id, seat_id=seat_id, reason=body["reason"],
            days=body["days"], caller=act.caller, now=act.now,
        )
    )  # fmt: skip


def sheet(invite: Invite, code: str) -> dict[str, Any]:
    """Return an invite with its code, as it is told this once."""
    return {
        "invite_id": invite.invite_id, "role": invite.role, "places": invite.places, "expires_at": invite.expires_at,
        "group_id": invite.group_id, "board_id": invite.board_id, "term_ends_on": invite.term_ends_on,
        "replaces_seat_id": invite.replaces_seat_id, "code": code,
    }  # fmt: skip
