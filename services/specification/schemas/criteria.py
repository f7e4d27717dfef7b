"""Shapes of criteria."""

from __future__ import annotations

from decimal import Decimal

from marshmallow import fields, validate

from services.specification.rules.criteria import LONGEST_ANSWER, PANELS, SCORES
from shared.web.schemas import ExactDecimalField, Id, Request, Response, StrictInt, Text


class CriterionField(Request):
    """A criterion; with its id it stays the same one, without it is new."""

    criterion_id = Id()
    panel = fields.String(required=True, validate=validate.OneOf(PANELS))
    title = Text(max=200, required=True)
    question = Text(max=2000, multiline=True, required=True)
    guidance = Text(min=0, max=5000, multiline=True, required=True)
    word_limit = StrictInt(min=1, max=LONGEST_ANSWER, required=True)
    weight = ExactDecimalField(places=2, min=Decimal(0), max=Decimal(100), required=True)
    descriptors = fields.List(
        Text(max=1000, multiline=True), required=True, validate=validate.Length(equal=SCORES),
        metadata={"description": "six texts, for the scores 0 to 5"},
    )  # fmt: skip
    minimum_score = ExactDecimalField(places=1, min=Decimal(0), max=Decimal(5), allow_none=True, load_default=None)


class SetCriteriaRequest(Request):
    """Set the whole list of criteria; `version` is the one that was read, 0 at first.

    An adult who changes the criteria of a text that is signed says why.
    """

    criteria = fields.List(fields.Nested(CriterionField), required=True, validate=validate.Length(min=1, max=50))
    version = StrictInt(min=0, required=True)
    reason = Text(min=0, max=2000, multiline=True, load_default="")


class CriterionResponse(Response):
    """A criterion, word for word as it is signed."""

    criterion_id = Id(required=True)
    panel = fields.String(required=True)
    title = fields.String(required=True)
    question = fields.String(required=True)
    guidance = fields.String(required=True)
    word_limit = fields.Integer(required=True)
    weight = fields.String(required=True)
    descriptors = fields.List(fields.String(), required=True)
    minimum_score = fields.String(required=True, allow_none=True)


class CriteriaResponse(Response):
    """The criteria as they stand."""

    criteria = fields.List(fields.Nested(CriterionResponse), required=True)
    criteria_version = fields.Integer(required=True)
