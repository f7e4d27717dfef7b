"""Tokens, seats and sessions at the door: who is let in, and in which words the others are turned away."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from shared.access import Caller
from shared.access.tokens import ISSUER
from shared.contracts.people import SeatEnded, SessionRevoked
from shared.ids import new_id
from shared.roles import AccountKind, Role
from shared.web.app_factory import declarations
from tests.shared.web.desk import NOTE, Desk, refused
from tests.shared.web.toy import Note


def claims(desk: Desk, **changed: Any) -> dict[str, Any]:
    now = int(desk.bench.now.timestamp())
    found = {
        "iss": ISSUER, "sub": desk.young.holder_id, "sid": desk.young.session_id, "kind": "young_person", "iat": now,
        "exp": now + 900, "auth_time": now, **changed,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def key_of(desk: Desk) -> OKPKey:
    desk.bench.headers(desk.young)
    found: OKPKey = desk.bench._signing_key  # noqa: SLF001
    return found


def part(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def ask(desk: Desk, authorization: str) -> Any:
    return desk.client.post(desk.at(), json=NOTE, headers={"Authorization": authorization})


def signed(desk: Desk, key: Any = None, header: dict[str, Any] | None = None, **changed: Any) -> str:
    own = key_of(desk)
    whole = {"alg": "Ed25519", "kid": own.kid, **(header or {})}
    return f"Bearer {jwt.encode(whole, claims(desk, **changed), key or own, algorithms=[whole['alg']])}"


def test_a_right_token_opens_the_door(desk: Desk) -> None:
    assert ask(desk, signed(desk)).status_code == 201
    assert ask(desk, signed(desk).replace("Bearer", "bearer")).status_code == 201


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Basic dTpw", "Token x", "\xff", "x" * 5000])
def test_without_a_token_one_is_asked_to_sign_in(desk: Desk, authorization: str) -> None:
    answer = ask(desk, authorization)
    refused(answer, 401, "sign_in_is_needed")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert desk.nothing_is_left()


def forged(desk: Desk) -> dict[str, str]:
    own = key_of(desk)
    head, body, seal = signed(desk).split(".")
    stranger = OKPKey.generate_key("Ed25519", {"kid": new_id()})
    impostor = OKPKey.generate_key("Ed25519", {"kid": str(own.kid)})
    public = OctKey.import_key(json.dumps(own.as_dict(private=False)))
    unsigned = {"alg": "none", "kid": own.kid}
    return {
        "a changed body": f"{head}.{part(claims(desk, sub=new_id()))}.{seal}",
        "a cut signature": f"{head}.{body}.{seal[:-4]}",
        "no signature": f"{head}.{body}.",
        "alg none": f"Bearer {part(unsigned)}.{part(claims(desk))}.",
        "alg none, signed": f"Bearer {part(unsigned)}.{part(claims(desk))}.{seal}",
        "another algorithm with the public key": signed(desk, public, {"alg": "HS256"}),
        "an unknown key": signed(desk, stranger, {"kid": stranger.kid}),
        "another key under the known id": signed(desk, impostor),
        "no key id": signed(desk, header={"kid": ""}),
        "a key in the header": signed(desk, stranger, {"kid": new_id(), "jwk": stranger.as_dict(private=False)}),
        "another issuer": signed(desk, iss="somebody else"),
        "no issuer": signed(desk, iss=None),
        "no end": signed(desk, exp=None),
        "an end that is no number": signed(desk, exp="soon"),
        "nobody": signed(desk, sub=None),
        "no session": signed(desk, sid=None),
        "an unknown kind": signed(desk, kind="king"),
        "no token at all": "Bearer a.b.c",
        "too many parts": f"{head}.{body}.{seal}.{seal}.{seal}",
        "nested": f"Bearer {base64.urlsafe_b64encode(b'[' * 5000).decode()}.{part({})}.x",
    }


@pytest.mark.parametrize("how", list(range(20)))
def test_a_token_that_is_not_ours_or_was_changed_is_refused(desk: Desk, how: int) -> None:
    name, authorization = list(forged(desk).items())[how]
    found = refused(ask(desk, authorization), 401)
    assert found["code"] == "token_is_invalid", name
    assert found["detail"] == "This sign-in token is not valid. Sign in again."
    assert desk.nothing_is_left()


def test_all_forgeries_are_tried(desk: Desk) -> None:
    assert len(forged(desk)) == 20


def test_a_token_ends_to_the_second(desk: Desk) -> None:
    token = signed(desk)
    desk.bench.advance(timedelta(seconds=899))
    assert ask(desk, token).status_code == 201
    desk.bench.advance(timedelta(seconds=1))
    refused(ask(desk, token), 401, "token_expired")
    assert len(desk.bench.rows(Note)) == 1


def test_a_session_that_was_ended_opens_nothing_though_its_token_is_still_good(desk: Desk) -> None:
    token = signed(desk)
    ended = SessionRevoked(holder_id=desk.young.holder_id, session_id=desk.young.session_id, revoked_at=desk.bench.now)
    desk.bench.handle(ended)
    found = refused(ask(desk, token), 401, "token_is_invalid")
    assert "signed out" in found["detail"]
    assert ask(desk, signed(desk, sid=new_id())).status_code == 201


def test_a_seat_that_ended_may_do_nothing_more(desk: Desk) -> None:
    seat = desk.young
    desk.bench.handle(
        SeatEnded(
            commission_id=desk.commission_id, seat_id=seat.seat, holder_id=seat.holder_id, role=Role.YOUNG_PERSON,
            ended_at=desk.bench.now,
        )
    )  # fmt: skip
    refused(desk.write(), 403, "seat_is_needed")
    assert desk.nothing_is_left()


def test_a_seat_in_one_commission_is_none_in_another(desk: Desk) -> None:
    other = desk.bench.seat(new_id(), Role.YOUNG_PERSON)
    for caller, commission in (
        (other, desk.commission_id),
        (desk.young, other.commission_id or ""),
        (desk.young, new_id()),
    ):
        refused(desk.send(desk.at(commission_id=commission), NOTE, by=caller, key="k"), 403, "seat_is_needed")
    assert desk.nothing_is_left()


def test_a_seat_of_another_role_is_told_whose_it_is(desk: Desk) -> None:
    auditor = desk.bench.seat(desk.commission_id, Role.AUDITOR)
    found = refused(desk.write(by=auditor), 403, "seat_is_needed")
    assert "young person, facilitator" in found["detail"]
    assert desk.nothing_is_left()


@pytest.mark.parametrize("kind", [AccountKind.PROVIDER, AccountKind.YOUNG_PERSON])
def test_an_account_of_another_kind_is_refused(desk: Desk, kind: AccountKind) -> None:
    answer = desk.send("/tendering/staff", by=desk.bench.account(kind), method="GET")
    refused(answer, 403, "account_is_of_another_kind")


def test_the_door_is_asked_before_the_content_is_judged(desk: Desk) -> None:
    refused(desk.send(desk.at(), {"wrong": 1}), 401, "sign_in_is_needed")
    stranger = desk.bench.account(AccountKind.STAFF)
    refused(desk.send(desk.at(), {"wrong": 1}, by=stranger), 403, "seat_is_needed")


def test_what_is_set_aside_is_told_to_staff_alone(desk: Desk) -> None:
    path = "/tendering/set-aside"
    refused(desk.send(path, method="GET"), 401)
    refused(desk.send(path, method="GET", by=desk.young), 403)
    staff: Caller = desk.bench.account(AccountKind.STAFF)
    assert desk.send(path, method="GET", by=staff).get_json() == {"items": []}


def test_a_route_that_says_not_who_may_call_it_is_shut_to_everybody(desk: Desk) -> None:
    app: Flask = desk.toy.app(desk.bench.runtime)
    app.add_url_rule("/tendering/forgotten", "forgotten", lambda: "all the secrets", methods=["GET", "POST"])
    client = app.test_client()
    for headers in ({}, desk.bench.headers(desk.young), desk.bench.headers(desk.bench.account(AccountKind.STAFF))):
        for method in ("GET", "POST", "HEAD", "OPTIONS"):
            answer = client.open("/tendering/forgotten", method=method, headers=headers)
            assert answer.status_code == 403, method
            assert b"secrets" not in answer.data
    refused(client.get("/tendering/forgotten"), 403, "forbidden")
    declarations(app)["forgotten"] = declarations(app)["live"]
    assert client.get("/tendering/forgotten").text == "all the secrets"


def test_what_cannot_be_undone_asks_for_a_confirmation_of_the_last_ten_minutes(desk: Desk) -> None:
    now = int(desk.bench.now.timestamp())

    def undo(**claimed: Any) -> Any:
        return desk.client.post("/tendering/undoing", headers={"Authorization": signed(desk, **claimed)})

    assert undo(auth_time=now - 599).status_code == 200
    for confirmed_at in (now - 600, now - 86400, 0, None):
        found = refused(undo(auth_time=confirmed_at), 403, "confirmation_is_needed")
        assert found["detail"] == "This cannot be undone. Confirm first that it is you, then go on."
    # Everything else goes on with the same token.
    assert ask(desk, signed(desk, auth_time=now - 600)).status_code == 201


def test_a_confirmation_is_not_asked_of_those_who_may_not_anyway(desk: Desk) -> None:
    staff = desk.bench.account(AccountKind.STAFF)
    old = int(desk.bench.now.timestamp()) - 600
    token = signed(desk, sub=staff.holder_id, kind="staff", auth_time=old)
    answer = desk.client.post(desk.at("/undoing"), headers={"Authorization": token})
    refused(answer, 403, "seat_is_needed")


@pytest.mark.parametrize("moment", ["soon", [], {}, 1e40])
def test_a_confirmation_at_no_moment_makes_a_token_invalid(desk: Desk, moment: Any) -> None:
    refused(ask(desk, signed(desk, auth_time=moment)), 401, "token_is_invalid")


def test_the_documentation_says_where_a_confirmation_is_asked_for(desk: Desk) -> None:
    paths = (desk.client.get("/tendering/openapi.json").json or {})["paths"]
    undoing = paths["/tendering/undoing"]["post"]
    assert undoing["description"].endswith(
        "Who may call: anyone signed in; only within 10 minutes after signing in or confirming."
    )
    assert "403" in undoing["responses"]
