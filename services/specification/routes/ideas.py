"""Routes of ideas: giving, supporting and grouping them, their themes, and the clauses they grew into."""

from __future__ import annotations

from typing import Any

from services.specification.queries.clauses import clause_of
from services.specification.queries.commissions import commission_by_id
from services.specification.queries.ideas import find_ideas, groups_seen, ideas_of_clause, seen, themes_of
from services.specification.routes.group import COMMISSION, INSIDE, WRITERS, routes
from services.specification.schemas.contributions import ContributionResponse
from services.specification.schemas.ideas import (
    AddIdeaRequest,
    AnswerIdeaGroupRequest,
    GroupIdeasRequest,
    GrownClauseResponse,
    IdeaGroupResponse,
    IdeaResponse,
    IdeasQuery,
    LinkIdeaRequest,
    SetThemesRequest,
    SupportIdeaRequest,
    ThemeResponse,
)
from services.specification.use_cases.add_idea import add_idea
from services.specification.use_cases.answer_idea_group import answer_idea_group
from services.specification.use_cases.group_ideas import group_ideas
from services.specification.use_cases.link_idea import link_idea
from services.specification.use_cases.set_themes import set_themes
from services.specification.use_cases.support_idea import support_idea
from shared.access import seats
from shared.roles import Role
from shared.web.routing import Act, Read

_IDEA = f"{COMMISSION}/ideas/<uuid:contribution_id>"
_HOSTS = (Role.FACILITATOR, Role.COMMISSIONER)
_GROUPERS = (Role.YOUNG_PERSON, Role.FACILITATOR)


def _themes(themes: dict[str, str]) -> list[dict[str, str]]:
    return [{"theme_id": theme_id, "name": name} for theme_id, name in themes.items()]


@routes.read(f"{COMMISSION}/themes", who=seats(*INSIDE), gives=ThemeResponse, many=True, refusals=(404,))
def get_themes(read: Read, commission_id: str) -> Any:
    """The themes that ideas are sorted by, in their order."""
    commission_by_id(read.session, commission_id)
    return _themes(themes_of(read.session, commission_id))


@routes.act(
    "PUT", f"{COMMISSION}/themes", who=seats(*_HOSTS), takes=SetThemesRequest, gives=ThemeResponse, many=True,
)  # fmt: skip
def put_themes(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Set the themes. Ideas of a theme that is gone stand under none."""
    names = "\n".join(body["names"])
    return _themes(set_themes(act.session, commission_id=commission_id, names=names, caller=act.caller, now=act.now))


@routes.read(
    f"{COMMISSION}/ideas", who=seats(*INSIDE), query=IdeasQuery, gives=IdeaResponse, many=True, refusals=(404,)
)
def get_ideas(read: Read, query: dict[str, Any], commission_id: str) -> Any:
    """A page of 50 ideas, theme by theme: mixed (another order for each reader and day), newest or most supported."""
    commission_by_id(read.session, commission_id)
    return find_ideas(read.session, commission_id, read.caller, read.now, **query).ideas


@routes.act(
    "POST", f"{COMMISSION}/ideas", who=seats(*WRITERS), takes=AddIdeaRequest, gives=ContributionResponse, status=201,
)  # fmt: skip
def post_idea(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Give an idea. Where a facilitator reads words first, it waits."""
    return add_idea(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)


@routes.act(
    "PUT", f"{_IDEA}/support", who=seats(Role.YOUNG_PERSON), takes=SupportIdeaRequest, gives=IdeaResponse,
    refusals=(404,),
)  # fmt: skip
def put_support(act: Act, body: dict[str, Any], commission_id: str, contribution_id: str) -> Any:
    """Support an idea, or no more: once for each young person's seat. Nobody is told who does."""
    given = support_idea(
        act.session, commission_id=commission_id, contribution_id=contribution_id, **body, caller=act.caller,
        now=act.now,
    )  # fmt: skip
    return seen(act.session, commission_id, [given], act.caller)[0]


@routes.act(
    "PUT", f"{_IDEA}/clauses", who=seats(*WRITERS), takes=LinkIdeaRequest, gives=GrownClauseResponse, many=True,
    refusals=(404,),
)  # fmt: skip
def put_grown_clauses(act: Act, body: dict[str, Any], commission_id: str, contribution_id: str) -> Any:
    """Say which clauses grew from an idea, or from a group of ideas: these, and no others."""
    return link_idea(
        act.session, commission_id=commission_id, contribution_id=contribution_id, **body, caller=act.caller,
        now=act.now,
    )  # fmt: skip


@routes.read(
    f"{COMMISSION}/clauses/<uuid:clause_id>/ideas", who=seats(*INSIDE), gives=ContributionResponse, many=True,
    refusals=(404,),
)  # fmt: skip
def get_clause_ideas(read: Read, commission_id: str, clause_id: str) -> Any:
    """The ideas that a clause grew from, the oldest first."""
    clause_of(read.session, commission_id, clause_id)
    return ideas_of_clause(read.session, clause_id)


@routes.read(f"{COMMISSION}/idea-groups", who=seats(*INSIDE), gives=IdeaGroupResponse, many=True, refusals=(404,))
def get_idea_groups(read: Read, commission_id: str) -> Any:
    """The groups of similar ideas, in the order in which they were made."""
    commission_by_id(read.session, commission_id)
    return groups_seen(read.session, commission_id, read.caller)


@routes.act(
    "POST", f"{COMMISSION}/idea-groups", who=seats(*_GROUPERS), takes=GroupIdeasRequest, gives=IdeaGroupResponse,
    many=True, refusals=(404,),
)  # fmt: skip
def post_idea_group(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Put ideas into a new group, one that is there, or none. Return all groups. A new name may be read first."""
    group_ideas(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)
    return groups_seen(act.session, commission_id, act.caller)


@routes.act(
    "POST", f"{COMMISSION}/idea-groups/<uuid:contribution_id>/answer", who=seats(*_HOSTS),
    takes=AnswerIdeaGroupRequest, gives=ContributionResponse, many=True, refusals=(404,),
)  # fmt: skip
def post_group_answer(act: Act, body: dict[str, Any], commission_id: str, contribution_id: str) -> Any:
    """Answer every idea of a group: what came of it, and why."""
    return answer_idea_group(
        act.session, commission_id=commission_id, contribution_id=contribution_id, **body, caller=act.caller,
        now=act.now,
    )  # fmt: skip
