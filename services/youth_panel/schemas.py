"""Shapes of what comes in and goes out."""

from __future__ import annotations

from marshmallow import fields, validate

from shared.web.schemas import ExactDecimalField, Id, Request, Response, StrictInt, Text, UtcTime, YesOrNo

LONGEST_REASON = 2_000
MOST_SEATS = 100
MOST_CRITERIA = 100


def _reason(longest: int = LONGEST_REASON) -> Text:
    return Text(max=longest, multiline=True, required=True)


class FormPanelRequest(Request):
    """The seats that will score: at least three young people, and evaluators where adults have criteria."""

    young_people = fields.List(Id(), required=True, validate=validate.Length(min=1, max=MOST_SEATS))
    adults = fields.List(Id(), required=True, validate=validate.Length(max=MOST_SEATS))


class PracticeRequest(Request):
    """A score of the practice bid, 0 to 5, and the reason for it."""

    score = StrictInt(min=0, max=5, required=True)
    reason = _reason()


class DeclarationRequest(Request):
    """Whether the caller's seat has a tie to an organisation. `words` say what it is, or that there is none."""

    organisation_id = Id(required=True)
    conflict = YesOrNo(required=True)
    words = _reason()


class RecusalRequest(Request):
    """Taking a seat out of the judging of one organisation. A facilitator names the seat; a seat only itself."""

    organisation_id = Id(required=True)
    seat_id = Id(load_default=None)
    reason = _reason()


class OwnScoreSchema(Request):
    """One own score, 0 to 5, with its reason and where in the bid it points."""

    criterion_id = Id(required=True)
    score = StrictInt(min=0, max=5, required=True)
    reason = _reason()
    points_to = Text(max=1_000, multiline=True, required=True)


class ScoresRequest(Request):
    """One score for each criterion of the caller's panel, all at once; they stand once handed in."""

    scores = fields.List(
        fields.Nested(OwnScoreSchema), required=True, validate=validate.Length(min=1, max=MOST_CRITERIA)
    )


class ReasonRequest(Request):
    """The reason for what is being done."""

    reason = _reason()


class MovementSchema(Request):
    """Why a seat moved from its own score to the agreed one."""

    seat_id = Id(required=True)
    why = _reason()


class DissentSchema(Request):
    """Why a seat does not share the agreed score, in its own words."""

    seat_id = Id(required=True)
    reason = _reason()


class AgreedScoreRequest(Request):
    """An agreed score, a whole or half point as text ("3.5"), with its reason.

    `replaces_version` is 0 for the first, and the current version where a score is agreed anew.
    """

    criterion_id = Id(required=True)
    score = ExactDecimalField(places=1, required=True)
    reason = _reason()
    movements = fields.List(fields.Nested(MovementSchema), load_default=list, validate=validate.Length(max=MOST_SEATS))
    dissents = fields.List(fields.Nested(DissentSchema), load_default=list, validate=validate.Length(max=MOST_SEATS))
    replaces_version = StrictInt(min=0, load_default=0)


class LockRequest(Request):
    """The chair's sign-off, in words."""

    words = _reason()


class VoteRequest(Request):
    """A vote for one bid. The reason is published without the seat if the bid is chosen."""

    bid_id = Id(required=True)
    reason = _reason(500)


class SeatResponse(Response):
    """A seat of the panel."""

    seat_id = fields.String(required=True)
    active = fields.Boolean(required=True)
    practised = fields.Boolean(required=True)


class PanelPartResponse(Response):
    """One of the two panels: young_people or adults."""

    panel = fields.String(required=True)
    seats = fields.List(fields.Nested(SeatResponse), required=True)
    criterion_ids = fields.List(fields.String(), required=True)


class PanelResponse(Response):
    """Who scores what, and whether the agreed scores are locked."""

    commission_id = fields.String(required=True)
    formed_at = UtcTime(required=True)
    locked_at = UtcTime(required=True, allow_none=True)
    sign_off = fields.String(required=True, allow_none=True)
    agreed_sha256 = fields.String(required=True, allow_none=True)
    panels = fields.List(fields.Nested(PanelPartResponse), required=True)


class PracticeResponse(Response):
    """The practice bid, and what the caller's seat thought of it."""

    question = fields.String(required=True)
    text = fields.String(required=True)
    descriptors = fields.List(fields.String(), required=True)
    hint = fields.String(required=True)
    finished_at = UtcTime(required=True, allow_none=True)
    score = fields.Integer(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)


class ProviderResponse(Response):
    """An organisation that bid, and what the caller's seat has declared of it; nothing links it to a label."""

    organisation_id = fields.String(required=True)
    name = fields.String(required=True)
    declared = fields.Boolean(required=True)
    conflict = fields.Boolean(required=True, allow_none=True)


class AnswerResponse(Response):
    """A bid's answer to the question of one criterion."""

    criterion_id = fields.String(required=True)
    text = fields.String(required=True)


class BidResponse(Response):
    """An opened bid under its label. Name and price are empty until the scores are locked."""

    bid_id = fields.String(required=True)
    label = fields.String(required=True)
    answers = fields.List(fields.Nested(AnswerResponse), required=True)
    revealed = fields.Boolean(required=True)
    handed_in = fields.Boolean(required=True)
    abstained = fields.Boolean(required=True)
    provider_name = fields.String(required=True, allow_none=True)
    price = ExactDecimalField(required=True, allow_none=True)


class OwnScoreResponse(Response):
    """One own score."""

    criterion_id = fields.String(required=True)
    score = fields.Integer(required=True)
    reason = fields.String(required=True)
    points_to = fields.String(required=True)


