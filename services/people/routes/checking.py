"""The JSON API of who writes freely."""

from __future__ import annotations

from typing import Any

from services.people import schemas
from services.people.routes.group import routes
from services.people.schemas.checking import SetCheckingRequest
from services.people.use_cases.set_seat_checking import set_seat_checking
from shared.access import seats
from shared.roles import Role
from shared.web.routing import Act


@routes.act(
    "PUT", "/commissions/<uuid:commission_id>/seats/<uuid:seat_id>/checking", who=seats(Role.FACILITATOR),
    takes=SetCheckingRequest, gives=schemas.SeatResponse, refusals=(404,),
)  # fmt: skip
def put_checking(act: Act, body: dict[str, Any], commission_id: str, seat_id: str) -> Any:
    """Say whether what this young person writes is checked before others see it."""
    return set_seat_checking(
        act.session, commission_id=commission_id, seat_id=seat_id, checked_first=body["checked_first"],
        caller=act.caller, now=act.now,
    )  # fmt: skip
