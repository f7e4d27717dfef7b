"""Shapes of groups, boards, and the codes into them."""

from __future__ import annotations

from marshmallow import fields, validate

from services.people.rules.boards import BoardKind, Power
from services.people.rules.groups import GroupKind
from services.people.rules.invites import LONGEST_INVITE_DAYS, MOST_PLACES
from services.people.schemas import InviteResponse
from shared.web.schemas import Id, Request, Response, StrictInt, Text, UtcTime

_LONGEST_NAME = 100


class ReasonRequest(Request):
    """Why. The reason is published."""

    reason = Text(max=2000, required=True, multiline=True)


class MakeGroupRequest(Request):
    """Set up a group. Its name is published, so it names no person."""

    name = Text(max=_LONGEST_NAME, required=True)
    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in GroupKind]))


class GroupResponse(Response):
    """A group. Who is in it, and how many, is not told here."""

    group_id = Id()
    name = fields.String()
    kind = fields.String()
    made_at = UtcTime()
    ended_at = UtcTime(allow_none=True)


class MoveRequest(Request):
    """Put a seat into a group, or, with null, into none."""

    group_id = Id(required=True, allow_none=True)


class MovedResponse(Response):
    """Where a seat is now."""

    seat_id = Id()
    group_id = Id(allow_none=True)


class MakeBoardRequest(Request):
    """Set up a board with the powers that the plan gives it. Its name is published."""

    name = Text(max=_LONGEST_NAME, required=True)
    kind = fields.String(required=True, validate=validate.OneOf([kind.value for kind in BoardKind]))
    powers = fields.List(
        fields.String(validate=validate.OneOf([power.value for power in Power])), required=True,
        validate=validate.Length(min=1, max=len(Power)),
    )  # fmt: skip


class BoardResponse(Response):
    """A board and its powers."""

    board_id = Id()
    name = fields.String()
    kind = fields.String()
    powers = fields.List(fields.String())
    made_at = UtcTime()
    ended_at = UtcTime(allow_none=True)


class OpenInviteResponse(Response):
    """A code that still lets somebody in; the code itself is not kept."""

    invite_id = Id()
    role = fields.String()
    places = fields.Integer()
    made_at = UtcTime()
    expires_at = UtcTime()
    group_id = Id(allow_none=True)
    board_id = Id(allow_none=True)
    term_ends_on = fields.Date(allow_none=True)
    replaces_seat_id = Id(allow_none=True)


class EndedInviteResponse(Response):
    """A code that lets nobody in any more."""

    invite_id = Id()
    ended_at = UtcTime()


class ReprintRequest(Request):
    """A new code for the same; the old one ends."""

    places = StrictInt(min=1, max=MOST_PLACES, required=True)
    days = StrictInt(min=1, max=LONGEST_INVITE_DAYS, required=True)


class TaskResponse(Response):
    """A task of setting up a commission's people: done, missing, or one that can wait."""

    about = fields.String()
    state = fields.String()


class HandOverRequest(ReasonRequest):
    """Make a code for the next holder of a seat. The reason is published."""

    days = StrictInt(min=1, max=LONGEST_INVITE_DAYS, required=True)


class SheetResponse(InviteResponse):
    """An invite with its code, told this once, and what it opens."""

    group_id = Id(allow_none=True)
    board_id = Id(allow_none=True)
    term_ends_on = fields.Date(allow_none=True)
    replaces_seat_id = Id(allow_none=True)
