"""Who takes part, in counts that name nobody."""

from __future__ import annotations

from typing import Any

from services.people.queries.participation import taking_part
from services.people.routes.group import routes
from services.people.schemas import NothingResponse
from services.people.schemas import participation as shapes
from services.people.use_cases.set_service_users import set_service_users
from shared.access import seats
from shared.roles import Role
from shared.web.routing import Act, Read

_AT = "/commissions/<uuid:commission_id>"


@routes.read(
    f"{_AT}/taking-part", who=seats(Role.COMMISSIONER, Role.FACILITATOR, Role.BOARD_MEMBER, Role.AUDITOR),
    gives=shapes.TakingPartResponse,
)  # fmt: skip
def get_taking_part(read: Read, commission_id: str) -> Any:
    """Who joined, who had a say, and who joined beside who uses the service. No count under 5 can be had from it."""
    found = taking_part(read.session, commission_id, read.now)

    def said(name: str, row: Any) -> dict[str, Any]:
        return {"name": name, "joined": row.joined, "said": row.said, "not_yet": row.not_yet}

    return {
        "groups": [said(name, row) for name, row in found.groups], "together": said("", found.together),
        "by_age": found.by_age, "by_group": found.by_group,
    }  # fmt: skip


@routes.act(
    "POST", f"{_AT}/service-users", who=seats(Role.COMMISSIONER), takes=shapes.ServiceUsersRequest,
    gives=NothingResponse, refusals=(404,),
)  # fmt: skip
def post_service_users(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Say how many young people use the service, by age band and by group, in place of all said before."""
    numbers = {each["part"]: each["number"] for each in body["numbers"]}
    set_service_users(act.session, commission_id=commission_id, numbers=numbers, caller=act.caller, now=act.now)
    return {"done": True}
