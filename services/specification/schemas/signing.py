"""Shapes of the text that is signed."""

from __future__ import annotations

from marshmallow import fields, validate

from services.specification.schemas.clauses import ClauseTextResponse
from services.specification.schemas.criteria import CriterionResponse
from services.specification.schemas.plan import PlanResponse
from shared.web.schemas import Id, Request, Response, Text, UtcTime, YesOrNo


class DocumentTextResponse(Response):
    """The text that is signed. Its SHA-256 is over the canonical JSON (RFC 8785) of just this object."""

    title = fields.String(required=True)
    need = fields.String(required=True)
    plan = fields.Nested(PlanResponse, required=True)
    clauses = fields.List(fields.Nested(ClauseTextResponse), required=True)
    criteria = fields.List(fields.Nested(CriterionResponse), required=True)


class AnswerResponse(Response):
    """What somebody said to the text: signed, declined, or nothing yet; and why, or how it was decided."""

    answer = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)


class BoardAnswerResponse(AnswerResponse):
    """What a board said whose yes the text needs."""

    board_id = Id(required=True)
    name = fields.String(required=True)


class DocumentResponse(Response):
    """The whole text as it stands; `sha256` is there once it can be signed.

    `signed_by` are the young seats that count towards the quorum. It is agreed when they are enough, every board here
    has signed, and the commissioner has.
    """

    document = fields.Nested(DocumentTextResponse, required=True)
    sha256 = fields.String(required=True, allow_none=True)
    signable = fields.Boolean(required=True)
    signed_by = fields.List(fields.String(), required=True)
    quorum = fields.Integer(required=True)
    boards = fields.List(fields.Nested(BoardAnswerResponse), required=True)
    commissioner = fields.Nested(AnswerResponse, required=True)
    agreed_sha256 = fields.String(required=True, allow_none=True)
    agreed_at = UtcTime(required=True, allow_none=True)


class SignOffRequest(Request):
    """Sign the text that has this hash; a board or the commissioner may also say no to it.

    A board says in `reason` how it decided. Whoever says no says why.
    """

    sha256 = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z", error="This is not a SHA-256."))
    declines = YesOrNo(load_default=False)
    reason = Text(min=0, max=2000, multiline=True, load_default="")


class SignOffResponse(Response):
    """What signing led to; `agreed_sha256` is there when everybody who has to has signed."""

    commission_id = Id(required=True)
    agreed_sha256 = fields.String(required=True, allow_none=True)
    agreed_at = UtcTime(required=True, allow_none=True)
