"""The JSON API of `people`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from services.people import schemas
from services.people.models import Account
from services.people.queries.seats import listed_seats, seats_of
from services.people.queries.sessions import live_sign_ins
from services.people.routes import groups, joining, participation
from services.people.routes.group import routes, told_with_code
from services.people.rules.sessions import SignInIsWrong
from services.people.use_cases.confirm_session import confirm_session
from services.people.use_cases.end_seat import end_seat
from services.people.use_cases.erase_person import erase_person
from services.people.use_cases.join_as_young_person import join_as_young_person
from services.people.use_cases.make_invite import make_invite
from services.people.use_cases.open_account import open_account
from services.people.use_cases.renew_token import renew_token
from services.people.use_cases.revoke_session import revoke_session
from services.people.use_cases.revoke_sessions import revoke_sessions
from services.people.use_cases.sign_in import sign_in
from services.people.use_cases.take_provider_seat import take_provider_seat
from services.people.use_cases.take_seat import take_seat
from shared.access import accounts, anyone, fresh, seats, signed_in
from shared.errors import DomainError
from shared.idempotency import forget_answers
from shared.roles import AccountKind, Role
from shared.web.routing import Act, Read

__all__ = ["groups", "joining", "participation", "routes"]

_HOSTS = (Role.COMMISSIONER, Role.FACILITATOR)
_EVERY_OTHER_ROLE = tuple(role for role in Role if role not in _HOSTS)


@routes.act(
    "POST", "/accounts", who=anyone(), takes=schemas.OpenAccountRequest, gives=schemas.HolderResponse, status=201,
    refusals=(429,),
)  # fmt: skip
def post_account(act: Act, body: dict[str, Any]) -> Any:
    """Open an account for staff or a provider."""
    return told_with_code(
        act,
        lambda: open_account(
            act.session, act.settings, kind=AccountKind(body["kind"]), email=body["email"], name=body["name"],
            passphrase=body["passphrase"], invite_code=body["invite_code"], now=act.now,
        ),
    )  # fmt: skip


@routes.act(
    "POST", "/young-people", who=anyone(), takes=schemas.JoinRequest, gives=schemas.SeatResponse, status=201,
    refusals=(429,),
)  # fmt: skip
def post_young_person(act: Act, body: dict[str, Any]) -> Any:
    """Join as a young person: a code, a nickname and a passphrase."""
    return told_with_code(act, lambda: join_as_young_person(act.session, act.settings, **body, now=act.now))


@routes.act(
    "POST", "/sign-ins", who=anyone(), takes=schemas.SignInRequest, gives=schemas.SignedInResponse, status=201,
    refusals=(403, 429),
)  # fmt: skip
def post_sign_in(act: Act, body: dict[str, Any]) -> Any:
    """Sign in. The token is good for 15 minutes; the renewal secret gets new ones.

    The session ends by itself: after 12 hours, or 4 hours without a renewal, for young people; 12 and 2 for staff and
    providers; 8 and 1 for whoever holds a commissioner's seat; 8 hours and 30 minutes for an auditor's. For its first
    10 minutes it counts as confirmed, for acts that cannot be undone; later, confirm first.

    An account of staff may ask for a code as well. Then the right passphrase alone is answered with the problem
    second_factor_is_needed, and a wrong code with second_code_is_wrong.
    """
    origin = replace(act.origin, devices=(body["device"],))
    found = sign_in(
        act.session, act.settings, sign_in_name=body["sign_in_name"], passphrase=body["passphrase"],
        agrees=body["agrees"], second_code=body["second_code"], origin=origin, now=act.now,
    )  # fmt: skip
    return act.refuse(found) if isinstance(found, DomainError) else found


@routes.act(
    "POST", "/tokens", who=anyone(), takes=schemas.RenewRequest, gives=schemas.TokenResponse, status=201,
    refusals=(403,),
)  # fmt: skip
def post_token(act: Act, body: dict[str, Any]) -> Any:
    """Get a new token for a session that goes on."""
    return renew_token(act.session, act.settings, renewal=body["renewal"], now=act.now)


@routes.read("/me", who=signed_in(), gives=schemas.MeResponse)
def get_me(read: Read) -> Any:
    """Who I am, and where I sit."""
    account = read.session.get_one(Account, read.caller.holder_id)
    held = seats_of(read.session, account.holder_id)
    return {"holder_id": account.holder_id, "kind": account.kind, "name": account.name, "seats": held}


@routes.read("/me/sessions", who=signed_in(), gives=schemas.SessionResponse, many=True)
def get_my_sessions(read: Read) -> Any:
    """The devices on which I am signed in."""
    return [
        {
            "session_id": each.session_id, "device": each.device, "begun_at": each.begun_at,
            "last_used_at": each.last_used_at, "ends_at": each.ends_at,
            "current": each.session_id == read.caller.session_id,
        }
        for each in live_sign_ins(read.session, read.caller.holder_id, read.now)
    ]  # fmt: skip


@routes.act(
    "POST", "/me/confirmation", who=signed_in(), takes=schemas.ConfirmRequest, gives=schemas.TokenResponse, status=201,
    refusals=(403, 429),
)  # fmt: skip
def post_confirmation(act: Act, body: dict[str, Any]) -> Any:
    """Confirm that it is me, as at signing in. The new token opens, for 10 minutes, what cannot be undone."""
    found = confirm_session(act.session, act.settings, **body, origin=act.origin, caller=act.caller, now=act.now)
    return act.refuse(found) if isinstance(found, SignInIsWrong) else found


@routes.act("DELETE", "/me/sessions", who=fresh(signed_in()), gives=schemas.NothingResponse)
def delete_my_sessions(act: Act) -> Any:
    """Sign out everywhere, here too."""
    revoke_sessions(act.session, caller=act.caller, this_too=True, now=act.now)
    return {"done": True}


@routes.act("DELETE", "/me/other-sessions", who=fresh(signed_in()), gives=schemas.NothingResponse)
def delete_my_other_sessions(act: Act) -> Any:
    """Sign out on all devices but this one."""
    revoke_sessions(act.session, caller=act.caller, this_too=False, now=act.now)
    return {"done": True}


@routes.act("DELETE", "/sessions/<uuid:session_id>", who=signed_in(), gives=schemas.NothingResponse, refusals=(404,))
def delete_session(act: Act, session_id: str) -> Any:
    """Sign out, here or on another device."""
    revoke_session(act.session, session_id=session_id, caller=act.caller, now=act.now)
    return {"done": True}


@routes.act("POST", "/me/erasure", who=fresh(signed_in()), gives=schemas.NothingResponse)
def post_erasure(act: Act) -> Any:
    """Erase me: my name, my sign-in and my contacts go; what my seats decided stays."""
    erase_person(act.session, act.settings, caller=act.caller, now=act.now)
    forget_answers(act.session, act.caller.holder_id)
    return {"done": True}


@routes.act(
    "POST", "/commissions/<uuid:commission_id>/invites", who=seats(*_HOSTS), takes=schemas.MakeInviteRequest,
    gives=schemas.InviteResponse, status=201,
)  # fmt: skip
def post_invite(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Make a code with which others take seats. It is told once; ask for a new one if it is lost."""
    # Under an Idempotency-Key the answer, and so the code, is kept for a day: whoever repeats the request must
    # get the code that works. Everywhere else it is kept as a keyed hash only.
    invite, code = make_invite(
        act.session, act.settings, commission_id=commission_id, role=Role(body["role"]), places=body["places"],
        days=body["days"], caller=act.caller, now=act.now, group_id=body["group_id"], board_id=body["board_id"],
        term_ends_on=body["term_ends_on"],
    )  # fmt: skip
    return {
        "invite_id": invite.invite_id, "role": invite.role, "places": invite.places, "expires_at": invite.expires_at,
        "code": code,
    }  # fmt: skip


