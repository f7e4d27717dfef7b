from __future__ import annotations

import pytest

from services.people.models import SignIn
from services.people.rules.sessions import NoSuchSession
from services.people.use_cases.revoke_session import revoke_session
from shared.contracts.people import SessionRevoked
from shared.ids import new_id
from tests.people.desk import Desk


def test_signing_out_ends_the_session_and_tells_the_others_once(desk: Desk) -> None:
    person = desk.person()
    found = desk.sign_in(person)
    for _ in range(2):
        with desk.session() as session:
            revoke_session(session, session_id=found["session_id"], caller=person.caller(), now=desk.bench.now)
    assert desk.events() == [
        SessionRevoked(session_id=found["session_id"], holder_id=person.holder_id, revoked_at=desk.bench.now)
    ]
    (kept,) = desk.bench.rows(SignIn)
    assert kept.revoked_at == desk.bench.now


def test_nobody_ends_a_strangers_session(desk: Desk) -> None:
    owner, stranger = desk.person(), desk.person()
    found = desk.sign_in(owner)
    for session_id in (found["session_id"], new_id()):
        with pytest.raises(NoSuchSession), desk.session() as session:
            revoke_session(session, session_id=session_id, caller=stranger.caller(), now=desk.bench.now)
    assert desk.events() == []


def test_a_person_sees_their_own_devices_and_ends_one_from_another(desk: Desk) -> None:
    person = desk.person()
    phone, laptop = desk.sign_in(person), desk.sign_in(person)
    desk.sign_in(desk.person())
    listed = desk.ask("GET", "/me/sessions", laptop["token"]).json
    assert {each["session_id"] for each in listed or []} == {phone["session_id"], laptop["session_id"]}
    assert desk.ask("DELETE", f"/sessions/{phone['session_id']}", laptop["token"]).status_code == 200
    assert desk.ask("GET", "/me", phone["token"]).status_code == 401
    assert desk.ask("GET", "/me", laptop["token"]).status_code == 200
    assert len(desk.ask("GET", "/me/sessions", laptop["token"]).json or []) == 1
    assert desk.ask("POST", "/tokens", body={"renewal": phone["renewal"]}).status_code == 403
