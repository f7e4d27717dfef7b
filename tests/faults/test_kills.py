"""kill -9 of every kind of process at random points of the story, and a restart: nothing is lost, nothing twice."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from deploy.demo.clock import WallClock
from deploy.demo.material import Sample
from deploy.demo.result import StoryResult
from deploy.demo.story import tell_the_story
from deploy.services import NAMES
from shared.messaging.kafka import read_whole_log
from shared.settings import Settings
from tests.engines import Engines
from tests.faults.conftest import Told
from tests.faults.counting import Running, assert_same_end, count
from tests.faults.hazards import Insisting, Killer
from tests.stories.telling import say_nothing
from tests.system import SECRET, SETUP_CODE, ByService, DistributedSystem, EmbeddedSystem, Process, running

pytestmark = pytest.mark.faults

POINTS = int(os.environ.get("COPRODUCE_FAULT_POINTS", "100"))  # noqa: TID251  (the edge of the tests)
SEED = int(os.environ.get("COPRODUCE_FAULT_SEED", "20260302"))  # noqa: TID251


def tell(system: Running, transport: httpx.BaseTransport, sample: Sample, notice: timedelta) -> StoryResult:
    clock = WallClock(notice=notice, patience=timedelta(minutes=3))
    with httpx.Client(base_url=system.client.base_url, transport=transport, timeout=60) as client:
        return tell_the_story(
            client, sample, setup_code=SETUP_CODE, until="standstill", clock=clock, progress=say_nothing
        )


def test_killing_the_one_process_of_the_embedded_engine(
    tmp_path: Path, sample: Sample, undisturbed: Told, say: Callable[[str], None]
) -> None:
    system = EmbeddedSystem(tmp_path)
    process = system.processes["embedded"]
    killer = Killer({"the embedded process": lambda _: process}, undisturbed.result.acts, POINTS, SEED)
    for _ in running(system):
        transport = Insisting(httpx.HTTPTransport(), killer.before)
        result = tell(system, transport, sample, timedelta(seconds=30 + 2 * POINTS))
        killer.finish()
        system.wait_until_ready()
        counted = count(system)
    assert sum(killer.killed.values()) == POINTS
    assert_same_end(result, counted, undisturbed.result, undisturbed.counted)
    say(
        f"Embedded: killed {POINTS} times in {undisturbed.result.acts} acts (seed {SEED}); asked again "
        f"{transport.asked_again} times; {counted.recorded} events recorded, {counted.kept} kept, each once; same end."
    )


@pytest.mark.distributed
def test_killing_web_relay_and_consumer_processes(
    tmp_path: Path, sample: Sample, undisturbed: Told, own_engines: Engines, say: Callable[[str], None]
) -> None:
    topic = f"kills-{tmp_path.name}"
    system = DistributedSystem(tmp_path, own_engines, halves=True, topic=topic)
    chance = random.Random(SEED)

    def web(request: httpx.Request) -> Process:
        return system.processes[f"web {request.url.path.split('/')[1]}"]

    def any_of(half: str) -> Callable[[httpx.Request], Process]:
        return lambda _: system.processes[f"{half} {chance.choice(NAMES)}"]

    kinds = {"web": web, "relay": any_of("relay"), "consumer": any_of("consumer")}
    killer = Killer(kinds, undisturbed.result.acts, POINTS, SEED)
    for _ in running(system):
        transport = Insisting(ByService(system.ports), killer.before)
        result = tell(system, transport, sample, timedelta(seconds=40 + 2 * POINTS))
        killer.finish()
        system.wait_until_ready()
        counted = count(system)
    assert sum(killer.killed.values()) == POINTS
    assert_same_end(result, counted, undisturbed.result, undisturbed.counted)
    settings = Settings(
        database_url="-", secret=SECRET, setup_code="", kafka=tuple(own_engines.kafka_addresses.split(",")), topic=topic
    )
    on_the_log = [message.id for message in read_whole_log(settings)]
    assert len(set(on_the_log)) == counted.recorded
    kills = ", ".join(f"{kind} {number} times" for kind, number in sorted(killer.killed.items()))
    say(
        f"Distributed: killed {kills} (seed {SEED}); "
        f"asked again {transport.asked_again} times; {counted.recorded} events recorded, {len(on_the_log)} messages on "
        f"the log, {counted.kept} kept, each once; same end."
    )
