"""Shapes of requests and responses."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError, fields

from shared.web.schemas import Id as IdField
from shared.web.schemas import Request, Response, Text, UtcTime

_MOST = 2**31 - 1


class EventType(Text):
    """The type of an event; of one that this version does not know, too."""

    FORM = r"[a-z0-9_]+\.[a-z0-9_]+\.v[0-9]+"

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, *args, **kwargs)
        if not re.fullmatch(self.FORM, text):
            raise ValidationError("This is not an event's type. One looks like this: tendering.bids_opened.v1")
        return text


class Actor(Text):
    """A seat or a holder, or the system."""

    FORM = r"system|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, *args, **kwargs)
        if not re.fullmatch(self.FORM, text):
            raise ValidationError("Write the identifier of a seat, or: system")
        return text


class Cursor(fields.Integer):
    """Where the page before ended: its `next`."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> int:
        if not re.fullmatch("[0-9]{1,10}", str(value)) or int(value) > _MOST:
            raise ValidationError("Give back the number that stood under `next`.")
        return int(value)


class TimelineQuery(Request):
    """Which entries are wanted. `since` is inclusive, `until` is not."""

    type = EventType(max=100, load_default="", metadata={"pattern": f"^{EventType.FORM}$"})
    actor = Actor(max=36, load_default="", metadata={"pattern": f"^({Actor.FORM})$"})
    since = UtcTime(load_default=None)
    until = UtcTime(load_default=None)
    cursor = Cursor(load_default=0, metadata={"minimum": 0, "maximum": _MOST})


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


class StageResponse(Response):
    """A stage: how far it is, when it began or is planned to, and what it decides."""

    key = fields.String()
    title = fields.String()
    decides = fields.String()
    progress = fields.String(metadata={"enum": ["done", "now", "to come", "not reached"]})
    began_at = UtcTime(allow_none=True)
    planned_on = fields.Date(allow_none=True)


class StepResponse(Response):
    """What is next for the caller in a role; `waiting` where others have to act first."""

    role = fields.String()
    text = fields.String()
    waiting = fields.Boolean()
    by = UtcTime(allow_none=True)


class RecentResponse(Response):
    """Steps of one kind on one day: the latest of them, and how many there were."""

    type = fields.String()
    what = fields.String()
    at = UtcTime()
    times = fields.Integer()
    roles = fields.List(fields.String())


class StandingResponse(Response):
    """Where a commission stands, what happened lately, and what is next for the caller."""

    commission_id = IdField()
    title = fields.String()
    ended = fields.Boolean()
    stages = fields.List(fields.Nested(StageResponse))
    next_steps = fields.List(fields.Nested(StepResponse))
    lately = fields.List(fields.Nested(RecentResponse))
