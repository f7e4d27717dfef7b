"""Messages that mean harm: what a program of somebody's own could send to a part, made anew from honest ones."""

from __future__ import annotations

import copy
import gc
import hashlib
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from flask.testing import FlaskClient

from services.specification.app import create_app
from services.specification.models import Clause, ClauseChange, ClauseVersion
from services.specification.rules.changes import change_from_json, changed, units_of
from shared.access import Caller
from tests.specification.workshop import Workshop

STEP = timedelta(milliseconds=200)
LONGEST_GROWN = 100_000
NASTY: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 2**31, 2**63, 10**99, 1.5, -0.0, 1e308, "", " ", "\x00", "a\nb", "\ud83e", "\udd8a",
    "\u2028", "\u202e", "z" * 10_001, "\U0001f98a" * 50,
    [], [[]], [[[[]]]], [0], [0, ""], [3], {}, {"key": "x"}, [0, "\ud83e"],
    [20_001], [1] * 2_001, [[0, "ab"]] * 60, "é" * 61,
)  # fmt: skip


def honest(chance: Random, text: str, number: int, key: str) -> dict[str, Any]:
    """What somebody who means well could send: words put somewhere, or some taken away."""
    letters = list(text)
    at = chance.randint(0, len(letters))
    gone = letters[at : at + chance.choice((0, 0, 1, 4, 30))]
    words = chance.choice(("a", "warm ", "\U0001f98a", "two\nlines", "")) if len(text) < 3_000 else ""
    before, taken = units_of("".join(letters[:at])), units_of("".join(gone))
    left = units_of(text) - before - taken
    change: list[Any] = [*([before] if before else []), [taken, *words.split("\n")], *([left] if left else [])]
    return {"number": number, "changes": [{"key": key, "change": change}]}


class Mutator:
    """Makes messages that are wrong in one way or in several, from honest ones; the same from the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)

    def mutated(self, message: dict[str, Any]) -> bytes:
        """One message, as it goes over the wire."""
        found: Any = copy.deepcopy(message)
        kind = self.chance.random()
        if kind < 0.15:
            return json.dumps(found).encode()
        for _ in range(self.chance.choice((1, 1, 1, 2, 5))):
            # One that multiplied itself several times over would fill the memory of the test, not of the service.
            if len(json.dumps(found)) < LONGEST_GROWN:
                found = self._other(found)
        data = json.dumps(found).encode()
        return data if kind < 0.8 else self._broken(data)

    def _places(self, value: Any) -> list[tuple[Any, Any]]:
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return [place for name, each in inner for place in [(value, name), *self._places(each)]]

    def _other(self, message: Any) -> Any:
        places = self._places(message)
        if not places:
            return self.chance.choice(NASTY)
        holder, name = self.chance.choice(places)
        what = self.chance.randrange(6)
        if what == 0 and isinstance(holder, list):
            holder.insert(name, copy.deepcopy(holder[name]))
        elif what == 1:
            del holder[name]
        elif what == 2 and isinstance(holder[name], int):
            holder[name] += self.chance.choice((-1, 1, 2, -50, 1_000, 10**12))
        elif what == 3 and isinstance(holder, dict):
            holder[self.chance.choice(("seat_id", "role", "caller", "key", "numbre"))] = self.chance.choice(NASTY)
        elif what == 4 and isinstance(holder[name], list) and holder[name]:
            holder[name] *= self.chance.choice((2, 3, 120))
        else:
            holder[name] = copy.deepcopy(self.chance.choice(NASTY))
        return message

    def _broken(self, data: bytes) -> bytes:
        at = self.chance.randrange(len(data) + 1)
        what = self.chance.randrange(5)
        if what == 0:
            return data[:at]
        if what == 1:
            return data[:at] + bytes(self.chance.randrange(256) for _ in range(self.chance.randint(1, 8))) + data[at:]
        if what == 2:
            return data[:at] + data[at + 1 :]
        if what == 3:
            return b"[" * self.chance.choice((10, 1_000, 100_000)) + data
        return data + data


def hashed(text: str) -> str:
    """The hash of a text as it is read."""
    return hashlib.sha256(text.encode()).hexdigest()


def resident_mib() -> float:
    """Resident memory of this process, in MiB, from Linux's /proc."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20


class Siege:
    """Somebody who may write here, and sends whatever they like, while others read."""

    def __init__(self, workshop: Workshop, seed: int) -> None:
        self.workshop, self.mutator = workshop, Mutator(seed)
        self.clause: Clause = workshop.draft(text="It is open. \U0001f98a\nIt is warm.")
        self.client: FlaskClient = workshop.bench.client(create_app)
        self.answers: Counter[int] = Counter()
        self.sent = 0

    def at(self, path: str = "changes") -> str:
        return f"/specification/commissions/{self.workshop.commission_id}/clauses/{self.clause.clause_id}/{path}"

    def send(self, body: bytes, caller: Caller) -> int:
        """Send it, and say what came back: taken, or refused with a reason, and never more."""
        headers = {**self.workshop.bench.headers(caller), "Content-Type": "application/json"}
        answer = self.client.post(self.at(), data=body, headers=headers)
        self.answers[answer.status_code] += 1
        assert answer.status_code in (200, 400, 409, 413, 422, 429), (answer.status_code, body[:300], answer.text[:300])
        if answer.status_code != 200:
            assert answer.mimetype == "application/problem+json", answer.text[:300]
        return answer.status_code

    def storm(self, messages: int) -> None:
        """Send so many mutated messages, in the seats of three young people."""
        bench, chance = self.workshop.bench, self.mutator.chance
        for _ in range(messages):
            (now,) = self.workshop.clauses()
            number = max(0, now.live_number - chance.choice((0, 0, 0, 0, 1, 7)))
            message = honest(chance, now.live_text, number, f"storm-{self.sent}")
            self.send(self.mutator.mutated(message), chance.choice(self.workshop.young))
            self.sent += 1
            bench.advance(STEP)
        self.everybody_reads_the_same()

    def everybody_reads_the_same(self) -> None:
        """Compare what is served with what the changes say, by hash: now, and at every version."""
        served = set()
        for caller in (*self.workshop.young, self.workshop.facilitator):
            words = self.client.get(self.at("words"), headers=self.workshop.bench.headers(caller)).get_json()
            served.add((words["number"], hashed(words["text"])))
            assert sum(each["units"] for each in words["passages"]) == units_of(words["text"])
        replayed = self.replayed()
        (now,) = self.workshop.clauses()
        assert served == {(now.live_number, replayed[now.live_number])}
        versions = self.workshop.bench.rows(ClauseVersion)
        assert {each.version: hashed(each.text) for each in versions} == {
            each.version: replayed[each.change_number] for each in versions
        }

    def replayed(self) -> dict[int, str]:
        """The hash of the words after each change, made anew from the first version and the changes alone."""
        text = min(self.workshop.bench.rows(ClauseVersion), key=lambda each: int(each.version)).text
        found = {0: hashed(text)}
        for row in sorted(self.workshop.bench.rows(ClauseChange), key=lambda each: int(each.number)):
            text = changed(text, change_from_json(row.change))
            found[row.number] = hashed(text)
        return found
