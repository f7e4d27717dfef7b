"""Shapes of requests and responses."""

from __future__ import annotations

from decimal import Decimal

from marshmallow import fields, validate

from services.specification.rules import LADDER, PANELS, PRICE_FORMULAS, REGIMES
from shared.web.schemas import ExactDecimalField, Id, Request, Response, StrictInt, Text, UtcTime


class SharesField(Request):
    """Shares of the decision in percent, as text; they total 100."""

    young_people = ExactDecimalField(places=2, min=Decimal(0), max=Decimal(100), required=True)
    adults = ExactDecimalField(places=2, min=Decimal(0), max=Decimal(100), required=True)
    price = ExactDecimalField(places=2, min=Decimal(0), max=Decimal(100), required=True)


class TimetableField(Request):
    """When a stage is planned to begin."""

    stage = Text(max=60, required=True)
    begins_on = fields.Date(required=True)


class PlanField(Request):
    """The plan of a commission."""

    budget = ExactDecimalField(places=2, min=Decimal("0.01"), required=True)
    currency = fields.String(required=True, validate=validate.Equal("GBP"))
    regime = fields.String(required=True, validate=validate.OneOf(REGIMES))
    standstill_promise_working_days = StrictInt(min=0, max=60, required=True)
    shares = fields.Nested(SharesField, required=True)
    price_formula = fields.String(required=True, validate=validate.OneOf(PRICE_FORMULAS))
    sign_off_quorum = StrictInt(min=1, max=1000, required=True)
    choice_quorum = StrictInt(min=1, max=1000, required=True)
    rung_aimed_at = fields.String(required=True, validate=validate.OneOf(LADDER))
    timetable = fields.List(fields.Nested(TimetableField), required=True, validate=validate.Length(max=30))


class StartCommissionRequest(Request):
    """Start a commission."""

    title = Text(max=200, required=True)
    need = Text(max=10_000, multiline=True, required=True)
    plan = fields.Nested(PlanField, required=True)


class CommissionResponse(Response):
    """A commission as it stands."""

    commission_id = Id()
    title = fields.String()
    need = fields.String()
    plan = fields.Dict()
    started_at = UtcTime()
    criteria = fields.List(fields.Dict())
    criteria_version = fields.Integer()
    agreed_sha256 = fields.String(allow_none=True)
    agreed_at = UtcTime(allow_none=True)


class DraftClauseRequest(Request):
    """Draft a clause."""

    heading = Text(max=200, required=True)
    text = Text(max=10_000, multiline=True, required=True)


class EditClauseRequest(DraftClauseRequest):
    """Change a clause; `version` is the one that was read."""

    version = StrictInt(min=1, required=True)
    reason = Text(min=0, max=2000, multiline=True, load_default="")


class AgreeClauseRequest(Request):
    """Agree a clause; the reason says how the group decided."""

    version = StrictInt(min=1, required=True)
    reason = Text(max=2000, multiline=True, required=True)


class ClauseResponse(Response):
    """A clause as it stands."""

    clause_id = Id()
    number = fields.Integer()
    heading = fields.String()
    text = fields.String()
    version = fields.Integer()
    drafted_by = Id()
    drafted_by_role = fields.String()
    agreed_version = fields.Integer(allow_none=True)
    agreed_at = UtcTime(allow_none=True)


class CriterionField(Request):
    """A criterion; with its id it stays the same one, without it is new."""

    criterion_id = Id()
    panel = fields.String(required=True, validate=validate.OneOf(PANELS))
    title = Text(max=200, required=True)
    question = Text(max=2000, multiline=True, required=True)
    guidance = Text(min=0, max=5000, multiline=True, required=True)
    word_limit = StrictInt(min=1, max=5000, required=True)
    weight = ExactDecimalField(places=2, min=Decimal(0), max=Decimal(100), required=True)
    descriptors = fields.List(
        Text(max=1000, multiline=True), required=True, validate=validate.Length(equal=6),
        metadata={"description": "six texts, for the scores 0 to 5"},
    )  # fmt: skip
    minimum_score = ExactDecimalField(places=1, min=Decimal(0), max=Decimal(5), allow_none=True, load_default=None)


class SetCriteriaRequest(Request):
    """Set the whole list of criteria; `version` is the one that was read, 0 at first."""

    criteria = fields.List(fields.Nested(CriterionField), required=True, validate=validate.Length(min=1, max=50))
    version = StrictInt(min=0, required=True)


class CriteriaResponse(Response):
    """The criteria as they stand."""

    criteria = fields.List(fields.Dict())
    criteria_version = fields.Integer()


class DocumentResponse(Response):
    """The whole text as it stands, and the hash that is signed."""

    document = fields.Dict()
    sha256 = fields.String()
    signable = fields.Boolean()
    signed_by = fields.List(fields.String())
    quorum = fields.Integer()
    agreed_sha256 = fields.String(allow_none=True)


class SignOffRequest(Request):
    """Sign the text that has this hash."""

    sha256 = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z", error="This is not a SHA-256."))


class SignOffResponse(Response):
    """What signing led to."""

    commission_id = Id()
    agreed_sha256 = fields.String(allow_none=True)
    agreed_at = UtcTime(allow_none=True)
