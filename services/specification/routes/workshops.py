"""Routes of workshops: recording one, its sticky notes, slips, and what came of it for whoever has a slip."""

from __future__ import annotations

from typing import Any

from services.specification.queries.commissions import commission_by_id
from services.specification.queries.slips import workshop_by_code
from services.specification.queries.workshops import outcomes_of, workshops_of
from services.specification.routes.group import COMMISSION, INSIDE, routes
from services.specification.schemas.contributions import ContributionResponse
from services.specification.schemas.workshops import (
    MakeSlipsRequest,
    RecordStickiesRequest,
    RecordWorkshopRequest,
    SlipRequest,
    SlipsResponse,
    StickyOutcomeResponse,
    WorkshopIdResponse,
    WorkshopResponse,
)
from services.specification.use_cases.make_slips import make_slips
from services.specification.use_cases.record_stickies import record_stickies
from services.specification.use_cases.record_workshop import record_workshop
from shared.access import seats
from shared.access.who import anyone
from shared.errors import DomainError
from shared.roles import Role
from shared.web.routing import Act, Read

_WORKSHOP = f"{COMMISSION}/workshops/<uuid:workshop_id>"
_LEADS = seats(Role.FACILITATOR)


@routes.read(f"{COMMISSION}/workshops", who=seats(*INSIDE), gives=WorkshopResponse, many=True, refusals=(404,))
def get_workshops(read: Read, commission_id: str) -> Any:
    """The workshops, the newest first. Numbers that could show fewer than 5 young people are left out."""
    commission_by_id(read.session, commission_id)
    return workshops_of(read.session, commission_id)


@routes.act(
    "POST", f"{COMMISSION}/workshops", who=_LEADS, takes=RecordWorkshopRequest, gives=WorkshopIdResponse, status=201,
)  # fmt: skip
def post_workshop(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Record a workshop."""
    return record_workshop(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now)


@routes.act("PUT", _WORKSHOP, who=_LEADS, takes=RecordWorkshopRequest, gives=WorkshopIdResponse, refusals=(404,))
def put_workshop(act: Act, body: dict[str, Any], commission_id: str, workshop_id: str) -> Any:
    """Put right what was recorded."""
    return record_workshop(
        act.session, commission_id=commission_id, workshop_id=workshop_id, **body, caller=act.caller, now=act.now
    )


@routes.act(
    "POST", f"{_WORKSHOP}/stickies", who=_LEADS, takes=RecordStickiesRequest, gives=ContributionResponse, many=True,
    status=201, refusals=(404,),
)  # fmt: skip
def post_stickies(act: Act, body: dict[str, Any], commission_id: str, workshop_id: str) -> Any:
    """Bring in what was written on sticky notes, as ideas of the people at the workshop."""
    return record_stickies(
        act.session, commission_id=commission_id, workshop_id=workshop_id, typed="\n".join(body["stickies"]),
        theme=body["theme"], heading=body["heading"], caller=act.caller, now=act.now,
    )  # fmt: skip


@routes.act(
    "POST", f"{_WORKSHOP}/slips", who=_LEADS, takes=MakeSlipsRequest, gives=SlipsResponse, status=201, refusals=(404,),
)  # fmt: skip
def post_slips(act: Act, body: dict[str, Any], commission_id: str, workshop_id: str) -> Any:
    """Make codes for slips. They are told this once."""
    codes = make_slips(
        act.session, act.settings, commission_id=commission_id, workshop_id=workshop_id, **body, caller=act.caller,
        now=act.now,
    )  # fmt: skip
    return {"codes": codes}


@routes.act(
    "POST", "/slip-outcomes", who=anyone(), takes=SlipRequest, gives=StickyOutcomeResponse, many=True,
    refusals=(404, 429),
)  # fmt: skip
def post_slip_outcome(act: Act, body: dict[str, Any]) -> Any:
    """Tell whoever has a slip what became of the sticky notes of their workshop."""
    found = workshop_by_code(act.session, act.settings, act.origin, body["code"], act.now)
    if isinstance(found, DomainError):
        return act.refuse(found)
    return outcomes_of(act.session, found.workshop_id)
