"""Shapes of decisions and votes."""

from __future__ import annotations

from marshmallow import fields, validate

from services.specification.queries.deciding import VOTERS, YOUNG_PEOPLE
from services.specification.rules.deciding import (
    FINE,
    HIGHEST_QUORUM,
    HIGHEST_SCORE,
    LONGEST_OBJECTION,
    LONGEST_OPTION,
    LONGEST_QUESTION,
    MORE_THAN_HALF,
    MOST_DOTS,
    MOST_OPTIONS,
    NO,
    OBJECT,
    THRESHOLDS,
    WAYS,
    YES,
)
from shared.web.schemas import Id, Request, Response, StrictInt, Text, UtcTime, YesOrNo

_ABOUT = ("", "clause", "contribution")
_HIGHEST_NUMBER = max(MOST_DOTS, MOST_OPTIONS, HIGHEST_SCORE)


class OpenDecisionRequest(Request):
    """What the group decides, how, who takes part, and until when. about: clause, contribution, or nothing.

    threshold: of yes or no. dots, most_dots: that each seat has, and that one option may get from it (0: all).
    """

    way = fields.String(required=True, validate=validate.OneOf(list(WAYS)))
    question = Text(max=LONGEST_QUESTION, required=True)
    options = fields.List(
        Text(max=LONGEST_OPTION, required=True), load_default=list, validate=validate.Length(max=MOST_OPTIONS)
    )
    threshold = fields.String(load_default=MORE_THAN_HALF, validate=validate.OneOf(list(THRESHOLDS)))
    dots = StrictInt(max=MOST_DOTS, load_default=5)
    most_dots = StrictInt(max=MOST_DOTS, load_default=0)
    voters = fields.String(load_default=YOUNG_PEOPLE, validate=validate.OneOf(list(VOTERS)))
    quorum = StrictInt(min=1, max=HIGHEST_QUORUM, required=True)
    about = fields.String(load_default="", validate=validate.OneOf(_ABOUT))
    subject_id = Id(load_default=None, allow_none=True)
    closes_at = UtcTime(required=True)


class CastVoteRequest(Request):
    """One vote: abstains; or answer (fine or object with a reason, yes or no); or a number for each option."""

    abstains = YesOrNo(load_default=False)
    answer = fields.String(load_default="", validate=validate.OneOf(["", FINE, OBJECT, YES, NO]))
    reason = Text(max=LONGEST_OBJECTION, multiline=True, load_default="")
    numbers = fields.List(StrictInt(max=_HIGHEST_NUMBER), load_default=list, validate=validate.Length(max=MOST_OPTIONS))


class CloseDecisionRequest(Request):
    """Close it before its time; why, where not everybody has taken part."""

    reason = Text(max=2000, multiline=True, load_default="")


class StateOutcomeRequest(Request):
    """What the outcome means, and the day to look again."""

    words = Text(max=2000, multiline=True, required=True)
    look_again_on = fields.Date(required=True)


class DecisionResponse(Response):
    """A decision. my_vote: the caller's own. outcome, winners, numbers: once closed; numbers where five or more chose.

    enough: whether enough have taken part. numbers are exact fractions as text, such as 7/2.
    """

    decision_id = Id(required=True, attribute="decision.decision_id")
    way = fields.String(required=True, attribute="decision.way")
    question = fields.String(required=True, attribute="decision.question")
    options = fields.List(fields.String(), required=True, attribute="decision.options")
    threshold = fields.String(required=True, attribute="decision.threshold")
    dots = StrictInt(required=True, attribute="decision.dots")
    most_dots = StrictInt(required=True, attribute="decision.most_dots")
    voters = fields.String(required=True, attribute="decision.voters")
    quorum = StrictInt(required=True, attribute="decision.quorum")
    about = fields.String(required=True, attribute="decision.about")
    subject_id = Id(required=True, allow_none=True, attribute="decision.subject_id")
    subject_version = StrictInt(required=True, attribute="decision.subject_version")
    closes_at = UtcTime(required=True, attribute="decision.closes_at")
    closed_at = UtcTime(required=True, allow_none=True, attribute="decision.closed_at")
    enough = fields.Boolean(required=True)
    may_vote = fields.Boolean(required=True)
    my_vote = fields.Dict(required=True, allow_none=True, attribute="ballot")
    outcome = fields.String(required=True, allow_none=True)
    winners = fields.List(fields.Integer(), required=True)
    numbers = fields.List(fields.String(), required=True, allow_none=True)
    took_part = fields.Integer(required=True, allow_none=True)
    outcome_words = fields.String(required=True, attribute="decision.outcome_words")
    look_again_on = fields.Date(required=True, allow_none=True, attribute="decision.look_again_on")
