"""Proving once more that it is oneself, before an act that cannot be undone."""

from __future__ import annotations

from typing import Any

from services.people.models import Account, Guessing
from services.people.queries.sessions import begin_session
from services.people.rules.pictures import secret_of
from shared.access.origin import Origin
from shared.roles import Role
from tests.people.desk import PASSPHRASE, Desk
from tests.people.test_pictures import FOUR, OTHERS, joined


def confirm(desk: Desk, token: str, passphrase: str = PASSPHRASE) -> Any:
    return desk.ask("POST", "/me/confirmation", token, {"passphrase": passphrase})


def stale(desk: Desk, renewal: str) -> str:
    """A token of a session that was confirmed more than 10 minutes ago."""
    desk.advance(minutes=11)
    return str((desk.ask("POST", "/tokens", body={"renewal": renewal}).json or {})["token"])


def test_signing_in_counts_as_confirming_for_ten_minutes(desk: Desk) -> None:
    person, caller = desk.seated(Role.EVALUATOR)
    found = desk.sign_in(person)
    desk.advance(minutes=9, seconds=59)
    ending = desk.at(f"/seats/{caller.seat}/ending")
    assert desk.ask("POST", ending, found["token"], {"reason": "No time."}).status_code == 200
    desk.advance(seconds=1)
    assert (desk.ask("POST", "/me/erasure", found["token"]).json or {})["code"] == "confirmation_is_needed"


def test_after_ten_minutes_nothing_is_erased_or_ended_without_a_confirmation(desk: Desk) -> None:
    person, caller = desk.seated(Role.EVALUATOR)
    found = desk.sign_in(person)
    before = len(desk.events())
    token = stale(desk, found["renewal"])
    for method, path, body in (
        ("POST", "/me/erasure", None),
        ("DELETE", "/me/sessions", None),
        ("DELETE", "/me/other-sessions", None),
        ("POST", desk.at(f"/seats/{caller.seat}/ending"), {"reason": "No time."}),
    ):
        answer = desk.ask(method, path, token, body)
        assert (answer.status_code, (answer.json or {})["code"]) == (403, "confirmation_is_needed"), path
    assert len(desk.events()) == before
    # Looking around and signing out here go on as before.
    assert desk.ask("GET", "/me", token).status_code == 200
    assert desk.ask("DELETE", f"/sessions/{found['session_id']}", token).status_code == 200


def test_a_confirmation_opens_what_cannot_be_undone_and_lasts_over_renewals(desk: Desk) -> None:
    person = desk.person()
    found = desk.sign_in(person)
    answer = confirm(desk, stale(desk, found["renewal"]))
    assert answer.status_code == 201
    assert answer.json["session_id"] == found["session_id"]
    desk.advance(minutes=9)
    again = desk.ask("POST", "/tokens", body={"renewal": found["renewal"]}).json or {}
    assert desk.ask("POST", "/me/erasure", again["token"]).status_code == 200
    (kept,) = desk.bench.rows(Account)
    assert kept.name is None


def test_a_confirmation_is_for_one_session_alone(desk: Desk) -> None:
    person = desk.person()
    phone, laptop = desk.sign_in(person), desk.sign_in(person)
    token = stale(desk, phone["renewal"])
    assert confirm(desk, token).status_code == 201
    again = desk.ask("POST", "/tokens", body={"renewal": laptop["renewal"]}).json or {}
    assert desk.ask("DELETE", "/me/sessions", again["token"]).status_code == 403
    # Nor does an older token of the same session become fresh by it.
    assert desk.ask("DELETE", "/me/sessions", token).status_code == 403


def test_pictures_confirm_a_session_while_sign_in_is_not_open(desk: Desk) -> None:
    joined(desk)
    (child,) = [row for row in desk.bench.rows(Account) if row.with_pictures]
    with desk.session() as session:
        account = session.get_one(Account, child.holder_id)
        renewal = begin_session(session, desk.settings, account, Origin(), desk.bench.now)["renewal"]
    token = stale(desk, renewal)
    both = {"pictures": list(FOUR), "passphrase": PASSPHRASE}
    neither: list[dict[str, Any]] = [{}, both, {"pictures": ["cat"]}, {"pictures": []}]
    for wrong in neither:
        assert desk.ask("POST", "/me/confirmation", token, wrong).status_code == 422
    # What is hashed of pictures is no passphrase.
    assert confirm(desk, token, secret_of(FOUR)).status_code == 403
    answer = desk.ask("POST", "/me/confirmation", token, {"pictures": list(OTHERS)})
    assert (answer.status_code, (answer.json or {})["code"]) == (403, "sign_in_is_wrong")
    answer = desk.ask("POST", "/me/confirmation", token, {"pictures": list(FOUR)})
    assert answer.status_code == 201
    assert desk.ask("POST", "/me/erasure", (answer.json or {})["token"]).status_code == 200


def test_pictures_confirm_nobody_who_has_a_passphrase(desk: Desk) -> None:
    token = stale(desk, desk.sign_in(desk.person())["renewal"])
    assert desk.ask("POST", "/me/confirmation", token, {"pictures": list(FOUR)}).status_code == 403


def test_a_wrong_passphrase_confirms_nothing_and_is_counted(desk: Desk) -> None:
    person = desk.person()
    token = stale(desk, desk.sign_in(person)["renewal"])
    answers = [confirm(desk, token, "wrong words") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert answers[0].json["code"] == "sign_in_is_wrong"
    # At the name, from the address, and of everybody.
    assert [counted.failures for counted in desk.bench.rows(Guessing)] == [5, 5, 5]
    assert desk.ask("POST", "/me/erasure", token).status_code == 403
    # The count is the same as at the door: a borrowed token is no second way to try passphrases out.
    body = {"sign_in_name": person.name, "passphrase": PASSPHRASE}
    assert desk.ask("POST", "/sign-ins", body=body).status_code == 429
    desk.advance(seconds=1)
    assert confirm(desk, token).status_code == 201
    assert len(desk.bench.rows(Guessing)) == 2
