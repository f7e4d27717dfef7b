"""Routes of commissions and the text that is signed."""

from __future__ import annotations

from typing import Any

from services.specification import schemas
from services.specification.queries.commissions import check_reader, commission_by_id, commissions_of
from services.specification.queries.document import read_document
from services.specification.routes.group import COMMISSION, WRITERS, routes
from services.specification.use_cases.set_criteria import set_criteria
from services.specification.use_cases.sign_off import sign_off
from services.specification.use_cases.start_commission import start_commission
from shared.access import accounts, seats, signed_in
from shared.roles import AccountKind, Role
from shared.web.routing import Act, Read


@routes.act(
    "POST", "/commissions", who=accounts(AccountKind.STAFF), takes=schemas.StartCommissionRequest,
    gives=schemas.CommissionResponse, status=201,
)  # fmt: skip
def post_commission(act: Act, body: dict[str, Any]) -> Any:
    """Start a commission: its need, money, law, timetable, and how much young people decide."""
    return start_commission(act.session, **body, caller=act.caller, now=act.now)


@routes.read("/commissions", who=signed_in(), gives=schemas.CommissionResponse, many=True)
def get_commissions(read: Read) -> Any:
    """The commissions in which I have a seat."""
    return commissions_of(read.session, read.caller.holder_id)


@routes.read(COMMISSION, who=seats(*Role), gives=schemas.CommissionResponse, refusals=(404,))
def get_commission(read: Read, commission_id: str) -> Any:
    """A commission: its need, its plan, and whether its specification is agreed."""
    return commission_by_id(read.session, commission_id)


@routes.read(f"{COMMISSION}/document", who=seats(*Role), gives=schemas.DocumentResponse, refusals=(404,))
def get_document(read: Read, commission_id: str) -> Any:
    """The whole text as it stands, and the hash that young people sign, once every clause is agreed.

    Bidders read it from the tender's publication on.
    """
    check_reader(read.session, commission_id, read.caller)
    return read_document(read.session, commission_id)


@routes.act(
    "POST", f"{COMMISSION}/sign-offs", who=seats(Role.YOUNG_PERSON, Role.BOARD_MEMBER, Role.COMMISSIONER),
    takes=schemas.SignOffRequest,
    gives=schemas.SignOffResponse, status=201,
)  # fmt: skip
def post_sign_off(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Sign the text, or say no to it. A quorum of young people, the boards asked and the commissioner agree it."""
    return sign_off(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)


@routes.read(f"{COMMISSION}/criteria", who=seats(*Role), gives=schemas.CriteriaResponse, refusals=(404,))
def get_criteria(read: Read, commission_id: str) -> Any:
    """The criteria as they stand, and their version. Bidders read them from the tender's publication on."""
    check_reader(read.session, commission_id, read.caller)
    return commission_by_id(read.session, commission_id)


@routes.act(
    "PUT", f"{COMMISSION}/criteria", who=seats(*WRITERS), takes=schemas.SetCriteriaRequest,
    gives=schemas.CriteriaResponse,
)  # fmt: skip
def put_criteria(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Set the criteria, all at once. The weights of each panel total 100."""
    return set_criteria(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)
