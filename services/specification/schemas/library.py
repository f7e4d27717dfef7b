"""Shapes of the clause library: the same for a file that goes out and for one that comes in."""

from __future__ import annotations

from decimal import Decimal

from marshmallow import ValidationError, fields, validate

from services.specification.rules.changes import LONGEST_TEXT
from services.specification.rules.criteria import LONGEST_ANSWER, PANELS, SCORES
from services.specification.rules.drafts import MOST_CRITERIA
from services.specification.rules.library import FORMAT, LONGEST_NAME, MOST_BEFORE, OTHERS, WRITERS
from services.specification.rules.suggestions import LONGEST_WHY
from services.specification.rules.texts import LONGEST_HEADING, MOST_CLAUSES
from shared.web.schemas import ExactDecimalField, Id, Request, Response, StrictInt, Text, UtcTime

_NAMES = (*WRITERS.values(), OTHERS)


def _in_halves(score: Decimal) -> None:
    if score % Decimal("0.5"):
        raise ValidationError("This has to be in whole or half points.")


class CameFromField(Request):
    """Where words came from. young_share: how much of them young people wrote there, in whole percent."""

    council = Text(max=LONGEST_NAME, required=True)
    commission = Text(max=LONGEST_NAME, required=True)
    signed_on = fields.Date(required=True)
    young_share = fields.Integer(required=True, allow_none=True, strict=True, validate=validate.Range(0, 100))


class LibraryThing(Request):
    """What clauses and criteria have in common: who wrote them, by role, and where they came from before that."""

    written_by = fields.List(
        fields.String(validate=validate.OneOf(_NAMES)), required=True, validate=validate.Length(max=len(_NAMES)),
    )  # fmt: skip
    came_from = fields.List(
        fields.Nested(CameFromField), load_default=list, validate=validate.Length(max=MOST_BEFORE),
        metadata={"description": "the nearest first"},
    )  # fmt: skip


class LibraryClause(LibraryThing):
    """A clause. why: why it matters. young_share: how many of 100 of its characters young people wrote."""

    heading = Text(max=LONGEST_HEADING, required=True)
    text = Text(max=LONGEST_TEXT, multiline=True, required=True)
    why = Text(min=0, max=LONGEST_WHY, multiline=True, load_default="")
    young_share = StrictInt(min=0, max=100, required=True)


class LibraryCriterion(LibraryThing):
    """A criterion with its question, its weight among those of its panel, and six descriptors."""

    panel = fields.String(required=True, validate=validate.OneOf(PANELS))
    title = Text(max=200, required=True)
    question = Text(max=2000, multiline=True, required=True)
    guidance = Text(min=0, max=5000, multiline=True, load_default="")
    word_limit = StrictInt(min=1, max=LONGEST_ANSWER, required=True)
    weight = ExactDecimalField(places=2, min=Decimal(0), max=Decimal(100), required=True)
    descriptors = fields.List(
        Text(max=1000, multiline=True), required=True, validate=validate.Length(equal=SCORES),
        metadata={"description": "six texts, for the scores 0 to 5"},
    )  # fmt: skip
    minimum_score = ExactDecimalField(
        places=1, min=Decimal(0), max=Decimal(5), allow_none=True, load_default=None, validate=_in_halves
    )


class LibraryFile(Request):
    """Clauses and criteria of one signed text, to start another from. Nobody's name, seat or id is in it."""

    format = fields.String(
        required=True, validate=validate.OneOf([FORMAT], error=f"This has to be {FORMAT}: other files are not known.")
    )
    council = Text(max=LONGEST_NAME, required=True)
    commission = Text(max=LONGEST_NAME, required=True)
    signed_on = fields.Date(required=True)
    clauses = fields.List(fields.Nested(LibraryClause), required=True, validate=validate.Length(max=MOST_CLAUSES))
    criteria = fields.List(fields.Nested(LibraryCriterion), required=True, validate=validate.Length(max=MOST_CRITERIA))


class SourceResponse(Response):
    """A commission whose signed words can be used."""

    commission_id = Id(required=True)
    title = fields.String(required=True)
    signed_on = fields.Date(required=True)


class BringInRequest(Request):
    """What to use of a file: clauses and criteria by their numbers in it, from 1.

    An adult who adds to a text that is signed says why.
    """

    file = fields.Nested(LibraryFile, required=True)
    clauses = fields.List(StrictInt(min=1), load_default=list, validate=validate.Length(max=MOST_CLAUSES))
    criteria = fields.List(StrictInt(min=1), load_default=list, validate=validate.Length(max=MOST_CRITERIA))
    reason = Text(min=0, max=2000, multiline=True, load_default="")


class BroughtInResponse(Response):
    """That a clause or a criterion came from elsewhere. subject_id: of the clause or criterion."""

    subject_id = Id(required=True)
    came_from = fields.List(fields.Nested(CameFromField), required=True)
    brought_in_at = UtcTime(required=True)
