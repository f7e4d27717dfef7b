"""Routes of texts that are read first, reported or hidden."""

from __future__ import annotations

from typing import Any

from services.specification import schemas
from services.specification.queries.checking import reports_of, waiting_texts
from services.specification.routes.group import COMMISSION, INSIDE, routes
from services.specification.use_cases.check_text import check_text
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.report_text import report_text
from services.specification.use_cases.set_checking import set_checking
from services.specification.use_cases.settle_report import settle_report
from shared.access import seats
from shared.roles import Role
from shared.web.routing import Act, Read


@routes.act(
    "PUT", f"{COMMISSION}/checking", who=seats(Role.COMMISSIONER), takes=schemas.SetTextCheckingRequest,
    gives=schemas.CommissionResponse, refusals=(404,),
)  # fmt: skip
def put_text_checking(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Say whether a facilitator reads what under-16s write before others do, from now on."""
    return set_checking(
        act.session, commission_id=commission_id, checks=body["checks_young_texts"], caller=act.caller, now=act.now
    )


@routes.read(
    f"{COMMISSION}/waiting-texts", who=seats(Role.YOUNG_PERSON, Role.FACILITATOR), gives=schemas.WaitingTextResponse,
    many=True,
)  # fmt: skip
def get_waiting_texts(read: Read, commission_id: str) -> Any:
    """What waits to be read by a facilitator: facilitators see all, a young person their own; the newest 200."""
    return waiting_texts(read.session, commission_id, read.caller)


@routes.act(
    "POST", f"{COMMISSION}/waiting-texts/<uuid:text_id>/check", who=seats(Role.FACILITATOR),
    takes=schemas.CheckTextRequest, gives=schemas.WaitingTextResponse, refusals=(404,),
)  # fmt: skip
def post_check(act: Act, body: dict[str, Any], commission_id: str, text_id: str) -> Any:
    """Let a young person's text through to the others, or give it back with a reason of the list."""
    return check_text(act.session, commission_id=commission_id, text_id=text_id, **body, caller=act.caller, now=act.now)


@routes.act(
    "POST", f"{COMMISSION}/clauses/<uuid:clause_id>/reports", who=seats(*INSIDE), takes=schemas.ReportTextRequest,
    gives=schemas.ReportResponse, status=201, refusals=(404,),
)  # fmt: skip
def post_report(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Say that a text should not stand here. Facilitators and commissioners read it, without who said it."""
    return report_text(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )


@routes.read(
    f"{COMMISSION}/reports", who=seats(Role.FACILITATOR, Role.COMMISSIONER), gives=schemas.ReportResponse, many=True
)
def get_reports(read: Read, commission_id: str) -> Any:
    """What was reported, the newest 200, newest first."""
    return reports_of(read.session, commission_id)


@routes.act(
    "POST", f"{COMMISSION}/reports/<uuid:report_id>/settlement", who=seats(Role.FACILITATOR, Role.COMMISSIONER),
    gives=schemas.ReportResponse, refusals=(404,),
)  # fmt: skip
def post_settlement(act: Act, commission_id: str, report_id: str) -> Any:
    """Let a text stay as it is that was reported."""
    return settle_report(act.session, commission_id=commission_id, report_id=report_id, now=act.now)


@routes.act(
    "POST", f"{COMMISSION}/clauses/<uuid:clause_id>/hiding", who=seats(Role.FACILITATOR, Role.COMMISSIONER),
    takes=schemas.HideTextRequest, gives=schemas.ClauseResponse, refusals=(404,),
)  # fmt: skip
def post_hiding(act: Act, body: dict[str, Any], commission_id: str, clause_id: str) -> Any:
    """Hide a version of a clause, or show it again; the group is told why."""
    return hide_text(
        act.session, commission_id=commission_id, clause_id=clause_id, **body, caller=act.caller, now=act.now
    )
