"""Shapes of surveys."""

from __future__ import annotations

from marshmallow import fields, validate

from services.specification.rules.surveys import (
    KINDS,
    LONGEST_CHOICE,
    LONGEST_WORDS,
    MOST_CHOICES,
    MOST_QUESTIONS,
    WAYS,
)
from shared.web.schemas import Id, Request, Response, Text, UtcTime, YesOrNo


class QuestionField(Request):
    """What is asked, and how it is answered. choices: 2 to 20 where people choose from a list, else none."""

    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    words = Text(max=LONGEST_WORDS, required=True)
    choices = fields.List(
        Text(max=LONGEST_CHOICE, required=True), required=True, validate=validate.Length(max=MOST_CHOICES)
    )


class DraftSurveyRequest(Request):
    """A survey, with its questions as far as they are known."""

    title = Text(max=100, required=True)
    intro = Text(max=1000, multiline=True, required=True)
    asks_age = YesOrNo(required=True)
    questions = fields.List(
        fields.Nested(QuestionField), load_default=list, validate=validate.Length(max=MOST_QUESTIONS)
    )


class OpenSurveyRequest(Request):
    """How people come to it. words_hash: of the words that were read."""

    way = fields.String(required=True, validate=validate.OneOf(list(WAYS)))
    words_hash = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}$"))


class QuestionResponse(Response):
    """A question."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    words = fields.String(required=True)
    choices = fields.List(fields.String(), required=True)


class SurveyResponse(Response):
    """A survey, without its code. results: what is told of the answers, once it is closed."""

    survey_id = Id(required=True)
    title = fields.String(required=True)
    intro = fields.String(required=True)
    asks_age = fields.Boolean(required=True)
    questions = fields.List(fields.Nested(QuestionResponse), required=True)
    words_hash = fields.String(required=True)
    way = fields.String(required=True)
    opened_at = UtcTime(required=True, allow_none=True)
    closed_at = UtcTime(required=True, allow_none=True)
    results = fields.Dict(required=True)
