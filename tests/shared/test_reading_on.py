"""Where the next reader of the log goes on: after a good stop at the next event, after a bad one a little before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as StopSign
from threading import Thread
from time import monotonic, sleep
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from shared.messaging import worker
from shared.messaging.intake import Intake
from shared.messaging.kafka import POLL_MS, KafkaReader, KafkaSender, ensure_topic
from shared.runtime import Runtime, make_runtime
from shared.settings import Settings
from tests.engines import Engines
from tests.kit import Bench
from tests.shared.toys import GIVER, TAKER, Seen, withdrawn

COUNT = 30


@dataclass
class Scene:
    """A taker, and a giver who puts events on its log."""

    taker: Runtime
    giver: Bench
    stop: StopSign = field(default_factory=StopSign)

    def send(self, count: int) -> list[str]:
        """Put that many events on the log; return their ids."""
        messages = [self.giver.message(withdrawn(f"c{n % 5}", f"b{n}", self.giver.now)) for n in range(count)]
        sender = KafkaSender(self.taker.settings)
        assert sender.send(messages) == count
        sender.close()
        return [message.id for message in messages]

    def seen(self) -> int:
        with self.taker.read_sessions() as session:
            return session.scalar(select(func.count()).select_from(Seen)) or 0

    def what_comes_next(self) -> tuple[list[str], str]:
        """Send one more event and read as the next reader; return the ids that came, and that event's."""
        reader, (last,) = KafkaReader(self.taker.settings, self.taker.service), self.send(1)
        came: list[str] = []
        until = monotonic() + 30
        while last not in came and monotonic() < until:
            came += [message.id for message in reader.poll()]
        reader.close()
        return came, last

    def consume(self) -> Thread:
        """Start the consumer half, and wait until it has taken everything."""
        consumer = Thread(target=worker.run_consumer, args=(self.taker, TAKER.handlers, self.stop))
        consumer.start()
        until = monotonic() + 30
        while self.seen() < COUNT and monotonic() < until:
            sleep(0.05)
        return consumer


@pytest.fixture
def scene(tmp_path: Path, distributed_engines: Engines) -> Iterator[Scene]:
    settings = Settings(
        database_url=distributed_engines.database(TAKER.name), secret="x" * 32, setup_code="",
        topic=f"on-{uuid4().hex[:8]}", kafka=tuple(distributed_engines.kafka_addresses.split(",")),
    )  # fmt: skip
    ensure_topic(settings)
    taker = make_runtime(TAKER.name, settings)
    TAKER.metadata.create_all(taker.engine)
    scene = Scene(taker, Bench(GIVER, tmp_path))
    scene.send(COUNT)
    yield scene
    taker.close()


def test_after_a_good_stop_nothing_comes_again_distributed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KafkaReader, "commit_soon", lambda _reader: None)  # So that only the stop tells the group.
    consumer = scene.consume()
    scene.stop.set()
    consumer.join(30)
    assert scene.seen() == COUNT
    came, last = scene.what_comes_next()
    assert came == [last]


def test_the_group_is_told_also_while_the_worker_goes_on_distributed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "STATE_EVERY_SECONDS", 0)
    monkeypatch.setattr(KafkaReader, "commit", lambda _reader: None)  # As if it were killed.
    consumer = scene.consume()
    sleep(2 * POLL_MS / 1000 + 0.5)  # The turn after the last events, and the group's answer.
    scene.stop.set()
    consumer.join(30)
    came, last = scene.what_comes_next()
    assert came == [last]


def test_after_a_bad_end_what_comes_again_is_not_taken_again_distributed(scene: Scene) -> None:
    intake = Intake(scene.taker, TAKER.handlers)
    for _ in range(2):
        reader = KafkaReader(scene.taker.settings, scene.taker.service)
        came = 0
        until = monotonic() + 30
        while came < COUNT and monotonic() < until:
            messages = reader.poll()
            came += len(messages)
            intake.take(messages)
        reader.close()  # The group was not told.
        assert came == COUNT
    assert scene.seen() == COUNT
