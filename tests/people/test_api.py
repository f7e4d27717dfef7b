"""The service over HTTP: what goes in, what comes out, and how bad input is answered."""

from __future__ import annotations

from typing import Any

import pytest

from services.people.models import Account, Invite, Seat, SignIn
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.kit import SETUP_CODE
from tests.people.desk import PASSPHRASE, Desk

STAFF = {
    "kind": "staff", "email": "b.achterberg@example.org", "name": "Bronwen Achterberg", "passphrase": PASSPHRASE,
    "invite_code": SETUP_CODE,
}  # fmt: skip
YOUNG = {"nickname": "Okapi", "passphrase": "seven plums", "born_on": "2011-01-15", "invite_code": "AAAA-BBBB-CCCC"}


def test_the_whole_way_over_http(desk: Desk) -> None:
    opened = desk.ask("POST", "/accounts", body=STAFF)
    assert (opened.status_code, set(opened.json or {})) == (201, {"holder_id"})
    officer = desk.ask("POST", "/sign-ins", body={"sign_in_name": STAFF["email"], "passphrase": PASSPHRASE}).json or {}
    assert set(officer) == {"session_id", "holder_id", "token", "expires_at", "renewal", "device"}
    desk.bench.handle(_started(desk, officer["holder_id"]))

    body = {"role": "young_person", "places": 2, "days": 14}
    invite = desk.ask("POST", desk.at("/invites"), officer["token"], body).json or {}
    assert set(invite) == {"invite_id", "role", "places", "expires_at", "code"}
    joined = desk.ask("POST", "/young-people", body={**YOUNG, "invite_code": invite["code"]})
    assert joined.status_code == 201
    assert set(joined.json or {}) == {"seat_id", "commission_id", "holder_id", "role", "taken_at", "ended_at"}
    young = desk.ask("POST", "/sign-ins", body={"sign_in_name": "OKAPI", "passphrase": "seven plums"}).json or {}
    me = desk.ask("GET", "/me", young["token"]).json or {}
    assert (me["name"], me["kind"], me["seats"]) == ("Okapi", "young_person", [joined.json])
    assert "born_on" not in me

    renewed = desk.ask("POST", "/tokens", body={"renewal": young["renewal"]})
    assert (renewed.status_code, set(renewed.json or {})) == (
        201, {"session_id", "holder_id", "token", "expires_at"},
    )  # fmt: skip
    provider = desk.sign_in(desk.person(AccountKind.PROVIDER))
    assert desk.ask("POST", desk.at("/provider-seats"), provider["token"]).status_code == 201
    listed = desk.ask("GET", desk.at("/seats"), officer["token"]).json or []
    assert {(each["role"], each["name"]) for each in listed} == {
        ("commissioner", "Bronwen Achterberg"), ("young_person", None),
    }  # fmt: skip
    ending = desk.at(f"/seats/{me['seats'][0]['seat_id']}/ending")
    ended = desk.ask("POST", ending, young["token"], {"reason": "Exams."})
    assert (ended.status_code, (ended.json or {})["ended_at"]) == (200, "2026-03-02T09:30:00.000000Z")
    assert desk.ask("POST", "/me/erasure", young["token"]).status_code == 200
    assert desk.ask("GET", "/me", young["token"]).status_code == 401


def _started(desk: Desk, holder_id: str) -> Any:
    from tests.people.desk import commission_started  # noqa: PLC0415

    return commission_started(desk.commission_id, holder_id, desk.bench)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/accounts", STAFF),
        ("/young-people", YOUNG),
        ("/sign-ins", {"sign_in_name": "Okapi", "passphrase": "seven plums"}),
        ("/tokens", {"renewal": "x"}),
    ],
)
@pytest.mark.parametrize("wrong", [None, True, 7, 1.5, [], {}, "", " ", "\x00", "a\u0007b", "\ud800" * 12, "x" * 2000])
def test_a_field_of_another_shape_is_named_and_nothing_is_kept(
    desk: Desk, path: str, body: dict[str, Any], wrong: Any
) -> None:
    for field in body:
        if field == "passphrase" and wrong in ("", " ", "\x00", "a\u0007b"):
            continue  # Any letters may stand in a passphrase; how many there have to be is a rule.
        answer = desk.ask("POST", path, body={**body, field: wrong})
        assert answer.status_code == 422, (field, answer.text)
        problem = answer.json or {}
        assert [error["field"] for error in problem["errors"]] == [field], problem
        assert PASSPHRASE not in answer.text
    assert desk.bench.rows(Account) == []
    assert desk.bench.rows(SignIn) == []