class SheetResponse(Response):
    """A seat's scores of one bid. SHA-256 over the canonical JSON of {seat_id, bid_id, scores, salt} is `sha256`."""

    seat_id = fields.String(required=True)
    scores = fields.List(fields.Nested(OwnScoreResponse), required=True)
    salt = fields.String(required=True)
    sha256 = fields.String(required=True)
    scored_at = UtcTime(required=True)


class AbstentionResponse(Response):
    """A seat that did not score a bid, and why."""

    seat_id = fields.String(required=True)
    reason = fields.String(required=True)


class ScoresResponse(Response):
    """The caller's own scores of a bid; everybody's once revealed. `waiting_for` is for the chair only."""

    bid_id = fields.String(required=True)
    revealed = fields.Boolean(required=True)
    mine = fields.Nested(SheetResponse, required=True, allow_none=True)
    my_abstention = fields.String(required=True, allow_none=True)
    waiting_for = fields.List(fields.String(), required=True)
    scores = fields.List(fields.Nested(SheetResponse), required=True)
    abstentions = fields.List(fields.Nested(AbstentionResponse), required=True)


class MovementResponse(Response):
    """A seat's way from its own score to the agreed one."""

    seat_id = fields.String(required=True)
    moved_from = fields.String(required=True)
    moved_to = fields.String(required=True)
    why = fields.String(required=True)


class AgreedScoreResponse(Response):
    """An agreed score. `stands` is false where a recusal made it void, so that it has to be agreed anew."""

    bid_id = fields.String(required=True)
    criterion_id = fields.String(required=True)
    panel = fields.String(required=True)
    score = ExactDecimalField(required=True)
    reason = fields.String(required=True)
    movements = fields.List(fields.Nested(MovementResponse), required=True)
    dissents = fields.List(fields.Nested(AbstentionResponse), required=True)
    version = fields.Integer(required=True)
    agreed_at = UtcTime(required=True)
    stands = fields.Boolean(required=True)


class ModerationItemResponse(Response):
    """How far own scores of one bid on one criterion lie apart: highest less lowest, and their variance."""

    bid_id = fields.String(required=True)
    label = fields.String(required=True)
    criterion_id = fields.String(required=True)
    gap = fields.Integer(required=True)
    variance = ExactDecimalField(places=6, required=True)
    scored = fields.Integer(required=True)
    agreed = fields.Boolean(required=True)


class MissingResponse(Response):
    """One thing that the record lacks; ids that do not apply are left out."""

    kind = fields.String(required=True)
    what = fields.String(required=True)
    bid_id = fields.String()
    label = fields.String()
    criterion_id = fields.String()
    seat_id = fields.String()


class CompletenessResponse(Response):
    """Everything that the record lacks before it can be locked."""

    complete = fields.Boolean(required=True)
    ready_to_lock = fields.Boolean(required=True)
    missing = fields.List(fields.Nested(MissingResponse), required=True)


class PanelScoreResponse(Response):
    """The score, 0 to 100, of one part: young_people, adults or price."""

    panel = fields.String(required=True)
    score = fields.String(required=True)


class RankedBidResponse(Response):
    """A bid's place. `total` has six places, `total_shown` two; both are rounded half up from exact fractions."""

    bid_id = fields.String(required=True)
    label = fields.String(required=True)
    place = fields.Integer(required=True, allow_none=True)
    total = fields.String(required=True)
    total_shown = fields.String(required=True)
    panel_scores = fields.List(fields.Nested(PanelScoreResponse), required=True)
    excluded_because = fields.String(required=True)
    provider_name = fields.String(required=True)
    price = ExactDecimalField(required=True)


class WithoutPanelResponse(Response):
    """Who would be first without one part."""

    panel = fields.String(required=True)
    bid_id = fields.String(required=True, allow_none=True)


class DeviationResponse(Response):
    """How far own scores lay apart on one criterion."""

    criterion_id = fields.String(required=True)
    standard_deviation = fields.String(required=True)


class SensitivityResponse(Response):
    """What would have changed the winner."""

    without_panel = fields.List(fields.Nested(WithoutPanelResponse), required=True)
    smallest_share_that_changes = fields.String(required=True, allow_none=True)
    decisive_seats = fields.List(fields.String(), required=True)
    deviations = fields.List(fields.Nested(DeviationResponse), required=True)


class RankingResponse(Response):
    """The ranking by the published rules."""

    ranking = fields.List(fields.Nested(RankedBidResponse), required=True)
    tie_broken_by = fields.String(required=True)
    sensitivity = fields.Nested(SensitivityResponse, required=True)
    made_at = UtcTime(required=True)


class TallyResponse(Response):
    """How many votes a bid had in a closed round."""

    bid_id = fields.String(required=True)
    votes = fields.Integer(required=True)


class RoundResponse(Response):
    """A closed round of voting, and what the commissioner made of it."""

    round = fields.Integer(required=True)
    bid_id = fields.String(required=True)
    label = fields.String(required=True)
    votes_for = fields.Integer(required=True)
    votes_cast = fields.Integer(required=True)
    reason = fields.String(required=True)
    chosen_at = UtcTime(required=True)
    confirmed_at = UtcTime(required=True, allow_none=True)
    declined_at = UtcTime(required=True, allow_none=True)
    decision_reason = fields.String(required=True, allow_none=True)
    votes = fields.List(fields.Nested(TallyResponse), required=True)


class ChoiceResponse(Response):
    """Where the choice stands. What others voted is hidden while a round is open."""

    round = fields.Integer(required=True)
    open = fields.Boolean(required=True)
    quorum = fields.Integer(required=True)
    votes_cast = fields.Integer(required=True)
    my_vote = fields.String(required=True, allow_none=True)
    rounds = fields.List(fields.Nested(RoundResponse), required=True)
