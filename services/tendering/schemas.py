"""Shapes of requests and responses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from services.tendering.rules.files import LONGEST_TITLE, MOST_FILES
from services.tendering.rules.questions import LONGEST_ANSWER, LONGEST_CHANGE, LONGEST_QUESTION, MOST_CHANGES
from shared.web.schemas import ExactDecimalField, Id, Request, Response, StrictInt, Text, UtcTime, YesOrNo


class PublishTenderRequest(Request):
    """Publish the tender; bids are taken until `closes_at`.

    `questions_until` is a while before that where it is left out. `urgent_because`: why there is less time than usual.
    """

    closes_at = UtcTime(required=True)
    questions_until = UtcTime()
    urgent_because = Text(min=0, max=2000, multiline=True)


class SetTenderDatesRequest(Request):
    """The dates for a tender that is not published yet."""

    closes_at = UtcTime(required=True)
    questions_until = UtcTime(required=True)
    urgent_because = Text(min=0, max=2000, multiline=True, load_default="")


class TenderDatesResponse(Response):
    """The dates that were set."""

    commission_id = Id()
    closes_at = UtcTime()
    questions_until = UtcTime()
    urgent_because = fields.String()


class AskQuestionRequest(Request):
    """A question about the tender. Everybody reads it with its answer."""

    text = Text(max=LONGEST_QUESTION, multiline=True, required=True)


class AnswerQuestionRequest(Request):
    """The answer, which goes to all providers."""

    answer = Text(max=LONGEST_ANSWER, multiline=True, required=True)


class QuestionResponse(Response):
    """A question, and its answer or why it was set aside. Nothing says who asked."""

    question_id = Id()
    text = fields.String()
    asked_at = UtcTime()
    answer = fields.String(allow_none=True)
    answered_at = UtcTime(allow_none=True)
    set_aside_because = fields.String(allow_none=True)
    set_aside_at = UtcTime(allow_none=True)


class PublishedQuestionResponse(Response):
    """A question with its answer; of one that was set aside only why."""

    question_id = Id()
    question = fields.String(allow_none=True)
    answer = fields.String(allow_none=True)
    set_aside_because = fields.String(allow_none=True)
    published_at = UtcTime()


class AmendTenderRequest(Request):
    """An amendment; `after` is the newest one that was read, 0 where there was none."""

    changes = fields.List(Text(max=LONGEST_CHANGE), required=True, validate=validate.Length(min=1, max=MOST_CHANGES))
    closes_at = UtcTime(required=True)
    questions_until = UtcTime(required=True)
    reason = Text(max=2000, multiline=True, required=True)
    after = StrictInt(min=0, required=True)


class AmendmentResponse(Response):
    """An amendment, with the times that hold from then on."""

    number = fields.Integer()
    changes = fields.List(fields.String())
    reason = fields.String()
    closes_at = UtcTime()
    questions_until = UtcTime()
    amended_at = UtcTime()


class ConfirmBidRequest(Request):
    """The bid stands as it is; `amendment` is the newest one that was read."""

    amendment = StrictInt(min=1, required=True)


class ConfirmedResponse(Response):
    """Up to which amendment the bid was confirmed."""

    bid_id = Id()
    confirmed_amendment = fields.Integer()


class AskedFileField(Request):
    """A file that the tender asks for; `needed` says whether a bid has to have it."""

    title = Text(max=LONGEST_TITLE, required=True)
    needed = YesOrNo(required=True)


class AskForFilesRequest(Request):
    """The files that the tender will ask for, in place of those it would have asked for."""

    files = fields.List(fields.Nested(AskedFileField), required=True, validate=validate.Length(max=MOST_FILES))


class AskForFilesResponse(Response):
    """The files that the tender will ask for."""

    files = fields.List(fields.Nested(AskedFileField))


class TenderResponse(Response):
    """The tender. `bids_count` is empty until the deadline has passed.

    `rules_sha256` is over the canonical JSON (RFC 8785) of `rules`, which are locked. Both are empty for older tenders.
    """

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
    questions_until = UtcTime(allow_none=True)
    urgent_because = fields.String()
    files = fields.List(fields.Nested(AskedFileField))
    rules = fields.Raw(metadata={"type": ["object", "null"]})
    rules_sha256 = fields.String(allow_none=True)
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
    files = fields.List(fields.Dict())
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
    file = fields.Dict(allow_none=True)
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
