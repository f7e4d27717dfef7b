"""Two hundred bids are handed in around the deadline, to several processes; and a process whose clock is wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Self
from uuid import uuid4

import httpx
import pytest

from deploy.demo.asking import Person, Request, System
from deploy.demo.clock import WallClock
from shared.runtime import wall_clock
from tests.browser.cast import account
from tests.browser.tendering import Agreed, agreed
from tests.engines import Engines
from tests.system import ROOT, SETUP_CODE, ByService, DistributedSystem, Process, free_port, running

BIDS = 200
CLIENTS = 40
OPEN_FOR = timedelta(seconds=45)
# Bids arrive from so long before the deadline until so long after it.
BEFORE, AFTER = 1.0, 0.4
WRONG = timedelta(minutes=2)
ASTRAY = """
from datetime import timedelta
from shared import runtime
right = runtime.wall_clock
runtime.wall_clock = lambda: right() + timedelta(seconds={seconds})
runtime.make_runtime.__kwdefaults__["clock"] = runtime.wall_clock
"""


@dataclass
class Answered:
    """What came of handing in a bid: the moments of sending and of the answer, by the clock of this machine."""

    bid_id: str
    sent_at: datetime
    answer: httpx.Response


class Crowd:
    """Providers who hand in at once, over processes that share one database."""

    def __init__(self, system: DistributedSystem, doors: list[ByService], found: Agreed) -> None:
        self.system, self.found = system, found
        self.clients = [httpx.Client(base_url="http://localhost", transport=each, timeout=60) for each in doors]
        self.systems = [System(client, WallClock()) for client in self.clients]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for client in self.clients:
            client.close()

    def prepare(self, number: int) -> Person:
        system = self.systems[number % len(self.systems)]
        who = account(system, "provider")
        system.act(who, "/tendering/organisations", {"name": f"Organisation {number} {uuid4().hex[:6]}"})
        system.act(who, self.found.at("people", "/provider-seats"))
        return who

    def draft(self, number: int, who: Person) -> str:
        answers = [{"criterion_id": each, "text": f"We are number {number}."} for each in self.found.criterion_ids]
        bid = {"answers": answers, "price": "90000.00"}
        return str(
            self.systems[number % len(self.systems)].act(who, self.found.at("tendering", "/bids"), bid)["bid_id"]
        )

    def hand_in(self, number: int, who: Person, bid_id: str, at: datetime) -> Answered:
        """Send it at a moment; where no answer comes, or the server is busy, send the same again."""
        client, key = self.clients[number % len(self.clients)], uuid4().hex
        headers = {"Authorization": f"Bearer {who.token}", "Idempotency-Key": key}
        time.sleep(max(0.0, (at - wall_clock()).total_seconds()))
        sent_at = wall_clock()
        while True:
            answer = client.post(self.found.at("tendering", f"/bids/{bid_id}/submission"), headers=headers)
            if answer.status_code != 503:
                return Answered(bid_id, sent_at, answer)
            time.sleep(0.2)


@pytest.fixture(scope="module")
def distributed(distributed_engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DistributedSystem]:
    folder = tmp_path_factory.mktemp("deadline")
    found = DistributedSystem(folder, distributed_engines, topic=f"commissioning-{folder.name}")
    for number in (2, 3):
        add_tendering(found, folder, f"web tendering {number}")
    for _ in running(found):
        yield found


def add_tendering(system: DistributedSystem, folder: Path, name: str, **more: str) -> int:
    """Let one more web process of `tendering` be part of a system; return its port."""
    port = free_port()
    web = ["web", "tendering", "--bind", f"127.0.0.1:{port}"]
    environment = {**system.processes["web tendering"].environment, **more}
    system.processes[name] = Process(web, environment, folder / f"{name.replace(' ', '-')}.log")
    return port


def doors(system: DistributedSystem) -> list[ByService]:
    found = [each for name, each in system.processes.items() if name.startswith("web tendering")]
    return [ByService({**system.ports, "tendering": int(each.arguments[-1].rpartition(":")[2])}) for each in found]


@pytest.mark.faults
def test_each_bid_at_the_deadline_has_a_receipt_and_is_opened_or_a_refusal_that_is_recorded(
    distributed: DistributedSystem,
) -> None:
    system = System(distributed.client, WallClock())
    found = agreed(system, SETUP_CODE, "A race")
    chance = Random(6)
    with Crowd(distributed, doors(distributed), found) as crowd, ThreadPoolExecutor(8) as pool:
        providers = list(pool.map(crowd.prepare, range(BIDS)))
        closes_at = found.publish(OPEN_FOR)
        bids = list(pool.map(crowd.draft, range(BIDS), providers))
        moments = [closes_at + timedelta(seconds=chance.uniform(-BEFORE, AFTER)) for _ in range(BIDS)]
        assert wall_clock() < closes_at - timedelta(seconds=BEFORE), "the drafts took too long"
        with ThreadPoolExecutor(CLIENTS) as at_once:
            # In order of time, so that a thread that sleeps keeps nobody from being sent earlier.
            order = sorted(range(BIDS), key=lambda number: moments[number])
            told = list(
                at_once.map(
                    lambda number: crowd.hand_in(number, providers[number], bids[number], moments[number]), order
                )
            )
    taken = {each.bid_id: each.answer.json() for each in told if each.answer.status_code == 201}
    late = [each for each in told if each.answer.status_code == 409]
    assert len(taken) + len(late) == BIDS, {each.answer.text for each in told}
    assert {each.answer.json()["code"] for each in late} == {"tender_is_closed"}
    assert len(taken) > 20
    assert len(late) > 20
    assert all(datetime.fromisoformat(each["submitted_at"]) < closes_at for each in taken.values())
    assert all(each.bid_id in taken or each.sent_at > closes_at - timedelta(seconds=5) for each in told)
    for who in (found.young, found.officer):
        system.act(who, found.at("tendering", "/opening-acts"))
    opened = system.read(found.officer, found.at("tendering", "/bids"), lambda rows: len(rows) == len(taken))
    assert {each["bid_id"]: each["receipt_sha256"] for each in opened} == {
        bid_id: each["sha256"] for bid_id, each in taken.items()
    }
    assert recorded(system, found, "bid_submitted", len(taken)) == sorted(taken)
    assert recorded(system, found, "late_bid_refused", len(late)) == sorted(each.bid_id for each in late)
    print(f"{BIDS} bids around the deadline: {len(taken)} receipts, all opened; {len(late)} refusals, all recorded.")  # noqa: T201


def recorded(system: System, found: Agreed, kind: str, count: int) -> list[str]:
    """The bids of which the trail says this, each as often as it does."""
    where, bids = found.at("decision_trail", f"/timeline?type=tendering.{kind}.v1"), list[str]()

    def all_of(page: Any) -> bool:
        bids[:] = []
        while True:
            bids.extend(each["data"]["bid_id"] for each in page["items"])
            if page["next"] is None:
                return len(bids) >= count
            page = system.read(found.officer, f"{where}&cursor={page['next']}")

    system.read(found.officer, where, all_of)
    return sorted(bids)


@pytest.mark.parametrize("wrong", [WRONG, -WRONG], ids=["ahead", "behind"])
def test_a_process_whose_clock_is_wrong_says_so_and_decides_nothing(
    distributed: DistributedSystem, tmp_path: Path, wrong: timedelta
) -> None:
    system = System(distributed.client, WallClock())
    found = agreed(system, SETUP_CODE, "A clock")
    found.publish(timedelta(seconds=20))
    who = account(system, "provider")
    system.act(who, "/tendering/organisations", {"name": f"Organisation {uuid4().hex[:6]}"})
    system.act(who, found.at("people", "/provider-seats"))
    with Crowd(distributed, [ByService(distributed.ports)], found) as crowd:
        bid_id = crowd.draft(0, who)
    # The program reads the time in one place alone; what Python runs first there moves its clock.
    (tmp_path / "sitecustomize.py").write_text(ASTRAY.format(seconds=wrong.total_seconds()), encoding="utf-8")
    fake = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    port = add_tendering(distributed, tmp_path, "astray", **fake)
    astray = distributed.processes.pop("astray")
    astray.start()
    door = ByService({**distributed.ports, "tendering": port})
    astray_client = httpx.Client(base_url="http://localhost", transport=door)
    try:
        ready = until_it_answers(astray_client)
        assert ready.status_code == 503
        assert ready.json()["checks"]["clock"] == f"off by {wrong.total_seconds():.0f} s"
        submission = Request("POST", found.at("tendering", f"/bids/{bid_id}/submission"))
        there = System(astray_client, WallClock())
        there.refused(who, submission, status=503, code="clock_is_wrong")
        # Meanwhile the others go on.
        assert system.act(who, submission.path)["bid_id"] == bid_id
    finally:
        astray_client.close()
        astray.stop()


def until_it_answers(client: httpx.Client) -> httpx.Response:
    until = time.monotonic() + 60
    while True:
        try:
            found = client.get("/tendering/health/ready")
            if "checks" in found.json():
                return found
        except (httpx.TransportError, ValueError):
            pass
        assert time.monotonic() < until, "it never answered"
        time.sleep(0.2)
