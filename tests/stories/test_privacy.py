"""Names stay in `people`, and contacts in `notifications`; and when a person is erased, nothing of them is left."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import inspect, text

from deploy.demo.clock import SteppedClock
from deploy.demo.material import Sample, born_on, read_sample
from deploy.demo.result import StoryResult
from deploy.demo.story import tell_the_story
from deploy.embedded import System
from deploy.services import NAMES
from shared.settings import Settings
from tests.contracts.needles import Needles
from tests.contracts.test_sealed import logs_into
from tests.ring import ring_in
from tests.stories.telling import say_nothing
from tests.system import SECRET, SETUP_CODE

BEGAN = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
# A young person whose birthday is nobody else's, a member of a provider whose bid was assessed, and an officer.
ERASED = ("young_8", "provider_everstep", "commissioner_2")
# Shorter parts of a name turn up by themselves.
_SHORTEST_PART = 4


@dataclass
class Life:
    """Somebody of the sample: how they sign in, and everything by which they could be known."""

    key: str
    sign_in_name: str
    passphrase: str
    born: date | None
    words: set[str]

    @property
    def contact(self) -> str:
        """Where they want e-mail: another address than the one they sign in with."""
        return f"{self.key.replace('_', '-')}-at-home@example.net"

    @property
    def everything(self) -> set[str]:
        return self.words | {self.contact, self.passphrase}


def life(each: dict[str, Any]) -> Life:
    name = str(each.get("name") or each["nickname"])
    parts = {part for whole in name.split() for part in (whole, *whole.split("-")) if len(part) >= _SHORTEST_PART}
    born = born_on(each["age"], BEGAN.date()) if "age" in each else None
    words = {name, *parts} | ({each["email"]} if "email" in each else set())
    if born is not None:
        words |= {born.isoformat(), f"{born:%d/%m/%Y}", f"{born:%d %B %Y}", f"{born:%Y%m%d}", f"{born:%d.%m.%Y}"}
    return Life(str(each["key"]), str(each.get("email") or name), str(each["passphrase"]), born, words)


def cast(sample: Sample) -> dict[str, Life]:
    groups = [listed for name, listed in sample.people.items() if name not in ("sample_only", "organisations")]
    found = [each for listed in groups for each in listed] + [o["contact"] for o in sample.people["organisations"]]
    return {each["key"]: life(each) for each in found}


@dataclass
class Ended:
    """The whole story, told; with what was printed and logged, and a way to ask further."""

    folder: Path
    system: System
    client: httpx.Client
    result: StoryResult
    lives: dict[str, Life]
    sample: Sample

    def token(self, key: str) -> str:
        body = {"sign_in_name": self.lives[key].sign_in_name, "passphrase": self.lives[key].passphrase}
        answer = self.client.post("/people/sign-ins", json=body, headers={"Idempotency-Key": f"sign-in-{key}"})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    def ask(self, method: str, path: str, key: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token(key)}"}
        if method != "GET":
            headers["Idempotency-Key"] = f"{method} {path} {key}".replace(" ", "-")
        answer = self.client.request(method, path, json=body, headers=headers)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        self.system.settle()
        return answer

    def logs(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def needles(self, *keys: str) -> Needles:
        return Needles(word for key in keys or self.lives for word in self.lives[key].everything)

    def rows(self, service: str) -> dict[str, str]:
        """Every table of a service's database, as text."""
        engine = self.system.runtimes[service].engine
        with engine.connect() as connection:
            names = inspect(connection).get_table_names()
            return {name: _rows(connection.execute(text(f"SELECT * FROM {name}"))) for name in names}  # noqa: S608

    def raw(self, service: str) -> str:
        """The bytes of a service's files as they lie on the disk: the database, its log, and whatever is beside it."""
        found = sorted(self.folder.glob(f"{service}.sqlite*"))
        assert found
        return "\n".join(path.read_bytes().decode("latin-1") for path in found)


def _rows(found: Any) -> str:
    return "\n".join(json.dumps([str(value) for value in row], ensure_ascii=False) for row in found)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ended]:
    folder = tmp_path_factory.mktemp("privacy")
    (folder / "keys").mkdir()
    sample = read_sample()
    clock = SteppedClock(BEGAN)
    with logs_into(folder / "log"):
        settings = Settings(
            database_url=f"sqlite:///{folder}/{{service}}.sqlite", secret=SECRET, setup_code=SETUP_CODE,
            bid_keys=ring_in(folder / "keys"),
        )  # fmt: skip
        system = System(settings, clock.now)
        clock.carry = system.settle
        transport = httpx.WSGITransport(app=system.wsgi)
        with httpx.Client(transport=transport, base_url="http://localhost") as client:
            result = tell_the_story(
                client, sample, setup_code=SETUP_CODE, until="contract", clock=clock, progress=say_nothing
            )  # fmt: skip
            found = Ended(folder, system, client, result, cast(sample), sample)
            for key, each in found.lives.items():
                found.ask("PUT", "/notifications/me/contact", key, {"email": each.contact})
            yield found
        system.stop()


