"""Shapes of texts that are read first, reported or hidden."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.web.schemas import Id, Request, Response, StrictInt, Text, UtcTime, YesOrNo
from shared.wording import WHY


class WaitingTextResponse(Response):
    """A text that waits, or that was settled: for its writer and for facilitators."""

    text_id = Id(required=True)
    place = fields.String(required=True)
    subject_id = Id(required=True, allow_none=True)
    heading = fields.String(required=True)
    text = fields.String(required=True)
    seat_id = Id(required=True)
    written_at = UtcTime(required=True)
    outcome = fields.String(required=True, allow_none=True)
    why = fields.String(required=True, allow_none=True)


class CheckTextRequest(Request):
    """Let a text through, or give it back with a reason of the list."""

    written_at = UtcTime(required=True, metadata={"description": "of the words that were read"})
    why = fields.String(
        load_default="", validate=validate.OneOf(["", *WHY]), metadata={"description": "empty: let it through"}
    )


class ReportTextRequest(Request):
    """Say that a text should not stand here, and why."""

    version = StrictInt(min=1, required=True)
    why = fields.String(required=True, validate=validate.OneOf(list(WHY)))
    words = Text(min=0, max=1000, multiline=True, load_default="")


class ReportResponse(Response):
    """A report, for facilitators and commissioners. Who made it is not told."""

    report_id = Id(required=True)
    place = fields.String(required=True)
    subject_id = Id(required=True)
    version = fields.Integer(required=True)
    why = fields.String(required=True)
    words = fields.String(required=True)
    reported_at = UtcTime(required=True)
    settled_at = UtcTime(required=True, allow_none=True)


class HideTextRequest(Request):
    """Hide a version of a text, or show it again. The reason is told to the group and stands on the record."""

    version = StrictInt(min=1, required=True)
    hides = YesOrNo(required=True)
    reason = Text(max=2000, multiline=True, required=True)
