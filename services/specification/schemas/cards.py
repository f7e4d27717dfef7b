"""Shapes of what stands on a clause's card beside its words."""

from __future__ import annotations

from marshmallow import fields

from services.specification.rules.changes import LONGEST_TEXT
from services.specification.rules.contributions import LONGEST_CONTRIBUTION
from services.specification.rules.suggestions import LONGEST_MEANING, LONGEST_WHY, LONGEST_WORD
from services.specification.schemas.contributions import ContributionResponse
from shared.web.schemas import Request, Response, StrictInt, Text, YesOrNo


class AddCommentRequest(Request):
    """Say something about a clause. Everybody inside reads it."""

    text = Text(max=LONGEST_CONTRIBUTION, multiline=True, required=True)


class SayWhyRequest(Request):
    """Say why a clause matters."""

    text = Text(max=LONGEST_WHY, multiline=True, required=True)


class ExplainWordRequest(Request):
    """Say what a hard word means."""

    word = Text(max=LONGEST_WORD, required=True)
    meaning = Text(max=LONGEST_MEANING, required=True)


class SuggestChangeRequest(Request):
    """What you would make of a clause, and why. number: the number of the words that you had before you."""

    text = Text(max=LONGEST_TEXT, multiline=True, required=True)
    number = StrictInt(min=0, required=True)
    why = Text(max=LONGEST_WHY, multiline=True, required=True)


class DecideSuggestionRequest(Request):
    """Take a suggestion into the text, or decline it. The reason says how the group decided; the writer is told."""

    takes = YesOrNo(required=True)
    reason = Text(max=2000, multiline=True, required=True)


class SuggestionResponse(Response):
    """A suggestion: the sentences it is about, as they were and as they would be. fits: it can be taken now.

    withheld: words that it rests on are hidden now, so that neither is shown.
    """

    given = fields.Nested(ContributionResponse, required=True)
    why = fields.String(required=True)
    version = fields.Integer(required=True)
    old = fields.String(required=True)
    new = fields.String(required=True)
    fits = fields.Boolean(required=True)
    withheld = fields.Boolean(required=True)


class HardWordResponse(Response):
    """A hard word, and what somebody says it means."""

    given = fields.Nested(ContributionResponse, required=True)
    word = fields.String(required=True)
    meaning = fields.String(required=True)
