"""Routes of criteria that are being written, one by one."""

from __future__ import annotations

from typing import Any

from services.specification.queries.commissions import commission_by_id
from services.specification.queries.criteria import drafts_of
from services.specification.routes.group import COMMISSION, INSIDE, WRITERS, routes
from services.specification.schemas import CriteriaResponse, ReportResponse
from services.specification.schemas.drafts import (
    DraftCriterionResponse,
    HideCriterionRequest,
    ReportCriterionRequest,
    SetDraftedCriteriaRequest,
    TakeOutCriterionRequest,
    WeighCriteriaRequest,
    WriteCriterionRequest,
)
from services.specification.use_cases.hide_criterion import hide_criterion
from services.specification.use_cases.report_criterion import report_criterion
from services.specification.use_cases.set_drafted_criteria import set_drafted_criteria
from services.specification.use_cases.take_out_criterion import take_out_criterion
from services.specification.use_cases.weigh_criteria import weigh_criteria
from services.specification.use_cases.write_criterion import write_criterion
from shared.access import seats
from shared.canonical import plain
from shared.roles import Role
from shared.web.routing import Act, Read

_HOSTS = (Role.FACILITATOR, Role.COMMISSIONER)
_DRAFTS = f"{COMMISSION}/draft-criteria"


@routes.read(_DRAFTS, who=seats(*INSIDE), gives=DraftCriterionResponse, many=True, refusals=(404,))
def get_drafts(read: Read, commission_id: str) -> Any:
    """The criteria that are being written, panel by panel."""
    commission_by_id(read.session, commission_id)
    return drafts_of(read.session, commission_id)


@routes.act(
    "POST", _DRAFTS, who=seats(*WRITERS), takes=WriteCriterionRequest, gives=DraftCriterionResponse, status=201,
    refusals=(404,),
)  # fmt: skip
def post_draft(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Begin a criterion. Where a facilitator reads words first, it waits."""
    wanted = {**plain(body), "version": 0}
    return write_criterion(act.session, commission_id=commission_id, **wanted, caller=act.caller, now=act.now)


@routes.act(
    "PUT", f"{_DRAFTS}/<uuid:criterion_id>", who=seats(*WRITERS), takes=WriteCriterionRequest,
    gives=DraftCriterionResponse, refusals=(404,),
)  # fmt: skip
def put_draft(act: Act, body: dict[str, Any], commission_id: str, criterion_id: str) -> Any:
    """Change the words of a criterion."""
    return write_criterion(
        act.session, commission_id=commission_id, criterion_id=criterion_id, **plain(body), caller=act.caller,
        now=act.now,
    )  # fmt: skip


@routes.act(
    "POST", f"{_DRAFTS}/<uuid:criterion_id>/removal", who=seats(*WRITERS), takes=TakeOutCriterionRequest,
    gives=DraftCriterionResponse, refusals=(404,),
)  # fmt: skip
def post_draft_removal(act: Act, body: dict[str, Any], commission_id: str, criterion_id: str) -> Any:
    """Take a criterion out."""
    return take_out_criterion(
        act.session, commission_id=commission_id, criterion_id=criterion_id, **body, caller=act.caller, now=act.now
    )


@routes.act(
    "PUT", f"{_DRAFTS}/weights", who=seats(*WRITERS), takes=WeighCriteriaRequest, gives=DraftCriterionResponse,
    many=True,
)  # fmt: skip
def put_weights(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Weigh the criteria of one panel. Together they are 100."""
    return weigh_criteria(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)


@routes.act(
    "POST", f"{_DRAFTS}/setting", who=seats(*WRITERS), takes=SetDraftedCriteriaRequest, gives=CriteriaResponse,
)  # fmt: skip
def post_setting(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Make what was written the criteria of the commission, once nothing is missing."""
    return set_drafted_criteria(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)


@routes.act(
    "POST", f"{_DRAFTS}/<uuid:criterion_id>/reports", who=seats(*INSIDE), takes=ReportCriterionRequest,
    gives=ReportResponse, status=201, refusals=(404,),
)  # fmt: skip
def post_draft_report(act: Act, body: dict[str, Any], commission_id: str, criterion_id: str) -> Any:
    """Say that the words of a criterion should not stand here."""
    return report_criterion(
        act.session, commission_id=commission_id, criterion_id=criterion_id, **body, caller=act.caller, now=act.now
    )


@routes.act(
    "POST", f"{_DRAFTS}/<uuid:criterion_id>/hiding", who=seats(*_HOSTS), takes=HideCriterionRequest,
    gives=DraftCriterionResponse, refusals=(404,),
)  # fmt: skip
def post_draft_hiding(act: Act, body: dict[str, Any], commission_id: str, criterion_id: str) -> Any:
    """Hide a criterion. The group is told why."""
    return hide_criterion(
        act.session, commission_id=commission_id, criterion_id=criterion_id, **body, caller=act.caller, now=act.now
    )
