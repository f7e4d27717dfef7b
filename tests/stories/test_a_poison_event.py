"""An event that a service cannot take, on each engine: it waits with what follows it, and nobody else waits."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, delete, insert, select, update

from deploy.services import service
from shared.contracts.specification import SpecificationAgreed
from shared.messaging.outbox import record
from shared.messaging.tables import TABLES
from shared.runtime import Runtime, make_runtime, wall_clock
from shared.settings import Settings
from tests.system import SECRET, SETUP_CODE, DistributedSystem, EmbeddedSystem
from tests.town import PASSPHRASE, PLAN

SAMPLES = Path(__file__).parents[1] / "contracts" / "samples"
AGREED = SpecificationAgreed.TYPE
PATIENCE_SECONDS = 40


@dataclass
class Place:
    """Two commissions on a running system, and one officer who started both."""

    system: EmbeddedSystem | DistributedSystem
    officer: str
    poisoned: str
    other: str

    def ask(self, method: str, path: str, token: str = "", body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self.system.client.request(method, path, json=body, headers=headers)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def auditor(self, commission_id: str) -> str:
        """Seat somebody new in a commission; return their token."""
        path = f"/people/commissions/{commission_id}/invites"
        wait(lambda: self.system.client.get(path.replace("invites", "seats"), headers=bearer(self.officer)).is_success)
        invite = self.ask("POST", path, self.officer, {"role": "auditor", "places": 1, "days": 7})
        return account(self.ask, invite["code"])

    def tendering_knows(self, commission_id: str, token: str) -> bool:
        """Whether the seat has arrived in tendering: it may ask for the award, which is not there."""
        answer = self.system.client.get(f"/tendering/commissions/{commission_id}/award", headers=bearer(token))
        return answer.status_code == 404

    def runtime(self, name: str) -> Runtime:
        settings = Settings(database_url=self.system.database_url(name), secret=SECRET, setup_code=SETUP_CODE)
        return make_runtime(name, settings)

    def aside(self, name: str = "tendering") -> list[str]:
        """The types of what waits in a service for the poisoned commission, in order."""
        engine = create_engine(self.system.database_url(name))
        kept = select(TABLES.set_aside.c.message).where(
            TABLES.set_aside.c.resolved_at.is_(None), TABLES.set_aside.c.key == self.poisoned
        )
        with engine.connect() as connection:
            found = [row.message["type"] for row in connection.execute(kept.order_by(TABLES.set_aside.c.position))]
        engine.dispose()
        return found

    def publish(self, body: dict[str, Any] | None) -> str:
        """Record the sample of an agreed specification for the poisoned commission, or one with this body instead."""
        sample = json.loads((SAMPLES / f"{AGREED}.json").read_text())
        event = SpecificationAgreed.from_wire({**sample, "commission_id": self.poisoned})
        runtime = self.runtime("specification")
        with runtime.sessions.begin() as session:
            event_id = record(session, event, actor="system", now=wall_clock())
            if body is not None:
                changed = update(TABLES.outbox).where(TABLES.outbox.c.event_id == event_id)
                session.execute(changed.values(body=json.dumps(body)))
        runtime.close()
        return event_id


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def wait(until: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not until():
        assert time.monotonic() < ends, "it did not come about"
        time.sleep(0.1)


def account(ask: Callable[..., Any], invite_code: str) -> str:
    email = f"{uuid4().hex[:12]}@example.org"
    body = {"kind": "staff", "email": email, "name": "Somebody", "passphrase": PASSPHRASE, "invite_code": invite_code}
    ask("POST", "/people/accounts", body=body)
    return str(ask("POST", "/people/sign-ins", body={"sign_in_name": email, "passphrase": PASSPHRASE})["token"])


@pytest.fixture
def place(system: EmbeddedSystem | DistributedSystem) -> Place:
    made = Place(system, "", "", "")
    made.officer = account(made.ask, SETUP_CODE)
    path = "/specification/commissions"
    wait(lambda: system.client.get(path, headers=bearer(made.officer)).is_success)
    body = {"title": "Somewhere to go", "need": "Nowhere is open.", "plan": PLAN}
    made.poisoned, made.other = (made.ask("POST", path, made.officer, body)["commission_id"] for _ in range(2))
    for commission_id in (made.poisoned, made.other):
        token = made.auditor(commission_id)
        wait(lambda c=commission_id, t=token: made.tendering_knows(c, t))  # type: ignore[misc]
    return made


def test_a_poison_event_waits_with_what_follows_others_go_on_and_retry_takes_all_in_order(place: Place) -> None:
    table = service("tendering").metadata.tables["known_commissions"]
    runtime = place.runtime("tendering")
    with runtime.sessions.begin() as session:
        lost = dict(session.execute(select(table).where(table.c.commission_id == place.poisoned)).mappings().one())
        session.execute(delete(table).where(table.c.commission_id == place.poisoned))
    place.publish(None)
    wait(lambda: place.aside() == [AGREED])
    held_up, unhindered = place.auditor(place.poisoned), place.auditor(place.other)
    wait(lambda: place.tendering_knows(place.other, unhindered))
    wait(lambda: "people.seat_taken.v1" in place.aside())
    assert not place.tendering_knows(place.poisoned, held_up)
    listed = place.system.command("set-aside", "list", "tendering").stdout
    assert place.poisoned in listed
    assert AGREED in listed
    assert place.other not in listed

    with runtime.sessions.begin() as session:
        session.execute(insert(table), lost)
    before = place.aside()
    retried = place.system.command("set-aside", "retry", "tendering", place.poisoned)
    assert f"took {len(before)} events" in retried.stdout, retried.stdout + retried.stderr
    assert before[0] == AGREED
    assert place.aside() == []
    wait(lambda: place.tendering_knows(place.poisoned, held_up))
    with runtime.read_sessions() as session:
        assert session.scalar(select(table.c.sha256).where(table.c.commission_id == place.poisoned))
    runtime.close()


def test_skipping_needs_a_reason_and_is_itself_an_event_in_the_trail(place: Place) -> None:
    event_id = place.publish({"commission_id": place.poisoned})
    wait(lambda: place.aside() == [AGREED])
    held_up = place.auditor(place.poisoned)
    wait(lambda: len(place.aside()) > 1)
    without = place.system.command("set-aside", "skip", "tendering", event_id)
    assert (without.returncode, "reason" in without.stderr) == (2, True)
    empty = place.system.command("set-aside", "skip", "tendering", event_id, "--reason", "  ")
    assert empty.returncode == 1, empty.stdout
    assert place.aside()[0] == AGREED

    reason = "It was published by mistake; the right one follows."
    skipped = place.system.command("set-aside", "skip", "tendering", event_id, "--reason", reason)
    assert skipped.returncode == 0, skipped.stderr
    place.system.command("set-aside", "retry", "tendering", place.poisoned)
    assert place.aside() == []
    wait(lambda: place.tendering_knows(place.poisoned, held_up))

    def in_the_trail() -> bool:
        path = f"/decision_trail/commissions/{place.poisoned}/timeline?type=tendering.event_skipped.v1"
        return [entry["reason"] for entry in place.ask("GET", path, place.officer)["items"]] == [reason]

    wait(in_the_trail)