@pytest.mark.parametrize("path", ["/accounts", "/young-people", "/sign-ins", "/tokens"])
@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"kind":"staff","kind":"staff"}', "application/json", 400),
        (b'{"kind":NaN}', "application/json", 400),
        (b"[" * 2000, "application/json", 400),
        (b"kind=staff", "application/x-www-form-urlencoded", 415),
        (b"[]", "application/json", 422),
        (b'{"unknown":1}', "application/json", 422),
        (b'{"name":"' + b"x" * 1024 * 1024 + b'"}', "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_a_clear_problem(
    desk: Desk, path: str, data: bytes, content_type: str, status: int
) -> None:
    answer = desk.client.post(f"/people{path}", data=data, content_type=content_type)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"role": "king", "places": 1, "days": 1}, "role"),
        ({"role": "auditor", "places": 0, "days": 1}, "places"),
        ({"role": "auditor", "places": 501, "days": 1}, "places"),
        ({"role": "auditor", "places": 2.0, "days": 1}, "places"),
        ({"role": "auditor", "places": "2", "days": 1}, "places"),
        ({"role": "auditor", "places": 1, "days": 61}, "days"),
        ({"role": "auditor", "places": 1, "days": 10**30}, "days"),
        ({"role": "auditor", "places": 1}, "days"),
    ],
)
def test_an_invite_of_a_wrong_size_is_refused(desk: Desk, body: dict[str, Any], field: str) -> None:
    token = desk.sign_in(desk.seated(Role.COMMISSIONER)[0])["token"]
    answer = desk.ask("POST", desk.at("/invites"), token, body)
    assert answer.status_code == 422
    assert [error["field"] for error in (answer.json or {})["errors"]] == [field]
    assert desk.bench.rows(Invite) == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001, "bell \u0007", None])
def test_a_seat_does_not_end_without_a_readable_reason(desk: Desk, reason: str | None) -> None:
    person, caller = desk.seated(Role.EVALUATOR)
    token = desk.sign_in(person)["token"]
    for body in ({"reason": reason}, {}):
        assert desk.ask("POST", desk.at(f"/seats/{caller.seat}/ending"), token, body).status_code == 422
    assert [seat.ended_at for seat in desk.bench.rows(Seat)] == [None]


def test_ids_of_another_commission_open_nothing(desk: Desk) -> None:
    person, _ = desk.seated(Role.COMMISSIONER)
    _, there = desk.seated(Role.EVALUATOR, commission_id=new_id())
    token = desk.sign_in(person)["token"]
    elsewhere = f"/commissions/{there.commission_id}"
    asks: list[tuple[str, str, Any]] = [
        ("GET", f"{elsewhere}/seats", None),
        ("POST", f"{elsewhere}/invites", {"role": "auditor", "places": 1, "days": 1}),
        ("POST", f"{elsewhere}/seats/{there.seat}/ending", {"reason": "Because."}),
    ]
    for method, path, body in asks:
        assert desk.ask(method, path, token, body).status_code == 403, path
    assert desk.ask("POST", desk.at(f"/seats/{there.seat}/ending"), token, {"reason": "Because."}).status_code == 404
    assert desk.ask("POST", desk.at("/seats/not-an-id/ending"), token, {"reason": "Because."}).status_code == 404


def test_guessing_is_slowed_down_and_says_when_to_come_back(desk: Desk) -> None:
    body = {"sign_in_name": "nobody@example.org", "passphrase": "wrong words"}
    answers = [desk.ask("POST", "/sign-ins", body=body) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "1"
    assert (answers[-1].json or {})["code"] == "too_many_guesses"


def test_a_repeated_request_has_one_effect_and_the_first_answer(desk: Desk) -> None:
    code = desk.invite(places=2)
    people = len(desk.bench.rows(Account))
    first, again = (desk.ask("POST", "/young-people", body={**YOUNG, "invite_code": code}, key="k") for _ in range(2))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert len(desk.bench.rows(Account)) == people + 1
    assert desk.used() == [1]
    # The answer that is kept names nobody.
    assert "okapi" not in first.text.lower()
    token = desk.sign_in(desk.seated(Role.COMMISSIONER)[0])["token"]
    body = {"role": "auditor", "places": 1, "days": 1}
    codes = {(desk.ask("POST", desk.at("/invites"), token, body, key="i").json or {})["code"] for _ in range(2)}
    assert len(codes) == 1


def test_an_account_and_a_code_that_do_not_go_together_say_so(desk: Desk) -> None:
    body = {**STAFF, "kind": "provider"}
    answer = desk.ask("POST", "/accounts", body=body)
    assert (answer.status_code, (answer.json or {})["code"]) == (422, "invite_is_for_another_role")
    assert desk.ask("POST", "/accounts", body={**STAFF, "kind": "young_person"}).status_code == 422


def test_a_providers_seat_leaves_no_line_in_the_log(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.start_commission()
    token = desk.sign_in(desk.person(AccountKind.PROVIDER))["token"]
    capsys.readouterr()
    seat = desk.ask("POST", desk.at("/provider-seats"), token).json or {}
    desk.ask("POST", desk.at(f"/seats/{seat['seat_id']}/ending"), token, {"reason": "We will not bid."})
    said = capsys.readouterr()
    assert said.out + said.err == ""


def test_no_log_line_holds_a_name_or_a_secret(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    code = desk.invite()
    desk.ask("POST", "/accounts", body=STAFF)
    desk.ask("POST", "/young-people", body={**YOUNG, "invite_code": code})
    for words in ("seven plums", "wrong words"):
        desk.ask("POST", "/sign-ins", body={"sign_in_name": "Okapi", "passphrase": words})
    desk.ask("POST", "/young-people", body={**YOUNG, "invite_code": code})
    said = "".join(capsys.readouterr()).lower()
    assert "answered" in said
    for trace in ("okapi", "2011-01", "plums", "achterberg", "lanterns", code.lower(), SETUP_CODE.lower()):
        assert trace not in said