def test_no_event_holds_anybody_s_name_address_or_date_of_birth(ended: Ended) -> None:
    needles = ended.needles()
    for service in NAMES:
        outbox = ended.rows(service)["outbox"]
        assert outbox or service == "decision_trail", service
        assert needles.found_in(outbox) == set(), service


def test_no_entry_and_no_export_of_the_trail_holds_them(ended: Ended) -> None:
    needles = ended.needles()
    assert needles.found_in(ended.rows("decision_trail")["entries"]) == set()
    assert needles.found_in(json.dumps(ended.result.entries, ensure_ascii=False, default=str)) == set()
    base = f"/decision_trail/commissions/{ended.result.commission_id}"
    for path in (f"{base}/timeline", f"{base}/export.jsonl", f"{base}/export.csv"):
        answer = ended.ask("GET", path, "auditor_1").text
        assert len(answer) > 10_000
        assert needles.found_in(answer) == set(), path
    for path in (f"/decision_trail/records/{ended.result.commission_id}", f"/records/{ended.result.commission_id}"):
        answer = ended.client.get(path).text
        assert len(answer) > 1000
        assert needles.found_in(answer) == set(), path


def test_no_log_line_and_no_metric_holds_them(ended: Ended) -> None:
    needles = ended.needles()
    assert ended.logs().count("\n") > 500
    assert needles.found_in(ended.logs()) == set()
    for service in NAMES:
        for path in ("metrics", "health/ready", "set-aside"):
            answer = ended.ask("GET", f"/{service}/{path}", "commissioner_1").text
            assert needles.found_in(answer) == set(), f"/{service}/{path}"


def test_only_people_knows_names_and_only_notifications_knows_contacts(ended: Ended) -> None:
    needles = ended.needles()
    contacts = {each.contact for each in ended.lives.values()}
    for service in NAMES:
        for table, rows in ended.rows(service).items():
            held = needles.found_in(rows)
            allowed = {("people", "accounts"): held - contacts, ("notifications", "contacts"): contacts}
            assert held <= allowed.get((service, table), set()), f"{service}.{table}"
    names = {each.sign_in_name.lower() for each in ended.lives.values()}
    assert all(name in ended.rows("people")["accounts"].lower() for name in names)
    assert all(contact in ended.rows("notifications")["contacts"] for contact in contacts)


def test_no_passphrase_is_kept_anywhere(ended: Ended) -> None:
    needles = Needles(each.passphrase for each in ended.lives.values())
    for service in NAMES:
        assert needles.found_in(ended.raw(service)) == set(), service


def test_the_walk_would_see_a_leak(ended: Ended) -> None:
    """A name is planted where it must not be, and the same search finds it."""
    somebody = ended.lives["young_3"]
    path = ended.folder / "specification.sqlite"
    connection = sqlite3.connect(path, timeout=30)
    (before,) = connection.execute("SELECT reason FROM outbox WHERE position = 1").fetchone()
    connection.execute("UPDATE outbox SET reason = ? WHERE position = 1", (f"{somebody.sign_in_name} said so.",))
    connection.commit()
    try:
        assert ended.needles().found_in(ended.rows("specification")["outbox"]) == {somebody.sign_in_name}
    finally:
        connection.execute("UPDATE outbox SET reason = ? WHERE position = 1", (before,))
        connection.commit()
        connection.close()


def test_nothing_of_an_erased_person_is_left_in_any_database_or_file(ended: Ended) -> None:
    """The last of these tests: it erases three people, one of each kind of account."""
    needles = ended.needles(*ERASED)
    assert all(ended.lives[key].born != each.born for key in ERASED for each in _staying(ended) if each.born)
    before = {key: needles.found_in(ended.raw("people")) & ended.lives[key].words for key in ERASED}
    assert all(before.values()), "the files show people before they are erased, so the search can find them"
    for key in ERASED:
        token = ended.token(key)
        _guess_wrong(ended, key)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"erase-{key}"}
        answer = ended.client.post("/people/me/erasure", headers=headers)
        assert answer.status_code == 200, answer.text
        ended.system.settle()
    for service in NAMES:
        for table, rows in ended.rows(service).items():
            assert needles.found_in(rows) == set(), f"{service}.{table}"
        _tidy(ended, service)
        assert needles.found_in(ended.raw(service)) == set(), service
    assert needles.found_in(ended.logs()) == set()


def _staying(ended: Ended) -> list[Life]:
    return [each for key, each in ended.lives.items() if key not in ERASED]


def _guess_wrong(ended: Ended, key: str) -> None:
    body = {"sign_in_name": ended.lives[key].sign_in_name, "passphrase": "not my words at all"}
    assert ended.client.post("/people/sign-ins", json=body).status_code == 403


def _tidy(ended: Ended, service: str) -> None:
    """Let SQLite carry its log over into the file and begin a new one, as it does by itself from time to time."""
    with ended.system.runtimes[service].engine.connect() as connection:
        connection.commit()
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]


def test_the_others_are_still_there(ended: Ended) -> None:
    me = ended.ask("GET", "/people/me", "young_1").json()
    assert me["name"] == "Zephyrine"
    assert ended.ask("GET", "/notifications/me/contact", "young_1").json()["email"] == ended.lives["young_1"].contact