@routes.act(
    "POST", "/commissions/<uuid:commission_id>/seats", who=signed_in(), takes=schemas.TakeSeatRequest,
    gives=schemas.SeatResponse, status=201, refusals=(404, 429),
)  # fmt: skip
def post_seat(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Take a seat with a code, with the account I have."""
    return told_with_code(
        act,
        lambda: take_seat(
            act.session, act.settings, commission_id=commission_id, invite_code=body["invite_code"],
            caller=act.caller, now=act.now,
        ),
    )  # fmt: skip


@routes.act(
    "POST", "/commissions/<uuid:commission_id>/provider-seats", who=accounts(AccountKind.PROVIDER),
    gives=schemas.SeatResponse, status=201, refusals=(404,), sealed=True,
)  # fmt: skip
def post_provider_seat(act: Act, commission_id: str) -> Any:
    """Take a provider's seat, to bid. Nobody is told."""
    return take_provider_seat(act.session, commission_id=commission_id, caller=act.caller, now=act.now)


@routes.read(
    "/commissions/<uuid:commission_id>/seats", who=seats(*_HOSTS, Role.AUDITOR), gives=schemas.ListedSeatResponse,
    many=True,
)  # fmt: skip
def get_seats(read: Read, commission_id: str) -> Any:
    """Who sits in this commission. Providers are not listed to anyone."""
    return listed_seats(read.session, commission_id, read.caller)


@routes.act(
    "POST", "/commissions/<uuid:commission_id>/seats/<uuid:seat_id>/ending",
    who=fresh(seats(*_HOSTS, *_EVERY_OTHER_ROLE)), takes=schemas.EndSeatRequest, gives=schemas.SeatResponse,
    refusals=(404,), sealed=True,
)  # fmt: skip
def post_ending(act: Act, body: dict[str, Any], commission_id: str, seat_id: str) -> Any:
    """End a seat: one's own, or one that the caller may give. The reason is published, but for a provider's."""
    return end_seat(
        act.session, commission_id=commission_id, seat_id=seat_id, reason=body["reason"], caller=act.caller,
        now=act.now,
    )  # fmt: skip
