"""Shapes of requests and responses."""

from __future__ import annotations

from decimal import Decimal

from marshmallow import fields, validate

from services.specification.rules.changes import LONGEST_TEXT, MOST_SECTIONS
from services.specification.rules.criteria import LONGEST_ANSWER, PANELS, SCORES
from services.specification.rules.live import MOST_CHANGES_SENT
from services.specification.rules.plan import CURRENCIES, LADDER, PRICE_FORMULAS, REGIMES
from shared.web.schemas import ExactDecimalField, Id, Request, Response, StrictInt, Text, UtcTime, YesOrNo
from shared.wording import WHY


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


class DraftClauseRequest(Request):
    """Draft a clause. An adult who adds one to a text that is signed says why."""

    heading = Text(max=200, required=True)
    text = Text(max=10_000, multiline=True, required=True)
    reason = Text(min=0, max=2000, multiline=True, load_default="")


class EditClauseRequest(DraftClauseRequest):
    """Change a clause; `version` is the one that was read. An adult who changes what is agreed says why."""

    version = StrictInt(min=1, required=True)


class AgreeClauseRequest(Request):
    """Agree a clause; the reason says how the group decided."""

    version = StrictInt(min=1, required=True)
    reason = Text(max=2000, multiline=True, required=True)


class ClauseTextResponse(Response):
    """A clause as it stands in the text that is signed; `drafted_by` is the seat that wrote these words."""

    clause_id = Id(required=True)
    number = fields.Integer(required=True)
    heading = fields.String(required=True)
    text = fields.String(required=True)
    drafted_by = Id(required=True)
    drafted_by_role = fields.String(required=True)


class ClauseResponse(ClauseTextResponse):
    """A clause as it stands, and whether it is agreed.

    being_checked: a facilitator reads these words before others do; a new clause has no number yet. hidden: it is no
    part of the text, and only those who can show it again read its words.
    """

    being_checked = fields.Boolean(dump_default=False)
    hidden = fields.Boolean(dump_default=False)

    version = fields.Integer(required=True)
    agreed_version = fields.Integer(required=True, allow_none=True)
    agreed_at = UtcTime(required=True, allow_none=True)


class ClauseVersionResponse(Response):
    """One version of a clause, with the seat that wrote it and why."""

    version = fields.Integer(required=True)
    heading = fields.String(required=True)
    text = fields.String(required=True)
    seat_id = Id(required=True)
    role = fields.String(required=True)
    reason = fields.String(required=True)
    written_at = UtcTime(required=True)
    hidden = fields.Boolean(required=True)


_COUNT = {"type": "integer", "minimum": 0}
_LINE = {"type": "string", "maxLength": LONGEST_TEXT}
_PART = {"oneOf": [{**_COUNT, "minimum": 1}, {"type": "array", "minItems": 1, "items": {"oneOf": [_COUNT, _LINE]}}]}


class ChangeField(Request):
    """One change to the words, and what its writer calls it.

    change: a list that walks the words from their beginning to their end, in UTF-16 code units. 5 keeps five; [2] takes
    two away; [2, "one line", "another"] puts these lines in the place of two.
    """

    key = fields.String(
        required=True, validate=validate.Regexp(r"^[A-Za-z0-9-]{1,60}$", error="Use letters and digits.")
    )
    change = fields.List(fields.Raw(metadata=_PART), required=True, validate=validate.Length(max=MOST_SECTIONS))


class WriteTogetherRequest(Request):
    """Changes made on the words after the change with this number; 0 is before any.

    Each is of the words that the one before it left.
    """

    number = StrictInt(required=True)
    changes = fields.List(
        fields.Nested(ChangeField), required=True, validate=validate.Length(min=1, max=MOST_CHANGES_SENT)
    )


class ChangesQuery(Request):
    """After which change; 0 is before any."""

    after = fields.Integer(required=True, validate=validate.Range(min=0, max=2**31 - 1))


class ChangeResponse(Response):
    """One change to the words, as it came to stand, and the seat that sent it."""

    number = fields.Integer(required=True)
    key = fields.String(required=True)
    change = fields.List(fields.Raw(metadata=_PART), required=True)
    seat_id = Id(required=True)


class ChangesResponse(Response):
    """Changes, in order."""

    changes = fields.List(fields.Nested(ChangeResponse), required=True)


class PassageResponse(Response):
    """So many UTF-16 code units of the words, and the seat that wrote them."""

    units = fields.Integer(required=True)
    seat_id = Id(required=True)


class LiveWordsResponse(Response):
    """The words as they are being written. kept: whether the current version holds them."""

    number = fields.Integer(required=True)
    text = fields.String(required=True)
    kept = fields.Boolean(required=True)
    passages = fields.List(fields.Nested(PassageResponse), required=True)


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
