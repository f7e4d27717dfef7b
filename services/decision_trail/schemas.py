"""Shapes of requests and responses."""

from __future__ import annotations

from marshmallow import fields

from shared.web.schemas import Id as IdField
from shared.web.schemas import Request, Response, Text, UtcTime


class TimelineQuery(Request):
    """Which entries are wanted."""

    type = Text(max=100, load_default="", metadata={"description": "an event's type"})
    since = UtcTime(load_default=None)
    until = UtcTime(load_default=None)
    cursor = fields.Integer(
        load_default=0, validate=lambda value: 0 <= value < 2**31, metadata={"minimum": 0, "maximum": 2**31 - 1}
    )


class TimelineResponse(Response):
    """A page of the timeline."""

    items = fields.List(fields.Raw(metadata={"type": "object"}))
    next = fields.Integer(allow_none=True)
    withheld = fields.String()


class HeadResponse(Response):
    """Where the chain ends."""

    length = fields.Integer(allow_none=True)
    hash = fields.String(allow_none=True)
    withheld = fields.String()


class VerificationResponse(Response):
    """Whether the chain is whole."""

    whole = fields.Boolean()
    first_broken_position = fields.Integer(allow_none=True)
    withheld = fields.String()


class RecordResponse(HeadResponse):
    """What everybody may read of a commission that has ended."""

    commission_id = IdField()
    title = fields.String()
    started_at = UtcTime()
    ended_at = UtcTime()
    items = fields.List(fields.Raw(metadata={"type": "object"}))


class EndedResponse(Response):
    """A commission that has ended."""

    commission_id = IdField()
    title = fields.String()
    started_at = UtcTime()
    ended_at = UtcTime()
