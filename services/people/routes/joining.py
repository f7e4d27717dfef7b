"""Permission for the youngest, and ways back in."""

from __future__ import annotations

from typing import Any

from services.people import schemas
from services.people.queries.joining import waiting_in
from services.people.routes.group import routes, told_with_code
from services.people.rules.permission import Guardian, PermissionWay
from services.people.rules.sessions import SignInIsWrong
from services.people.schemas import joining as shapes
from services.people.schemas.groups import ReasonRequest
from services.people.use_cases.join_as_young_person import join_as_young_person
from services.people.use_cases.let_back_in import let_back_in
from services.people.use_cases.open_sign_in import open_sign_in
from services.people.use_cases.record_permission import record_permission
from services.people.use_cases.sign_in_with_pictures import sign_in_with_pictures
from services.people.use_cases.turn_away import turn_away
from services.people.use_cases.use_way_in import use_way_in
from shared.access import anyone, seats
from shared.roles import Role
from shared.web.routing import Act, Read

# Only facilitators know young people's nicknames.
_FACILITATOR = seats(Role.FACILITATOR)
_AT = "/commissions/<uuid:commission_id>"


@routes.read(f"{_AT}/waits", who=_FACILITATOR, gives=shapes.WaitResponse, many=True)
def get_waits(read: Read, commission_id: str) -> Any:
    """Who waits for a guardian's permission, by nickname."""
    return waiting_in(read.session, commission_id)


@routes.act(
    "POST", f"{_AT}/waits/<uuid:wait_id>/permission", who=_FACILITATOR, takes=shapes.PermissionRequest,
    gives=schemas.SeatResponse, status=201, refusals=(404,),
)  # fmt: skip
def post_permission(act: Act, body: dict[str, Any], commission_id: str, wait_id: str) -> Any:
    """Record that a guardian gave permission. Whoever waited has their seat now."""
    return record_permission(
        act.session, commission_id=commission_id, wait_id=wait_id, way=PermissionWay(body["way"]),
        given_by=Guardian(body["given_by"]), given_on=body["given_on"], caller=act.caller, now=act.now,
    )  # fmt: skip


@routes.act(
    "POST", f"{_AT}/waits/<uuid:wait_id>/refusal", who=_FACILITATOR, gives=schemas.NothingResponse, refusals=(404,)
)
def post_permission_refusal(act: Act, commission_id: str, wait_id: str) -> Any:
    """There is no permission. Whoever waited is forgotten, unless they sit elsewhere."""
    turn_away(
        act.session, act.settings, commission_id=commission_id, wait_id=wait_id, actor=act.caller.seat, now=act.now
    )
    return {"done": True}


@routes.act(
    "POST", f"{_AT}/seats/<uuid:seat_id>/way-in", who=_FACILITATOR, takes=ReasonRequest, gives=shapes.WayInResponse,
    status=201, refusals=(404,),
)  # fmt: skip
def post_way_in(act: Act, body: dict[str, Any], commission_id: str, seat_id: str) -> Any:
    """Let a young person back in who forgot their passphrase: a code for 15 minutes. The reason is published."""
    way_in, code = let_back_in(
        act.session, act.settings, commission_id=commission_id, seat_id=seat_id, reason=body["reason"],
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return {"way_in_id": way_in.way_in_id, "expires_at": way_in.expires_at, "code": code}


@routes.act(
    "POST", "/ways-in", who=anyone(), takes=shapes.UseWayInRequest, gives=schemas.SignedInResponse, status=201,
    refusals=(404, 429),
)  # fmt: skip
def post_used_way_in(act: Act, body: dict[str, Any]) -> Any:
    """Come back in with a facilitator's code and a new passphrase. All other devices are signed out."""
    return told_with_code(act, lambda: use_way_in(act.session, act.settings, **body, origin=act.origin, now=act.now))


@routes.act(
    "POST", "/ways-in/with-pictures", who=anyone(), takes=shapes.PictureWayInRequest, gives=schemas.SignedInResponse,
    status=201, refusals=(403, 404, 429),
)  # fmt: skip
def post_used_picture_way_in(act: Act, body: dict[str, Any]) -> Any:
    """Come back in with a facilitator's code and four new pictures, under 13. All other devices are signed out."""
    return told_with_code(act, lambda: use_way_in(act.session, act.settings, **body, origin=act.origin, now=act.now))


@routes.act(
    "POST", "/young-people/with-pictures", who=anyone(), takes=shapes.PictureJoinRequest, gives=schemas.SeatResponse,
    status=201, refusals=(403, 429),
)  # fmt: skip
def post_young_person_with_pictures(act: Act, body: dict[str, Any]) -> Any:
    """Join under 13, with four pictures in place of a passphrase."""
    return told_with_code(act, lambda: join_as_young_person(act.session, act.settings, **body, now=act.now))


@routes.act(
    "POST", "/picture-sign-ins", who=anyone(), takes=shapes.PictureSignInRequest, gives=schemas.SignedInResponse,
    status=201, refusals=(403, 429),
)  # fmt: skip
def post_picture_sign_in(act: Act, body: dict[str, Any]) -> Any:
    """Sign in with pictures, while a facilitator has opened sign-in. There are five guesses."""
    found = sign_in_with_pictures(act.session, act.settings, **body, origin=act.origin, now=act.now)
    return act.refuse(found) if isinstance(found, SignInIsWrong) else found


@routes.act("POST", f"{_AT}/sign-in-window", who=_FACILITATOR, gives=shapes.WindowResponse, status=201)
def post_sign_in_window(act: Act, commission_id: str) -> Any:
    """Open sign-in with pictures for 15 minutes, while the group is in the room."""
    return open_sign_in(act.session, commission_id=commission_id, caller=act.caller, now=act.now)
