"""Shapes of writing at the same time."""

from __future__ import annotations

from marshmallow import fields, validate

from services.specification.rules.changes import LONGEST_TEXT, MOST_SECTIONS
from services.specification.rules.live import MOST_CHANGES_SENT
from shared.web.schemas import Id, Request, Response, StrictInt

_COUNT = {"type": "integer", "minimum": 0}
_LINE = {"type": "string", "maxLength": LONGEST_TEXT}
_PART = {"oneOf": [{**_COUNT, "minimum": 1}, {"type": "array", "minItems": 1, "items": {"oneOf": [_COUNT, _LINE]}}]}


class ChangeField(Request):
    """One change to the words, and what its writer calls it.

    change: a list that walks the words from their beginning to their end, in UTF-16 code units. 5 keeps five; [2] takes
    two away; [2, "one line", "another"] puts these lines in the place of two.
    """

    key = fields.String(
        required=True, validate=validate.Regexp(r"^[A-Za-z0-9-]{1,60}$", error="Use letters and digits.")
    )
    change = fields.List(fields.Raw(metadata=_PART), required=True, validate=validate.Length(max=MOST_SECTIONS))


class WriteTogetherRequest(Request):
    """Changes made on the words after the change with this number; 0 is before any.

    Each is of the words that the one before it left.
    """

    number = StrictInt(required=True)
    changes = fields.List(
        fields.Nested(ChangeField), required=True, validate=validate.Length(min=1, max=MOST_CHANGES_SENT)
    )


class ChangesQuery(Request):
    """After which change; 0 is before any."""

    after = fields.Integer(required=True, validate=validate.Range(min=0, max=2**31 - 1))


class ChangeResponse(Response):
    """One change to the words, as it came to stand, and the seat that sent it."""

    number = fields.Integer(required=True)
    key = fields.String(required=True)
    change = fields.List(fields.Raw(metadata=_PART), required=True)
    seat_id = Id(required=True)


class ChangesResponse(Response):
    """Changes, in order."""

    changes = fields.List(fields.Nested(ChangeResponse), required=True)


class PassageResponse(Response):
    """So many UTF-16 code units of the words, and the seat that wrote them."""

    units = fields.Integer(required=True)
    seat_id = Id(required=True)


class LiveWordsResponse(Response):
    """The words as they are being written. kept: whether the current version holds them."""

    number = fields.Integer(required=True)
    text = fields.String(required=True)
    kept = fields.Boolean(required=True)
    passages = fields.List(fields.Nested(PassageResponse), required=True)
