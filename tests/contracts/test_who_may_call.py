"""The authorisation matrix: every route, every role, in its own and in another commission."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from werkzeug.routing import Rule

from shared.access.who import CONFIRMED_FOR
from shared.roles import AccountKind, Role
from shared.web.app_factory import declarations
from shared.web.routing import Declaration
from tests.town import Commission, Town

KIND = {Role.PROVIDER: AccountKind.PROVIDER, Role.YOUNG_PERSON: AccountKind.YOUNG_PERSON}
# Calls that end the caller's own account or session are left out here, and one that gives a new seat comes last.
ENDS_THE_CALLER = ("erasure", "sessions/", "me/sessions", "devices/all")
SEATS_THE_CALLER = "provider-seats"
# What the gate itself says. A rule of the process may still refuse whom the gate let in, in its own words.
GATE = {
    "sign_in_is_needed", "token_is_invalid", "token_expired", "seat_is_needed", "account_is_of_another_kind",
    "confirmation_is_needed", "forbidden",
}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = Town(tmp_path_factory.mktemp("town"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def own(town: Town) -> Commission:
    return town.commission()


@pytest.fixture(scope="module")
def other(town: Town) -> Commission:
    return town.commission()


def routes(town: Town) -> list[tuple[str, Rule, str, Declaration | None]]:
    found: list[tuple[str, Rule, str, Declaration | None]] = []
    for app in town.apps().values():
        for rule in app.url_map.iter_rules():
            found.extend(
                (rule.endpoint, rule, method, declarations(app).get(rule.endpoint))
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            )
    return sorted(found, key=lambda route: SEATS_THE_CALLER in route[1].rule)


def address(rule: Rule, commission_id: str) -> str:
    values = {name: commission_id if name == "commission_id" else str(uuid4()) for name in rule.arguments}
    path = rule.rule
    for name, value in values.items():
        for form in (f"<uuid:{name}>", f"<{name}>", f"<string:{name}>"):
            path = path.replace(form, value)
    return path


def test_every_route_says_who_may_call_it(town: Town) -> None:
    silent = [f"{method} {rule.rule}" for _, rule, method, declared in routes(town) if declared is None]
    assert silent == []
    assert len(routes(town)) > 60


def _allowed(declared: Declaration, role: Role | None, *, own_commission: bool) -> bool:
    who = declared.who
    if who.open:
        return True
    if role is None:
        return False
    if who.roles:
        return own_commission and role in who.roles
    return KIND.get(role, AccountKind.STAFF) in who.kinds


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "signed out")
def test_what_cannot_be_undone_asks_for_a_confirmation_after_ten_minutes(
    town: Town, own: Commission, other: Commission, role: Role | None
) -> None:
    """Those who may are asked to confirm, and nobody else. Comes before the test that seats a provider elsewhere."""
    asked, wrong = [], []
    before = town.now
    town.advance(CONFIRMED_FOR)
    for _, rule, method, declared in routes(town):
        if declared is None or not declared.who.fresh:
            continue
        for commission in (own, other) if "commission_id" in rule.arguments else (own,):
            answer = town.send(method, address(rule, commission.id), own.tokens[role] if role else "", {})
            code = town.problem_code(answer)
            allowed = _allowed(declared, role, own_commission=commission is own)
            asked += [rule.rule] if code == "confirmation_is_needed" else []
            # A browser is led to where it can confirm, with the form that it sent.
            shut = answer.status_code == (401 if role is None else 403) or (code and answer.status_code == 307)
            if not shut or (code == "confirmation_is_needed") != allowed:
                wrong.append(f"{method} {rule.rule}: {answer.status_code} {code}")
    town.now = before
    assert wrong == []
    assert {"/people/me/erasure", "/people/me/sessions"} <= set(asked) or role is None


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "signed out")
def test_every_route_answers_each_role_as_declared(
    town: Town, own: Commission, other: Commission, role: Role | None
) -> None:
    wrong = []
    for _, rule, method, declared in routes(town):
        if declared is None or any(sign in rule.rule for sign in ENDS_THE_CALLER):
            continue
        for commission in (own, other) if "commission_id" in rule.arguments else (own,):
            token = own.tokens[role] if role else ""
            answer = town.send(method, address(rule, commission.id), token, {} if method != "GET" else None)
            allowed = _allowed(declared, role, own_commission=commission is own)
            shut = answer.status_code in (401, 403) and town.problem_code(answer) in GATE
            expected = {True: "let in", False: "shut out with 401" if role is None else "shut out with 403"}[allowed]
            as_declared = not shut if allowed else shut and answer.status_code == (401 if role is None else 403)
            if not as_declared or answer.status_code >= 500:
                where = "own" if commission is own else "other"
                wrong.append(f"{method} {rule.rule} ({where}): {answer.status_code}, should be {expected}")
    assert wrong == []


def test_a_token_of_an_ended_session_opens_nothing(town: Town) -> None:
    token = town.account("staff")
    (session,) = town.ask("GET", "/people/me/sessions", token)
    town.ask("DELETE", f"/people/sessions/{session['session_id']}", token)
    for path in ("/people/me", "/specification/commissions", "/notifications/messages"):
        assert town.send("GET", path, token).status_code == 401, path


def test_an_expired_token_opens_nothing_and_says_so(town: Town, own: Commission) -> None:
    from datetime import timedelta  # noqa: PLC0415

    before = town.now
    town.advance(timedelta(minutes=16))
    answer = town.send("GET", "/people/me", own.tokens[Role.COMMISSIONER])
    town.now = before
    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")
