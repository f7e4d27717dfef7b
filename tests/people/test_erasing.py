from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from services.people.models import Account, Base, Seat, SignIn
from services.people.rules.sessions import NoSuchAccount
from services.people.use_cases.erase_person import REASON, erase_person
from shared.contracts.people import PersonErased, SeatEnded, SessionRevoked
from shared.roles import AccountKind, Role
from tests.people.desk import PASSPHRASE, SETUP_CODE, Desk, Person


def erased(desk: Desk, person: Person) -> None:
    with desk.session() as session:
        erase_person(session, desk.settings, caller=person.caller(), now=desk.bench.now)


def whole_database(desk: Desk) -> str:
    """Every row of every table, as text in small letters."""
    with desk.session() as session:
        rows = [row for table in Base.metadata.sorted_tables for row in session.execute(select(table))]
    return " ".join(str(tuple(row)) for row in rows).lower()


def test_an_erased_persons_seats_and_sessions_end_and_the_others_are_told(desk: Desk) -> None:
    person, here = desk.seated(Role.EVALUATOR)
    _, there = desk.seated(Role.AUDITOR, person, commission_id="another")
    phone, laptop = desk.sign_in(person), desk.sign_in(person)
    before = len(desk.events())
    erased(desk, person)
    told = desk.events()[before:]
    common: dict[str, Any] = {"holder_id": person.holder_id}
    now = desk.bench.now
    assert told == [
        *(
            SeatEnded(commission_id=c.commission_id or "", seat_id=c.seat, role=c.role or "", ended_at=now, **common)
            for c in sorted((here, there), key=lambda c: c.seat)
        ),
        *(
            SessionRevoked(session_id=session_id, revoked_at=now, **common)
            for session_id in sorted((phone["session_id"], laptop["session_id"]))
        ),
        PersonErased(erased_at=now, **common),
    ]
    assert {row.reason for row in desk.bench.recorded()[-5:]} == {REASON, ""}
    assert all(seat.ended_at == now for seat in desk.bench.rows(Seat))
    assert desk.bench.rows(SignIn) == []


def test_only_id_kind_and_dates_stay(desk: Desk) -> None:
    person = desk.person(AccountKind.YOUNG_PERSON, name="Quillon")
    erased(desk, person)
    (kept,) = desk.bench.rows(Account)
    assert (kept.holder_id, kept.kind, kept.erased_at) == (person.holder_id, "young_person", desk.bench.now)
    assert (kept.sign_in_name, kept.name, kept.passphrase_hash, kept.born_on) == (None, None, None, None)


def test_nothing_of_an_erased_person_is_left_in_any_row(desk: Desk) -> None:
    """A whole life: joined and signed in with keys to repeat by, guessed at, made an invite, left a seat, went."""
    code = desk.invite(places=3)
    body = {"invite_code": code, "nickname": "Tamarind", "passphrase": PASSPHRASE, "born_on": "2009-07-31"}
    assert desk.ask("POST", "/young-people", body=body, key="join-1").status_code == 201
    officer = {
        "kind": "staff", "email": "s.kilbrannan@example.org", "name": "Saoirse Kilbrannan", "passphrase": PASSPHRASE,
        "invite_code": desk.invite(Role.FACILITATOR),
    }  # fmt: skip
    assert desk.ask("POST", "/accounts", body=officer, key="open-1").status_code == 201
    for name in ("Tamarind", "s.kilbrannan@example.org"):
        desk.ask(
            "POST", "/sign-ins", body={"sign_in_name": name, "passphrase": "a wrong guess"}, key=f"guess-{len(name)}"
        )
        token = desk.sign_in(Person("", name, AccountKind.STAFF))["token"]
        me = desk.ask("GET", "/me", token).json or {}
        if me["kind"] == "staff":
            invite = {"role": "young_person", "places": 1, "days": 1}
            assert desk.ask("POST", desk.at("/invites"), token, invite, key="invite-1").status_code == 201
        ending = desk.at(f"/seats/{me['seats'][0]['seat_id']}/ending")
        assert desk.ask("POST", ending, token, {"reason": f"I am {name}."}, key="leave-0").status_code == 422
        assert desk.ask("POST", ending, token, {"reason": "No time any more."}, key="leave-1").status_code == 200
        assert desk.ask("POST", "/me/erasure", token, key="erase").status_code == 200
    left = whole_database(desk)
    for trace in ("tamarind", "kilbrannan", "saoirse", "2009-07-31", PASSPHRASE, "lanterns"):
        assert trace not in left, trace


def test_an_erased_person_does_not_come_back(desk: Desk) -> None:
    person, caller = desk.seated(Role.FACILITATOR)
    found = desk.sign_in(person)
    erased(desk, person)
    assert desk.ask("GET", "/me", found["token"]).status_code == 401
    assert desk.ask("GET", desk.at("/seats"), found["token"]).status_code == 401
    assert desk.ask("POST", "/tokens", body={"renewal": found["renewal"]}).status_code == 403
    body = {"sign_in_name": person.name, "passphrase": PASSPHRASE}
    assert desk.ask("POST", "/sign-ins", body=body).status_code == 403
    with pytest.raises(NoSuchAccount):
        erased(desk, person)
    assert caller.seat


def test_a_name_is_free_again_for_somebody_else(desk: Desk) -> None:
    person = desk.person(name="Idris Fallowfield")
    erased(desk, person)
    body = {
        "kind": "staff", "email": person.name, "name": "Another Person", "passphrase": PASSPHRASE,
        "invite_code": SETUP_CODE,
    }  # fmt: skip
    assert desk.ask("POST", "/accounts", body=body).status_code == 201


def test_others_are_left_alone(desk: Desk) -> None:
    leaving, _ = desk.seated(Role.YOUNG_PERSON, desk.person(AccountKind.YOUNG_PERSON, born_on=date(2012, 1, 1)))
    staying, stays = desk.seated(Role.YOUNG_PERSON)
    found = desk.sign_in(staying)
    erased(desk, leaving)
    me = desk.ask("GET", "/me", found["token"]).json or {}
    assert [seat["seat_id"] for seat in me["seats"]] == [stays.seat]
