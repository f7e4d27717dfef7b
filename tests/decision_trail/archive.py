"""The archive of a test: the trail on a real database, with samples of every event to put into it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import rfc8785
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from services.decision_trail.app import create_app, create_root
from services.decision_trail.models import Entry, Head
from services.decision_trail.worker import SERVICE
from shared.access import Caller
from shared.contracts.declaration import REGISTRY, Event
from shared.ids import new_id
from shared.messaging.envelope import Message
from shared.messaging.intake import Intake
from shared.roles import Role
from tests.kit import Bench

SAMPLES = Path(__file__).parents[1] / "contracts" / "samples"
GENESIS = "0" * 64


def sample(event_type: str, **fields: Any) -> Event:
    """The event as its published sample has it, with these fields instead."""
    body = json.loads((SAMPLES / f"{event_type}.json").read_text(encoding="utf-8"))
    return REGISTRY[event_type].from_wire({**body, **fields})


class Archive:
    """What the tests of `decision_trail` share."""

    def __init__(self, folder: Path, bench: Bench | None = None) -> None:
        self.bench = bench or Bench(SERVICE, folder)
        self.commission_id = new_id()
        self.root: FlaskClient = self.bench.client(create_root)
        self._intake = Intake(self.bench.runtime, SERVICE.handlers)

    @cached_property
    def client(self) -> FlaskClient:
        """The service over HTTP, made for the tests that ask it: many do not."""
        return self.bench.client(create_app)

    def put(self, event_type: str, *, actor: str = "system", reason: str = "", **fields: Any) -> Message:
        """Put in a sample of this type about the commission, delivered twice; a second later than the last."""
        self.bench.advance(timedelta(seconds=1))
        event = sample(event_type, commission_id=self.commission_id, **fields)
        return self.bench.handle(event, actor=actor, reason=reason)

    def put_body(self, body: Any, event_type: str = "future.thing_done.v9", key: str = "", **fields: Any) -> Message:
        """Put in whatever body under whatever type, as it would come from the log."""
        message = self.message(body, event_type, key, **fields)
        self._intake.take([message])
        self._intake.take([message])
        return message

    def message(self, body: Any, event_type: str = "future.thing_done.v9", key: str = "", **fields: Any) -> Message:
        base = self.bench.message(sample("people.person_erased.v1", holder_id=key or self.commission_id))
        written = body if isinstance(body, str) else json.dumps(body)
        return replace(base, **{"type": event_type, "source": "/coproduce/future", "body": written, **fields})

    def take(self, messages: list[Message]) -> int:
        return self._intake.take(messages)

    def start(self, title: str = "Somewhere to talk") -> None:
        self.put("specification.commission_started.v1", title=title)

    def seat(self, role: Role) -> Caller:
        return self.bench.seat(self.commission_id, role)

    def reader(self) -> Caller:
        """An auditor of a commission whose bids are open and whose scores are locked, so that nothing is withheld."""
        caller = self.seat(Role.AUDITOR)
        self.put("tendering.bids_opened.v1")
        self.put("youth_panel.scores_locked.v1")
        return caller

    def entries(self, chain: str = "") -> list[Entry]:
        rows: list[Entry] = self.bench.rows(Entry)
        found = [row for row in rows if row.chain == (chain or self.commission_id)]
        return sorted(found, key=lambda row: row.position)

    def head(self) -> Head | None:
        return next((row for row in self.bench.rows(Head) if row.chain == self.commission_id), None)

    def ask(self, path: str, caller: Caller | None = None, **query: Any) -> TestResponse:
        headers = self.bench.headers(caller) if caller is not None else {}
        return self.client.get(f"/decision_trail{path}", query_string=query, headers=headers)

    def read(self, what: str, caller: Caller, **query: Any) -> TestResponse:
        """Ask for something of the commission."""
        return self.ask(f"/commissions/{self.commission_id}/{what}", caller, **query)

    def timeline(self, caller: Caller, **query: Any) -> dict[str, Any]:
        answer = self.read("timeline", caller, **query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json or {})

    def lines(self, caller: Caller) -> list[dict[str, Any]]:
        """The JSON Lines export, read back."""
        return [json.loads(line) for line in self.read("export.jsonl", caller).data.splitlines()]

    def table(self, caller: Caller) -> list[dict[str, str]]:
        """The CSV export, read back with the apostrophes before formulas taken away."""
        rows = csv.DictReader(io.StringIO(self.read("export.csv", caller).text, newline=""))
        return [{name: cell.removeprefix("'") for name, cell in row.items()} for row in rows]

    def verification(self, caller: Caller) -> dict[str, Any]:
        return dict(self.read("verification", caller).json or {})

    def damage(self, statement: str, **values: Any) -> None:
        """Change the database behind the program's back."""
        with self.bench.runtime.engine.begin() as connection:
            done = connection.execute(text(statement), {"chain": self.commission_id, **values})
            assert done.rowcount, statement


def recomputed(lines: list[dict[str, Any]]) -> str:
    """Recompute a chain from its export, with nothing of ours; return the last hash."""
    previous = GENESIS
    for position, line in enumerate(lines, start=1):
        assert set(line) == {"chain", "position", "previous_hash", "event", "hash"}
        covered = {name: line[name] for name in ("chain", "position", "previous_hash", "event")}
        assert (line["position"], line["previous_hash"]) == (position, previous)
        previous = hashlib.sha256(rfc8785.dumps(covered)).hexdigest()
        assert line["hash"] == previous, position
    return previous
