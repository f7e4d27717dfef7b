"""Shapes of the text that is signed."""

from __future__ import annotations

from marshmallow import fields, validate

from services.specification.schemas.clauses import ClauseTextResponse
from services.specification.schemas.criteria import CriterionResponse
from services.specification.schemas.plan import PlanResponse
from shared.web.schemas import Id, Request, Response, UtcTime


class DocumentTextResponse(Response):
    """The text that is signed. Its SHA-256 is over the canonical JSON (RFC 8785) of just this object."""

    title = fields.String(required=True)
    need = fields.String(required=True)
    plan = fields.Nested(PlanResponse, required=True)
    clauses = fields.List(fields.Nested(ClauseTextResponse), required=True)
    criteria = fields.List(fields.Nested(CriterionResponse), required=True)


class DocumentResponse(Response):
    """The whole text as it stands; `sha256` is there once it can be signed. `signed_by` are the seats that count."""

    document = fields.Nested(DocumentTextResponse, required=True)
    sha256 = fields.String(required=True, allow_none=True)
    signable = fields.Boolean(required=True)
    signed_by = fields.List(fields.String(), required=True)
    quorum = fields.Integer(required=True)
    agreed_sha256 = fields.String(required=True, allow_none=True)
    agreed_at = UtcTime(required=True, allow_none=True)


class SignOffRequest(Request):
    """Sign the text that has this hash."""

    sha256 = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z", error="This is not a SHA-256."))


class SignOffResponse(Response):
    """What signing led to; `agreed_sha256` is there when a quorum has signed."""

    commission_id = Id(required=True)
    agreed_sha256 = fields.String(required=True, allow_none=True)
    agreed_at = UtcTime(required=True, allow_none=True)
