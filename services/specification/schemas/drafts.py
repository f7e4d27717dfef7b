"""Shapes of criteria that are being written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import fields, post_load, validate

from services.specification.rules.criteria import LONGEST_ANSWER, PANELS, SCORES
from shared.web.schemas import ExactDecimalField, Id, Request, Response, StrictInt, Text
from shared.wording import WHY


class WriteCriterionRequest(Request):
    """Write a criterion. What is not known yet is left empty. `version` is the one that was read, 0 for a new one."""

    panel = fields.String(required=True, validate=validate.OneOf(PANELS))
    title = Text(max=200, required=True)
    question = Text(min=0, max=2000, multiline=True, load_default="")
    guidance = Text(min=0, max=5000, multiline=True, load_default="")
    word_limit = StrictInt(min=1, max=LONGEST_ANSWER, load_default=500)
    descriptors = fields.List(
        Text(min=0, max=1000, multiline=True), load_default=lambda: [""] * SCORES,
        validate=validate.Length(equal=SCORES), metadata={"description": "six texts, for the scores 0 to 5"},
    )  # fmt: skip
    minimum_score = ExactDecimalField(places=1, min=Decimal(0), max=Decimal(5), allow_none=True, load_default=None)
    clause_ids = fields.List(Id(), load_default=list, validate=validate.Length(max=200))
    version = StrictInt(min=0, load_default=0)

    @post_load
    def gather(self, given: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """Put the words together, as they are kept."""
        beside = {name: given.pop(name) for name in ("clause_ids", "version")}
        return {"words": given, **beside}


class TakeOutCriterionRequest(Request):
    """Take out a criterion that was read in this version."""

    version = StrictInt(min=1, required=True)


class WeightField(Request):
    """What a criterion weighs. `was`: the weight that was read."""

    criterion_id = Id(required=True)
    weight = ExactDecimalField(places=2, min=Decimal(0), max=Decimal(100), required=True)
    was = ExactDecimalField(places=2, min=Decimal(0), max=Decimal(100), required=True)


class WeighCriteriaRequest(Request):
    """Weigh all criteria of a panel; together they are 100."""

    panel = fields.String(required=True, validate=validate.OneOf(PANELS))
    weights = fields.List(fields.Nested(WeightField), required=True, validate=validate.Length(min=1, max=50))


class SetDraftedCriteriaRequest(Request):
    """Set the criteria as they were written. An adult who changes what was signed says why."""

    reason = Text(min=0, max=2000, multiline=True, load_default="")


class CriterionWordsResponse(Response):
    """The words of a criterion; what is not written yet is empty."""

    panel = fields.String(required=True)
    title = fields.String(required=True)
    question = fields.String(required=True)
    guidance = fields.String(required=True)
    word_limit = fields.Integer(required=True)
    descriptors = fields.List(fields.String(), required=True)
    minimum_score = fields.String(required=True, allow_none=True)


class DraftCriterionResponse(Response):
    """A criterion that is being written, who wrote it, and the clauses it comes from."""

    criterion_id = Id(required=True)
    version = fields.Integer(required=True)
    words = fields.Nested(CriterionWordsResponse, required=True)
    weight = fields.String(required=True)
    clause_ids = fields.List(Id(), required=True)
    seat_id = Id(required=True)
    first_seat_id = Id(required=True)
    role = fields.String(required=True)
    waits = fields.Function(lambda each: each.stands_at is None, metadata={"type": "boolean"})


class ReportCriterionRequest(Request):
    """Say that the words of a criterion should not stand here."""

    why = fields.String(required=True, validate=validate.OneOf(list(WHY)))
    words = Text(min=0, max=1000, multiline=True, load_default="")


class HideCriterionRequest(Request):
    """Hide a criterion. The group is told why."""

    reason = Text(max=2000, multiline=True, required=True)
