"""Shapes of contributions: ideas, comments, suggestions, objections."""

from __future__ import annotations

from marshmallow import fields, validate

from services.specification.rules.contributions import ANSWERS, PLACES
from shared.web.schemas import Id, Request, Response, Text, UtcTime, YesOrNo
from shared.wording import WHY


class ContributionsQuery(Request):
    """Of which kind, and about what; all of them where nothing is said."""

    place = fields.String(load_default=None, validate=validate.OneOf(list(PLACES)))
    subject_id = Id(load_default=None)


class ContributionResponse(Response):
    """What somebody gave, and what came of it. waits: a facilitator reads it first. hidden: few read its words."""

    contribution_id = Id(required=True)
    place = fields.String(required=True)
    subject_id = Id(required=True, allow_none=True)
    text = fields.String(required=True)
    seat_id = Id(required=True)
    role = fields.String(required=True)
    written_at = UtcTime(required=True)
    waits = fields.Function(lambda given: given.stands_at is None, metadata={"type": "boolean"})
    hidden = fields.Function(lambda given: given.hidden_at is not None, metadata={"type": "boolean"})
    answer = fields.String(required=True, allow_none=True)
    answer_words = fields.String(required=True)
    answered_at = UtcTime(required=True, allow_none=True)


class AnswerContributionRequest(Request):
    """What came of it, and why. The writer is told, and it stands on the record."""

    answer = fields.String(required=True, validate=validate.OneOf(list(ANSWERS)))
    reason = Text(max=2000, multiline=True, required=True)


class ReportContributionRequest(Request):
    """Say that it should not stand here, and why."""

    why = fields.String(required=True, validate=validate.OneOf(list(WHY)))
    words = Text(min=0, max=1000, multiline=True, load_default="")


class HideContributionRequest(Request):
    """Hide it, or show it again. The reason is told to the group and stands on the record."""

    hides = YesOrNo(required=True)
    reason = Text(max=2000, multiline=True, required=True)
