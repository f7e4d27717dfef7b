"""Somebody takes away what is held about them, and is then forgotten: on each engine, looked for everywhere.

In every table of every database, in the bytes of the files, in the log (the outboxes, and Kafka where there is one),
in the trail and its exports, and in what the processes wrote.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, inspect, text

from deploy.services import NAMES
from shared.messaging.kafka import read_whole_log
from shared.settings import Settings
from tests.contracts.needles import Needles
from tests.system import SECRET, SETUP_CODE, DistributedSystem, EmbeddedSystem
from tests.town import PASSPHRASE, PLAN

PATIENCE_SECONDS = 60
NICKNAME, EMAIL, BORN = "Zorvexilon Quimbra", "jaxtolludge@wyvernoffry.example", "2011-03-27"
WORRY, CONTACT = "kyrvoolwick", "moxzephamble"
OWN_WORDS = "Nobody waits in a corridor with a fluttermarsh in it."


@dataclass
class Life:
    """A running system, and a young person in it who has done a few things."""

    system: EmbeddedSystem | DistributedSystem
    officer: str
    young: str
    commission_id: str
    exported: dict[str, Any] = field(default_factory=dict)

    def ask(self, method: str, path: str, token: str = "", body: Any = None) -> Any:
        return ask(self.system, method, path, token, body)

    def rows(self, service: str) -> dict[str, str]:
        engine = create_engine(self.system.database_url(service))
        try:
            with engine.connect() as connection:
                tables = inspect(connection).get_table_names()
                return {
                    name: "\n".join(str(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{name}"')))  # noqa: S608
                    for name in tables
                }
        finally:
            engine.dispose()

    def log(self) -> str:
        """What Kafka holds, or nothing where delivery is inside the process: there the outboxes are the log."""
        environment = self.system.environment
        if "COPRODUCE_KAFKA" not in environment:
            return ""
        settings = Settings(
            database_url="", secret=SECRET, setup_code=SETUP_CODE, topic=environment["COPRODUCE_TOPIC"],
            kafka=tuple(environment["COPRODUCE_KAFKA"].split(",")),
        )  # fmt: skip
        return "\n".join(f"{each.actor} {each.reason} {each.body!r}" for each in read_whole_log(settings))


def ask(system: Any, method: str, path: str, token: str = "", body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if method != "GET":
        headers["Idempotency-Key"] = uuid4().hex
    answer = system.client.request(method, path, json=body, headers=headers)
    assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json() if answer.headers["Content-Type"] == "application/json" else answer.text


def until(holds: Callable[[], Any], what: str) -> Any:
    """Ask until it is so; a service hears of others' events a moment later."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            found = holds()
        except AssertionError:
            found = None
        if found:
            return found
        time.sleep(0.1)
    pytest.fail(f"not within {PATIENCE_SECONDS} s: {what}")


@pytest.fixture(scope="module")
def life(system: EmbeddedSystem | DistributedSystem) -> Life:
    email = f"{uuid4().hex[:12]}@example.org"
    words = {"kind": "staff", "email": email, "name": "Officer", "passphrase": PASSPHRASE, "invite_code": SETUP_CODE}
    ask(system, "POST", "/people/accounts", body=words)
    signing_in = {"sign_in_name": email, "passphrase": PASSPHRASE}
    officer = str(ask(system, "POST", "/people/sign-ins", body=signing_in)["token"])
    started = {"title": "Somewhere to talk", "need": "Waiting takes too long.", "plan": PLAN}
    path = "/specification/commissions"
    commission_id = until(lambda: ask(system, "POST", path, officer, started), "the key is known")["commission_id"]
    base = f"/people/commissions/{commission_id}"
    wanted = {"role": "young_person", "places": 2, "days": 14}
    code = until(lambda: ask(system, "POST", f"{base}/invites", officer, wanted), "the officer has a seat")["code"]
    joining = {"invite_code": code, "nickname": NICKNAME, "passphrase": "nine wet spoons", "born_on": BORN}
    ask(system, "POST", "/people/young-people", body=joining)
    signing_in = {"sign_in_name": NICKNAME, "passphrase": "nine wet spoons"}
    young = str(ask(system, "POST", "/people/sign-ins", body=signing_in)["token"])
    found = Life(system, officer, young, commission_id)
    until(lambda: found.ask("PUT", "/notifications/me/contact", young, {"email": EMAIL}), "the key is known")
    clause = {"heading": "A first visit", "text": OWN_WORDS}
    draft = f"/specification/commissions/{commission_id}/clauses"
    until(lambda: found.ask("POST", draft, young, clause), "the seat is known")
    said = {"words": f"It is {WORRY}.", "contact": CONTACT, "commission_id": commission_id}
    found.ask("POST", "/people/me/worries", young, said)
    until(lambda: found.ask("GET", "/notifications/messages", young), "the welcome has come")
    trail = f"/decision_trail/commissions/{commission_id}/timeline"
    until(lambda: "clause_drafted" in str(found.ask("GET", trail, young)), "the trail has it")
    return found


