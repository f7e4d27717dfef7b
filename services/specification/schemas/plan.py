"""Shapes of commissions and their plans."""

from __future__ import annotations

from decimal import Decimal

from marshmallow import fields, validate

from services.specification.rules.plan import CURRENCIES, LADDER, PRICE_FORMULAS, REGIMES
from shared.web.schemas import ExactDecimalField, Id, Request, Response, StrictInt, Text, UtcTime, YesOrNo


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
    currency = fields.String(required=True, validate=validate.OneOf(CURRENCIES))
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
    checks_young_texts = YesOrNo(
        load_default=False,
        metadata={"description": "true: a facilitator reads what under-16s write before others see it"},
    )


class SetTextCheckingRequest(Request):
    """Say whether a facilitator reads what under-16s write before others do."""

    checks_young_texts = YesOrNo(required=True)


class SharesResponse(Response):
    """Shares of the decision in percent, exactly as they were set."""

    young_people = fields.String(required=True)
    adults = fields.String(required=True)
    price = fields.String(required=True)


class TimetableResponse(Response):
    """When a stage is planned to begin."""

    stage = fields.String(required=True)
    begins_on = fields.String(required=True, metadata={"format": "date"})


class PlanResponse(Response):
    """The plan, word for word as it is signed."""

    budget = fields.String(required=True)
    currency = fields.String(required=True)
    regime = fields.String(required=True)
    standstill_promise_working_days = fields.Integer(required=True)
    shares = fields.Nested(SharesResponse, required=True)
    price_formula = fields.String(required=True)
    sign_off_quorum = fields.Integer(required=True)
    choice_quorum = fields.Integer(required=True)
    rung_aimed_at = fields.String(required=True)
    timetable = fields.List(fields.Nested(TimetableResponse), required=True)


class CommissionResponse(Response):
    """A commission: what is needed, its plan, and whether its specification is agreed."""

    commission_id = Id(required=True)
    title = fields.String(required=True)
    need = fields.String(required=True)
    plan = fields.Nested(PlanResponse, required=True)
    checks_young_texts = fields.Boolean(required=True)
    started_at = UtcTime(required=True)
    agreed_sha256 = fields.String(required=True, allow_none=True)
    agreed_at = UtcTime(required=True, allow_none=True)
