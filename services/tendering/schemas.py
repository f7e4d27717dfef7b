"""Shapes of requests and responses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from shared.web.schemas import ExactDecimalField, Id, Request, Response, StrictInt, Text, UtcTime, YesOrNo


class PublishTenderRequest(Request):
    """Publish the tender; bids are taken until `closes_at`."""

    closes_at = UtcTime(required=True)


class TenderResponse(Response):
    """The tender. `bids_count` is empty until the deadline has passed."""

    tender_id = Id()
    commission_id = Id()
    title = fields.String()
    status = fields.String()
    specification_sha256 = fields.String()
    criteria = fields.List(fields.Dict())
    plan = fields.Dict()
    tie_seed = fields.String()
    opens_at = UtcTime()
    closes_at = UtcTime()
    opened_at = UtcTime(allow_none=True)
    bids_count = fields.Integer(allow_none=True)
    abandoned_because = fields.String(allow_none=True)


class RegisterOrganisationRequest(Request):
    """Register an organisation."""

    name = Text(max=200, required=True)


class OrganisationResponse(Response):
    """An organisation of the caller's."""

    organisation_id = Id()
    name = fields.String()


class ColleagueCodeResponse(Response):
    """A code for one colleague. It is told once."""

    code = fields.String()


class JoinOrganisationRequest(Request):
    """Join a colleague's organisation."""

    code = Text(max=100, required=True)


class AnswerField(Request):
    """An answer to the question of one criterion."""

    criterion_id = Id(required=True)
    text = Text(min=0, max=50_000, multiline=True, required=True)


class DraftBidRequest(Request):
    """The content of a bid; it may be incomplete until it is handed in."""

    answers = fields.List(fields.Nested(AnswerField), required=True, validate=validate.Length(max=100))
    price = ExactDecimalField(places=2, min=Decimal("0.01"), allow_none=True, load_default=None)

    @post_load
    def _by_criterion(self, content: dict[str, Any], **_: Any) -> dict[str, Any]:
        answers = {answer["criterion_id"]: answer["text"] for answer in content["answers"]}
        if len(answers) != len(content["answers"]):
            raise ValidationError({"answers": ["Answer each question once."]})
        return {**content, "answers": answers}


class EditBidRequest(DraftBidRequest):
    """New content; `version` is the one that was read."""

    version = StrictInt(min=1, required=True)


class BidResponse(Response):
    """A bid of the caller's organisation."""

    bid_id = Id()
    version = fields.Integer()
    answers = fields.List(fields.Dict())
    price = ExactDecimalField(allow_none=True)
    submitted_at = UtcTime(allow_none=True)
    receipt_sha256 = fields.String(allow_none=True)
    withdrawn_at = UtcTime(allow_none=True)
    refused_at = UtcTime(allow_none=True)


class WriteAnswerRequest(Request):
    """One answer; `version` is that of the answer that was read, 1 where nothing was written yet."""

    text = Text(min=0, max=50_000, multiline=True, required=True)
    version = StrictInt(min=1, required=True)


class WritePriceRequest(Request):
    """The price; `version` is that of the price that was read, 1 where nothing was written yet."""

    price = ExactDecimalField(places=2, min=Decimal("0.01"), allow_none=True, required=True)
    version = StrictInt(min=1, required=True)


class BidPartResponse(Response):
    """One part of the caller's draft: the answer to the criterion that `part` names, or "price".

    `version` counts the changes of this part alone; `changed_by_me` says whether the caller made the last one.
    """

    part = fields.String()
    text = fields.String(allow_none=True)
    price = fields.String(allow_none=True)
    version = fields.Integer()
    changed_at = fields.String()
    changed_by_me = fields.Boolean()


class DraftedResponse(Response):
    """Where the draft is kept."""

    bid_id = Id()
    version = fields.Integer()


class ReceiptResponse(Response):
    """A receipt. `sha256` is over the canonical JSON (RFC 8785) of `content`."""

    bid_id = Id()
    sha256 = fields.String()
    submitted_at = UtcTime()
    content = fields.Raw(metadata={"type": "object"})


class OpeningResponse(Response):
    """How far the opening has come."""

    commission_id = Id()
    first_opener_role = fields.String(allow_none=True)
    opened_at = UtcTime(allow_none=True)


class OpenedBidResponse(Response):
    """An opened bid; name and price only once the scores are locked."""

    bid_id = Id()
    label = fields.String()
    receipt_sha256 = fields.String()
    provider_name = fields.String(allow_none=True)
    price = ExactDecimalField(allow_none=True)


class ReasonRequest(Request):
    """An act that needs a reason, which is published."""

    reason = Text(max=5000, multiline=True, required=True)


class AwardResponse(Response):
    """The award, and how long to wait."""

    bid_id = Id()
    provider_name = fields.String()
    price = ExactDecimalField()
    regime = fields.String()
    decided_at = UtcTime()
    standstill_begins_on = fields.Date()
    standstill_ends_at = UtcTime()
    contract_signed_at = UtcTime(allow_none=True)


class ChallengeRequest(Request):
    """Challenge the award."""

    grounds = Text(max=20_000, multiline=True, required=True)


class AnswerChallengeRequest(ReasonRequest):
    """Answer a challenge."""

    upheld = YesOrNo(required=True)


class ChallengeResponse(Response):
    """A challenge."""

    challenge_id = Id()
    bid_id = Id()
    grounds = fields.String()
    raised_at = UtcTime()
    upheld = fields.Boolean(allow_none=True)
    answer = fields.String(allow_none=True)
    answered_at = UtcTime(allow_none=True)


class AbandonedResponse(Response):
    """That the commission has ended."""

    commission_id = Id()
    abandoned_at = UtcTime()
    abandoned_because = fields.String()


class SummaryResponse(Response):
    """The assessment summary of the caller's bid."""

    bid_id = Id()
    label = fields.String()
    provider_name = fields.String()
    successful = fields.Boolean()
    total = fields.String(allow_none=True)
    criteria = fields.List(fields.Dict())
    sent_at = fields.String()