NEEDLES = Needles([NICKNAME, "Zorvexilon", EMAIL, "jaxtolludge", BORN, "nine wet spoons", WORRY, CONTACT])


def test_what_is_held_about_me_is_told_by_each_service_and_holds_no_worry_and_no_secret(life: Life) -> None:
    for name in NAMES:
        life.exported[name] = life.ask("GET", f"/{name}/my-data.json", life.young)["held"]
    whole = json.dumps(life.exported)
    assert life.exported["people"]["accounts"][0]["name"] == NICKNAME
    assert life.exported["people"]["accounts"][0]["born_on"] == BORN
    assert life.exported["notifications"]["contacts"][0]["email"] == EMAIL
    assert any(each["text"] == OWN_WORDS for each in life.exported["specification"]["clause_versions"])
    assert {each["type"] for each in life.exported["decision_trail"]["entries"]} >= {"specification.clause_drafted.v1"}
    assert Needles([WORRY, CONTACT, "nine wet spoons"]).found_in(whole) == set()
    assert "hash" not in whole.replace("sha256", "")


def test_nobody_is_told_what_is_held_about_me(life: Life) -> None:
    needles = Needles([NICKNAME, EMAIL, BORN, OWN_WORDS])
    for name in NAMES:
        answer = life.system.client.get(f"/{name}/my-data.json")
        assert answer.status_code == 401
        assert needles.found_in(json.dumps(life.ask("GET", f"/{name}/my-data.json", life.officer))) == set(), name


def test_before_it_names_are_in_people_and_contacts_in_notifications_alone(life: Life) -> None:
    held = {(name, table) for name in NAMES for table, rows in life.rows(name).items() if NEEDLES.found_in(rows)}
    assert held == {("people", "accounts"), ("notifications", "contacts")}


def test_a_forgotten_person_is_nowhere(life: Life) -> None:
    life.ask("POST", "/people/me/erasure", life.young)
    until(lambda: EMAIL not in str(life.rows("notifications")["contacts"]), "notifications has heard of it")
    for name in NAMES:
        for table, rows in life.rows(name).items():
            assert NEEDLES.found_in(rows) == set(), f"{name}.{table}"
    assert NEEDLES.found_in(life.log()) == set()
    assert NEEDLES.found_in(life.system.logs()) == set()
    base = f"/decision_trail/commissions/{life.commission_id}"
    until(lambda: "seat_ended" in str(life.ask("GET", f"{base}/timeline", life.officer)), "the trail has heard of it")
    for path in ("timeline", "export.jsonl", "export.csv"):
        found = life.ask("GET", f"{base}/{path}", life.officer)
        assert NEEDLES.found_in(found if isinstance(found, str) else json.dumps(found)) == set(), path


def test_what_the_seat_wrote_stays_and_nobody_can_use_it_any_more(life: Life) -> None:
    clauses = life.ask("GET", f"/specification/commissions/{life.commission_id}/clauses", life.officer)
    assert [each["text"] for each in clauses] == [OWN_WORDS]
    assert life.system.client.get("/people/me", headers={"Authorization": f"Bearer {life.young}"}).status_code == 401


def test_the_log_was_looked_through(life: Life) -> None:
    """Where there is a Kafka, what was searched is not nothing."""
    if "COPRODUCE_KAFKA" in life.system.environment:
        assert life.log().count("\n") > 5
    assert all(life.rows(name)["inbox"] for name in NAMES)
