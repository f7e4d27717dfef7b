"""kill -9 of the server while 20 write in one part: no edit that was answered is lost, and all come together again."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crowd.room import Crowd, Room, crowd, open_room
from tests.faults.counting import rows
from tests.system import EmbeddedSystem, running

pytestmark = pytest.mark.faults

POINTS = int(os.environ.get("COPRODUCE_WRITING_KILLS", "200"))  # noqa: TID251  (the edge of the tests)
SEED = int(os.environ.get("COPRODUCE_FAULT_SEED", "20260302"))  # noqa: TID251
WRITERS = 20
STREAMING = 10
TYPES_EVERY = 500  # milliseconds


def test_killing_the_server_while_twenty_write(tmp_path: Path, say: Callable[[str], None]) -> None:
    system, chance = EmbeddedSystem(tmp_path), random.Random(SEED)
    process = system.processes["embedded"]
    for _ in running(system):
        room = open_room(system.client, WRITERS)
        with crowd(room, tmp_path, streaming=STREAMING) as people:
            people.ask("open")
            people.ask("type", every=TYPES_EVERY)
            for _kill in range(POINTS):
                assert process.alive
                process.kill()
                process.start()
                _wait_until_it_answers(system)
                # Long enough for everybody to be back, and for many to be in the middle of something.
                time.sleep(chance.uniform(0.05, 3))
            people.ask("rest")
            _compare(system, room, people, say)
            people.ask("stop")


def _wait_until_it_answers(system: EmbeddedSystem) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if system.client.get("/specification/health/ready").status_code == 200:
                return
        except Exception:  # noqa: BLE001, S110  (not there yet)
            pass
        time.sleep(0.05)
    message = "the server does not come back"
    raise AssertionError(message)


def _compare(system: EmbeddedSystem, room: Room, people: Crowd, say: Callable[[str], None]) -> None:
    """Everybody has come to the one text that the server has, and everything that was answered is in it, once."""
    end = people.ask("settle", seconds=120)
    assert end["done"], "everybody comes together by themselves"
    served = room.system.read(room.officer, room.clause("words"))
    assert end["texts"] == [served["text"]]
    assert end["number"] == served["number"]
    changes = room.changes()
    assert [each["number"] for each in changes] == list(range(1, served["number"] + 1))
    kept = Counter((each["seat_id"], each["key"]) for each in changes)
    assert max(kept.values()) == 1, "nothing is there twice"
    lost = [each for each in map(tuple, end["acknowledged"]) if each not in kept]
    assert lost == [], "everything that was answered is there"
    typed = Counter({letter: count for letter, count in end["typed"].items() if count})
    letters = _letters(changes)
    assert letters == typed, "every letter is there as often as it was typed"
    assert rows(system, "specification", "PRAGMA integrity_check")[0][0] == "ok"
    say(
        f"Writing: killed {POINTS} times (seed {SEED}) while {WRITERS} wrote, {STREAMING} of them with a stream; "
        f"{sum(typed.values())} letters typed, {len(end['acknowledged'])} changes answered, {len(lost)} lost, "
        f"{len(changes)} in the list, none twice; asked again {end['again']} times; all came to the same text."
    )


def _letters(changes: list[dict[str, object]]) -> Counter[str]:
    """Count the letters that changes brought."""
    found: Counter[str] = Counter()
    for each in changes:
        for part in each["change"]:  # type: ignore[attr-defined]
            if isinstance(part, list):
                found.update("".join(part[1:]))
    return found
