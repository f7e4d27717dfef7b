"""Shapes of who takes part. A count that is not told is null."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.web.schemas import Request, Response, StrictInt, Text

MOST_USERS = 10_000_000


class _Said(Response):
    name = fields.String()
    joined = fields.Integer(allow_none=True)
    said = fields.Integer(allow_none=True)
    not_yet = fields.Integer(allow_none=True)


class _Part(Response):
    part = fields.String()
    name = fields.String()
    joined = fields.Integer(allow_none=True)
    users = fields.Integer(allow_none=True)
    share = fields.Integer(allow_none=True, metadata={"description": "percent"})


class TakingPartResponse(Response):
    """Who joined, who had a say, and who joined beside who uses the service. Counts under 5 are null."""

    groups = fields.List(fields.Nested(_Said), metadata={"description": "a group without a name: in no group"})
    together = fields.Nested(_Said)
    by_age = fields.List(fields.Nested(_Part))
    by_group = fields.List(fields.Nested(_Part))


class _NumberOf(Request):
    part = Text(max=36, required=True, metadata={"description": "an age band, such as 13-15, or a group's id"})
    number = StrictInt(min=0, max=MOST_USERS, required=True)


class ServiceUsersRequest(Request):
    """How many young people use the service, in place of all said before."""

    numbers = fields.List(fields.Nested(_NumberOf), required=True, validate=validate.Length(max=500))
