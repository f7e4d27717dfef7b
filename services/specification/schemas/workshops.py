"""Shapes of workshops, their sticky notes and slips."""

from __future__ import annotations

from marshmallow import fields, validate

from services.specification.rules.ideas import LONGEST_GROUP_NAME
from services.specification.rules.workshops import (
    BANDS,
    LONGEST_STICKY,
    MOST_OF_A_BAND,
    MOST_SLIPS_AT_ONCE,
    MOST_STICKIES_AT_ONCE,
)
from services.specification.schemas.ideas import GrownClauseResponse
from shared.web.schemas import Id, Request, Response, StrictInt, Text


class RecordWorkshopRequest(Request):
    """Where and when a workshop was, how many took part by age band, and what was asked."""

    venue = Text(max=100, required=True)
    held_on = fields.Date(required=True)
    took_part = fields.Dict(
        keys=fields.String(validate=validate.OneOf(BANDS)), values=StrictInt(max=MOST_OF_A_BAND), required=True,
        validate=validate.Length(min=1, max=len(BANDS)),
    )  # fmt: skip
    asked = Text(max=500, multiline=True, required=True)


class WorkshopResponse(Response):
    """A workshop. total and bands: how many took part, where that can be shown; ideas: how many came from it."""

    workshop_id = Id(required=True, attribute="workshop.workshop_id")
    venue = fields.String(required=True, attribute="workshop.venue")
    held_on = fields.Date(required=True, attribute="workshop.held_on")
    asked = fields.String(required=True, attribute="workshop.asked")
    total = fields.Integer(required=True, allow_none=True, attribute="numbers.total")
    bands = fields.Dict(
        keys=fields.String(), values=fields.Integer(), required=True, allow_none=True, attribute="numbers.bands"
    )
    ideas = fields.Integer(required=True)


class WorkshopIdResponse(Response):
    """The workshop that was recorded."""

    workshop_id = Id(required=True)


class RecordStickiesRequest(Request):
    """What was written on sticky notes. heading: with one, they are a group of that name."""

    stickies = fields.List(
        Text(max=LONGEST_STICKY, required=True), required=True,
        validate=validate.Length(min=1, max=MOST_STICKIES_AT_ONCE),
    )  # fmt: skip
    theme = Text(max=36, required=True)
    heading = Text(max=LONGEST_GROUP_NAME, load_default="")


class MakeSlipsRequest(Request):
    """How many slips."""

    number = StrictInt(min=1, max=MOST_SLIPS_AT_ONCE, required=True)


class SlipsResponse(Response):
    """The codes, told this once."""

    codes = fields.List(fields.String(), required=True)


class SlipRequest(Request):
    """The code on a slip."""

    code = Text(max=40, required=True)


class StickyOutcomeResponse(Response):
    """One sticky note, its answer, and the parts of the text that grew from it."""

    text = fields.String(required=True, attribute="given.text")
    answer = fields.String(required=True, allow_none=True, attribute="given.answer")
    answer_words = fields.String(required=True, attribute="given.answer_words")
    clauses = fields.List(fields.Nested(GrownClauseResponse), required=True)
