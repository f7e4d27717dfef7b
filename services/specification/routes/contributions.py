"""Routes of contributions: reading, answering, reporting and hiding. Each kind has routes of its own to add one."""

from __future__ import annotations

from typing import Any

from services.specification import schemas
from services.specification.queries.clauses import with_those_in_it
from services.specification.queries.commissions import commission_by_id
from services.specification.queries.contributions import contributions_at
from services.specification.routes.group import COMMISSION, INSIDE, routes
from services.specification.schemas.contributions import (
    AnswerContributionRequest,
    ContributionResponse,
    ContributionsQuery,
    HideContributionRequest,
    ReportContributionRequest,
)
from services.specification.use_cases.answer_contribution import answer_contribution
from services.specification.use_cases.hide_contribution import hide_contribution
from services.specification.use_cases.report_contribution import report_contribution
from shared.access import seats
from shared.roles import Role
from shared.web.routing import Act, Read

_ONE = f"{COMMISSION}/contributions/<uuid:contribution_id>"
_HOSTS = (Role.FACILITATOR, Role.COMMISSIONER)


@routes.read(
    f"{COMMISSION}/contributions", who=seats(*INSIDE), query=ContributionsQuery, gives=ContributionResponse, many=True,
    refusals=(404,),
)  # fmt: skip
def get_contributions(read: Read, query: dict[str, Any], commission_id: str) -> Any:
    """What people gave of one kind, with its answers; the newest 500, oldest first."""
    commission_by_id(read.session, commission_id)
    asked = query["subject_id"]
    subjects = with_those_in_it(read.session, asked) if asked is not None else []
    return contributions_at(read.session, commission_id, query["place"], read.caller, *subjects)


@routes.act(
    "POST", f"{_ONE}/answer", who=seats(*_HOSTS), takes=AnswerContributionRequest, gives=ContributionResponse,
    refusals=(404,),
)  # fmt: skip
def post_answer(act: Act, body: dict[str, Any], commission_id: str, contribution_id: str) -> Any:
    """Answer an idea or a suggestion: what came of it, and why."""
    return answer_contribution(
        act.session, commission_id=commission_id, contribution_id=contribution_id, **body, caller=act.caller,
        now=act.now,
    )  # fmt: skip


@routes.act(
    "POST", f"{_ONE}/reports", who=seats(*INSIDE), takes=ReportContributionRequest, gives=schemas.ReportResponse,
    status=201, refusals=(404,),
)  # fmt: skip
def post_contribution_report(act: Act, body: dict[str, Any], commission_id: str, contribution_id: str) -> Any:
    """Say that a contribution should not stand here. Facilitators and commissioners read it, without who said it."""
    return report_contribution(
        act.session, commission_id=commission_id, contribution_id=contribution_id, **body, caller=act.caller,
        now=act.now,
    )  # fmt: skip


@routes.act(
    "POST", f"{_ONE}/hiding", who=seats(*_HOSTS), takes=HideContributionRequest, gives=ContributionResponse,
    refusals=(404,),
)  # fmt: skip
def post_contribution_hiding(act: Act, body: dict[str, Any], commission_id: str, contribution_id: str) -> Any:
    """Hide a contribution, or show it again; the group is told why."""
    return hide_contribution(
        act.session, commission_id=commission_id, contribution_id=contribution_id, **body, caller=act.caller,
        now=act.now,
    )  # fmt: skip
