"""A part of a text on a running system, many young people who may write in it, and a program that writes as them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from deploy.assets import BUILT, node
from deploy.demo.asking import Person, System
from deploy.demo.clock import WallClock
from tests.browser.cast import NEED, PASSPHRASE, TITLE, _young_person, account, plan
from tests.system import SETUP_CODE

HERE = Path(__file__).parent
BEGAN = "It is open until eight."


@dataclass
class Room:
    """Where they write, and who they are."""

    system: System
    base: str
    commission_id: str
    clause_id: str
    officer: Person
    writers: list[Person]

    def clause(self, path: str) -> str:
        return f"/specification/commissions/{self.commission_id}/clauses/{self.clause_id}/{path}"

    @property
    def page(self) -> str:
        return f"/specification/commissions/{self.commission_id}/text/{self.clause_id}"

    def changes(self) -> list[dict[str, Any]]:
        """Every change that the server has, in order."""
        found: list[dict[str, Any]] = []
        while True:
            after = found[-1]["number"] if found else 0
            more = self.system.read(self.officer, f"{self.clause('changes')}?after={after}")["changes"]
            if not more:
                return found
            found += more


def open_room(client: httpx.Client, people: int) -> Room:
    """Start a commission with one part, and seat so many young people."""
    system = System(client, WallClock())
    officer = account(system, "staff", SETUP_CODE)
    made = system.act(officer, "/specification/commissions", {"title": TITLE, "need": NEED, "plan": plan()})
    commission_id = str(made["commission_id"])
    invites = f"/people/commissions/{commission_id}/invites"
    system.read(officer, "/people/me", lambda me: bool(me["seats"]))
    invite = {"role": "facilitator", "places": 1, "days": 14}
    facilitator = account(system, "staff", str(system.act(officer, invites, invite)["code"]))
    invite = {"role": "young_person", "places": people, "days": 14}
    code = str(system.act(facilitator, invites, invite)["code"])
    writers = [_young_person(system, code) for _ in range(people)]
    for each in writers:
        each.seat_id = str(system.read(each, "/people/me", lambda me: bool(me["seats"]))["seats"][0]["seat_id"])
    part = {"heading": "Open late", "text": BEGAN}
    clauses = f"/specification/commissions/{commission_id}/clauses"
    clause_id = str(system.act(writers[0], clauses, part)["clause_id"])
    return Room(system, str(client.base_url).rstrip("/"), commission_id, clause_id, officer, writers)


class Crowd:
    """The program that writes as all of them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, act: str, **rest: Any) -> dict[str, Any]:
        """Let it do something, and return what came of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"act": act, **rest}) + "\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._process.stdout.readline() or '{"broken": "it has ended"}')
        assert "broken" not in found, found["broken"]
        return found


@contextmanager
def crowd(room: Room, folder: Path, *, streaming: int, longest: int = 3_000) -> Iterator[Crowd]:
    """Let everybody come. streaming: how many of them hear by a stream; the others ask twice a second."""
    given = {
        "base": room.base, "script": str(BUILT / "writing.js"), "words": room.clause("words"),
        "changes": room.clause("changes"), "live": f"{room.page}/live", "run": "r", "streaming": streaming,
        "longest": longest, "askEvery": 500,
        "writers": [
            {"name": each.sign_in_name, "passphrase": PASSPHRASE, "seat": each.seat_id, "token": each.token}
            for each in room.writers
        ],
    }  # fmt: skip
    (folder / "crowd.json").write_text(json.dumps(given), encoding="utf-8")
    command = [*node(), str(HERE / "crowd.mjs"), str(folder / "crowd.json")]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            yield Crowd(process)
        finally:
            process.kill()
