"""Shapes of ideas, their themes and groups."""

from __future__ import annotations

from marshmallow import fields, validate

from services.specification.rules.contributions import ANSWERS, LONGEST_CONTRIBUTION
from services.specification.rules.ideas import LONGEST_GROUP_NAME, LONGEST_THEME, MIXED, MOST_THEMES, ORDERS
from services.specification.schemas.contributions import ContributionResponse
from shared.web.schemas import Id, Request, Response, StrictInt, Text, YesOrNo

_MOST_AT_ONCE = 200


class ThemeResponse(Response):
    """A theme that ideas are sorted by."""

    theme_id = fields.String(required=True)
    name = fields.String(required=True)


class SetThemesRequest(Request):
    """The themes in their order. A theme that keeps its name keeps its ideas."""

    names = fields.List(
        Text(max=LONGEST_THEME, required=True), required=True, validate=validate.Length(min=1, max=MOST_THEMES)
    )


class IdeasQuery(Request):
    """Which ideas, in which order; words: that stand in them. A page has 50."""

    theme = fields.String(load_default="", validate=validate.Length(max=36))
    order = fields.String(load_default=MIXED, validate=validate.OneOf(list(ORDERS)))
    words = Text(min=0, max=100, load_default="")
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=1000))


class AddIdeaRequest(Request):
    """An idea, and its theme: the id of one, or `none`."""

    text = Text(max=LONGEST_CONTRIBUTION, multiline=True, required=True)
    theme = Text(max=36, required=True)


class GrownClauseResponse(Response):
    """A clause that grew from an idea."""

    clause_id = Id(required=True)
    number = StrictInt(required=True)


class IdeaResponse(Response):
    """An idea, how many seats support it, and what grew from it. supported: the caller's seat supports it."""

    idea = fields.Nested(ContributionResponse, required=True, attribute="given")
    theme = fields.String(required=True)
    supporters = fields.Integer(required=True)
    supported = fields.Boolean(required=True)
    group_id = fields.Function(
        lambda seen: seen.group.contribution_id if seen.group is not None else None,
        metadata={"type": ["string", "null"], "format": "uuid"},
    )
    clauses = fields.List(fields.Nested(GrownClauseResponse), required=True)


class SupportIdeaRequest(Request):
    """Support an idea, or no more."""

    supports = YesOrNo(required=True)


class GroupIdeasRequest(Request):
    """Put ideas into a group: a new one with a name, one that is there, or, where neither is said, none."""

    contribution_ids = fields.List(Id(required=True), required=True, validate=validate.Length(min=0, max=_MOST_AT_ONCE))
    group_id = Id(load_default=None, allow_none=True)
    name = Text(max=LONGEST_GROUP_NAME, load_default="")


class IdeaGroupResponse(Response):
    """A group of similar ideas. supporters: seats that support one of them or more, each counted once."""

    group = fields.Nested(ContributionResponse, required=True, attribute="given")
    ideas = fields.Integer(required=True)
    supporters = fields.Integer(required=True)
    answered = fields.Integer(required=True)


class AnswerIdeaGroupRequest(Request):
    """What came of these ideas, and why. Each writer is told."""

    answer = fields.String(required=True, validate=validate.OneOf(list(ANSWERS)))
    reason = Text(max=2000, multiline=True, required=True)


class LinkIdeaRequest(Request):
    """The clauses that grew from an idea, all of them."""

    clause_ids = fields.List(Id(required=True), required=True, validate=validate.Length(max=_MOST_AT_ONCE))
