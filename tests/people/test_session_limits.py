"""How long a session goes on, by kind of account and role."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.people.models import SignIn
from services.people.rules.devices import UNKNOWN, device_called
from services.people.rules.sessions import Limits, is_over, limits_for
from shared.roles import AccountKind, Role
from tests.people.desk import PASSPHRASE, Desk

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "roles", "idle", "absolute"),
    [
        (AccountKind.YOUNG_PERSON, set(), 4 * HOUR, 12 * HOUR),
        (AccountKind.YOUNG_PERSON, {Role.YOUNG_PERSON, Role.FACILITATOR}, 4 * HOUR, 12 * HOUR),
        (AccountKind.PROVIDER, {Role.PROVIDER}, 2 * HOUR, 12 * HOUR),
        (AccountKind.STAFF, {Role.FACILITATOR, Role.EVALUATOR}, 2 * HOUR, 12 * HOUR),
        (AccountKind.STAFF, {Role.COMMISSIONER}, HOUR, 8 * HOUR),
        (AccountKind.STAFF, {Role.AUDITOR}, 30 * MINUTE, 8 * HOUR),
        (AccountKind.STAFF, {Role.COMMISSIONER, Role.AUDITOR, Role.EVALUATOR}, 30 * MINUTE, 8 * HOUR),
    ],
)
def test_limits_are_the_shortest_of_kind_and_roles(
    kind: AccountKind, roles: set[Role], idle: timedelta, absolute: timedelta
) -> None:
    assert limits_for(kind, roles) == Limits(idle, absolute)


@pytest.mark.parametrize(
    ("begun", "used", "over"),
    [
        (0 * HOUR, 0 * HOUR, False),
        (8 * HOUR - MINUTE, MINUTE, False),
        (8 * HOUR, MINUTE, True),
        (2 * HOUR, HOUR - MINUTE, False),
        (2 * HOUR, HOUR, True),
    ],
)
def test_a_session_is_over_at_its_limit(begun: timedelta, used: timedelta, over: bool) -> None:
    assert is_over(Limits(HOUR, 8 * HOUR), begun_at=NOW - begun, last_used_at=NOW - used, now=NOW) is over


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        ("Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0", "Firefox on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0 Safari/537.36 Edg/128.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 13; SM-A1) Chrome/115 SamsungBrowser/23 Safari/5", "Samsung Internet on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) AppleWebKit/605 Version/17.5 Safari/604", "Safari on iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5) AppleWebKit/605 CriOS/128 Safari/604", "Chrome on iPad"),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/128 Safari/537.36", "Chrome on Chromebook"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15) Gecko/20100101 Firefox/128.0", "Firefox on Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Linux"),
        ("python-httpx/0.28", UNKNOWN),
        ("", UNKNOWN),
        ("<script>alert(1)</script>" * 1000, UNKNOWN),
    ],
)
def test_a_device_is_called_by_browser_and_system_alone(agent: str, called: str) -> None:
    assert device_called(agent) == called


def renew(desk: Desk, renewal: str) -> int:
    return desk.ask("POST", "/tokens", body={"renewal": renewal}).status_code


@pytest.mark.parametrize(
    ("role", "idle"),
    [(Role.YOUNG_PERSON, 240), (Role.EVALUATOR, 120), (Role.COMMISSIONER, 60), (Role.AUDITOR, 30)],
)
def test_who_stops_is_signed_out_and_who_goes_on_is_not(desk: Desk, role: Role, idle: int) -> None:
    found = desk.sign_in(desk.seated(role)[0])
    for _ in range(2):
        desk.advance(minutes=idle - 1)
        assert renew(desk, found["renewal"]) == 201
    desk.advance(minutes=idle)
    assert renew(desk, found["renewal"]) == 403


def test_who_becomes_an_auditor_meanwhile_is_signed_out_like_one(desk: Desk) -> None:
    person = desk.person()
    found = desk.sign_in(person)
    desk.advance(minutes=45)
    desk.seated(Role.AUDITOR, person)
    assert renew(desk, found["renewal"]) == 403


def test_an_auditors_day_ends_after_eight_hours_however_busy(desk: Desk) -> None:
    found = desk.sign_in(desk.seated(Role.AUDITOR)[0])
    for _ in range(19):
        desk.advance(minutes=25)
        assert renew(desk, found["renewal"]) == 201
    desk.advance(minutes=5)
    assert renew(desk, found["renewal"]) == 403


def test_the_list_names_each_device_and_leaves_out_what_is_over(desk: Desk) -> None:
    person = desk.person()
    phone = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"
    body = {"sign_in_name": person.name, "passphrase": PASSPHRASE}
    desk.client.post("/people/sign-ins", json=body, headers={"User-Agent": phone})
    desk.advance(minutes=90)
    here = desk.sign_in(person)
    listed = desk.ask("GET", "/me/sessions", here["token"]).json or []
    assert [(each["device"], each["current"]) for each in listed] == [("Firefox on Android", False), (UNKNOWN, True)]
    assert listed[0]["last_used_at"] == "2026-03-02T09:30:00.000000Z"
    # Two hours after it was last used, the phone is signed out.
    desk.advance(minutes=30)
    again = desk.ask("POST", "/tokens", body={"renewal": here["renewal"]}).json or {}
    assert [each["current"] for each in desk.ask("GET", "/me/sessions", again["token"]).json or []] == [True]


def test_of_the_browsers_own_words_only_the_short_name_is_kept(desk: Desk) -> None:
    body = {"sign_in_name": desk.person().name, "passphrase": PASSPHRASE}
    agent = "Mozilla/5.0 (Android 14; Mobile; rv:128.0; Unusual-Phone 7) Gecko/128.0 Firefox/128.0"
    desk.client.post("/people/sign-ins", json=body, headers={"User-Agent": agent})
    (kept,) = desk.bench.rows(SignIn)
    assert kept.device == "Firefox on Android"
    assert "Unusual" not in str(vars(kept))


def test_sessions_that_are_over_are_tidied_away_whosever_they_were(desk: Desk) -> None:
    for _ in range(3):
        desk.sign_in(desk.person())
    desk.advance(hours=12)
    found = desk.sign_in(desk.person())
    assert [row.session_id for row in desk.bench.rows(SignIn)] == [found["session_id"]]


def test_signing_out_everywhere_else_leaves_this_device(desk: Desk) -> None:
    person, other = desk.person(), desk.sign_in(desk.person())
    phone, tablet, here = (desk.sign_in(person) for _ in range(3))
    assert desk.ask("DELETE", "/me/other-sessions", here["token"]).status_code == 200
    for found in (phone, tablet):
        assert desk.ask("GET", "/me", found["token"]).status_code == 401
        assert renew(desk, found["renewal"]) == 403
    assert desk.ask("GET", "/me", here["token"]).status_code == 200
    assert {event.key for event in desk.events()} == {phone["session_id"], tablet["session_id"]}
    assert desk.ask("DELETE", "/me/sessions", here["token"]).status_code == 200
    assert desk.ask("GET", "/me", here["token"]).status_code == 401
    assert len(desk.events()) == 3
    assert desk.ask("GET", "/me", other["token"]).status_code == 200
