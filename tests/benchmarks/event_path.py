"""Events from act to effect, beside raw kafka-python that produces and consumes the same bytes in the same run."""

from __future__ import annotations

import statistics
import threading
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from kafka import KafkaConsumer, KafkaProducer
from sqlalchemy import func, insert, select

from shared.messaging.envelope import Message
from shared.messaging.kafka import ensure_topic
from shared.messaging.outbox import outbox_row, record
from shared.messaging.relay import message_of
from shared.messaging.tables import TABLES
from shared.messaging.wake import Notifier
from shared.messaging.worker import run_consumer, run_relay
from shared.runtime import Runtime, make_runtime, wall_clock
from shared.settings import Settings
from tests.benchmarks.figures import Figure, percentile
from tests.shared.toys import GIVER, TAKER, Seen, withdrawn

COUNT = 10_000
LIVE = 400
PER_SECOND = 100


@dataclass
class Path:
    """The two services, at work in threads of this process, as their workers would be."""

    giver: Runtime
    taker: Runtime
    stop: threading.Event
    threads: list[threading.Thread]

    def close(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()


def _settings(engines: Any, topic: str) -> Settings:
    urls = {service.name: engines.database(service.name) for service in (GIVER, TAKER)}

    class Known(Settings):
        def database_for(self, service: str) -> str:
            return str(urls[service])

    return Known(
        database_url="-", secret="x" * 32, setup_code="", kafka=tuple(engines.kafka_addresses.split(",")), topic=topic
    )


def _open(engines: Any, *, relay: bool) -> Path:
    settings = _settings(engines, f"bench-{uuid4().hex[:8]}")
    ensure_topic(settings)
    notifier = Notifier(settings.database_for(GIVER.name))
    giver = make_runtime(GIVER.name, settings, wake=notifier.wake)
    taker = make_runtime(TAKER.name, settings)
    GIVER.metadata.create_all(giver.engine)
    TAKER.metadata.create_all(taker.engine)
    stop = threading.Event()
    threads = [threading.Thread(target=run_consumer, args=(taker, TAKER.handlers, stop))]
    if relay:
        threads.append(threading.Thread(target=run_relay, args=(giver, stop)))
    for thread in threads:
        thread.start()
    return Path(giver, taker, stop, threads)


def _fill(path: Path, count: int) -> list[Message]:
    with path.giver.sessions.begin() as session:
        rows = [
            outbox_row(session, _event(n), actor="system", now=wall_clock(), reason="r" * 200) for n in range(count)
        ]
        session.execute(insert(TABLES.outbox), rows)
    with path.giver.read_sessions() as session:
        kept = session.execute(select(TABLES.outbox).order_by(TABLES.outbox.c.position)).all()
    return [message_of(row, GIVER.name) for row in kept]


def _event(number: int) -> Any:
    # No answer is recorded by the taker: organisations are only copied.
    from shared.contracts.tendering import OrganisationRegistered  # noqa: PLC0415

    return OrganisationRegistered(organisation_id=f"{number % 50:036d}", registered_at=wall_clock())


def _taken(path: Path) -> int:
    with path.taker.read_sessions() as session:
        return session.scalar(select(func.count()).select_from(Seen)) or 0


def rate_through(engines: Any) -> tuple[float, list[Message]]:
    """Events a second from a full outbox to handled rows in the other service."""
    path = _open(engines, relay=False)
    messages = _fill(path, COUNT)
    time.sleep(3)  # the consumer has joined its group
    relay = threading.Thread(target=run_relay, args=(path.giver, path.stop))
    path.threads.append(relay)
    begun = time.perf_counter()
    relay.start()
    while _taken(path) < COUNT:
        time.sleep(0.02)
    seconds = time.perf_counter() - begun
    path.close()
    return COUNT / seconds, messages


def raw_rate(engines: Any, messages: list[Message]) -> float:
    """The limit: the same bytes produced and consumed by kafka-python, with nothing around it."""
    settings = Settings(
        database_url="-", secret="", setup_code="", kafka=tuple(engines.kafka_addresses.split(",")),
        topic=f"raw-{uuid4().hex[:8]}",
    )  # fmt: skip
    ensure_topic(settings)
    consumer = _raw_consumer(settings)
    producer = _raw_producer(settings)
    begun = time.perf_counter()
    done = threading.Event()

    def consume() -> None:
        seen = 0
        while seen < len(messages):
            seen += sum(len(records) for records in consumer.poll(timeout_ms=500).values())
            consumer.commit()
        done.set()

    thread = threading.Thread(target=consume)
    thread.start()
    for message in messages:
        producer.send(settings.topic, key=message.key.encode(), value=message.body.encode(), headers=message.headers())
    producer.flush()
    done.wait(120)
    seconds = time.perf_counter() - begun
    thread.join()
    producer.close()
    consumer.close()
    return len(messages) / seconds


def _raw_producer(settings: Settings) -> Any:
    return KafkaProducer(
        bootstrap_servers=list(settings.kafka), acks="all", enable_idempotence=True, batch_size=65536, linger_ms=0
    )


def _raw_consumer(settings: Settings) -> Any:
    consumer = KafkaConsumer(
        settings.topic, bootstrap_servers=list(settings.kafka), group_id=uuid4().hex, enable_auto_commit=False,
        auto_offset_reset="earliest", max_poll_records=500,
    )  # fmt: skip
    while not consumer.assignment():
        consumer.poll(timeout_ms=500)
    return consumer


def latencies_through(engines: Any) -> list[float]:
    """Milliseconds from the commit of an act to its effect being committed elsewhere, at 100 a second."""
    path = _open(engines, relay=True)
    time.sleep(4)
    sent: dict[str, float] = {}
    begun = time.perf_counter()
    for number in range(LIVE):
        with path.giver.sessions.begin() as session:
            key = record(session, withdrawn(f"c{number % 9}", f"b{number}", wall_clock()), actor="s", now=wall_clock())
        sent[key] = wall_clock().timestamp()
        time.sleep(max(0.0, begun + (number + 1) / PER_SECOND - time.perf_counter()))
    while _taken(path) < LIVE:
        time.sleep(0.05)
    with path.taker.read_sessions() as session:
        rows = session.execute(select(TABLES.inbox.c.event_id, TABLES.inbox.c.taken_at)).all()
    path.close()
    # taken_at is read when the handling transaction begins; the commit that ends it is counted by the raw peer too.
    return sorted((row.taken_at.timestamp() - sent[row.event_id]) * 1000 for row in rows if row.event_id in sent)


def raw_latencies(engines: Any) -> list[float]:
    """The limit: milliseconds from send to poll by kafka-python, at 100 a second."""
    settings = Settings(
        database_url="-", secret="", setup_code="", kafka=tuple(engines.kafka_addresses.split(",")),
        topic=f"raw-{uuid4().hex[:8]}",
    )  # fmt: skip
    ensure_topic(settings)
    consumer, producer = _raw_consumer(settings), _raw_producer(settings)
    found: list[float] = []

    def consume() -> None:
        while len(found) < LIVE:
            for records in consumer.poll(timeout_ms=500).values():
                now = time.perf_counter()
                found.extend((now - float(r.value)) * 1000 for r in records)

    thread = threading.Thread(target=consume)
    thread.start()
    begun = time.perf_counter()
    for number in range(LIVE):
        producer.send(settings.topic, key=str(number % 9).encode(), value=str(time.perf_counter()).encode())
        time.sleep(max(0.0, begun + (number + 1) / PER_SECOND - time.perf_counter()))
    producer.flush()
    thread.join(60)
    producer.close()
    consumer.close()
    return sorted(found)


def measure(engines: Any, rounds: int = 3) -> list[Figure]:
    """Measure rounds in turn, limit and ours, and compare the medians."""
    ours, raw = [], []
    for _ in range(rounds):
        rate, messages = rate_through(engines)
        ours.append(rate)
        raw.append(raw_rate(engines, messages))
    our_times, raw_times = latencies_through(engines), raw_latencies(engines)
    ratio = statistics.median(ours) / statistics.median(raw)
    each = [a / b for a, b in zip(ours, raw, strict=True)]
    p99 = percentile(our_times, 99) / percentile(raw_times, 99)
    return [
        Figure(
            "events a second, act to effect, beside raw kafka-python", ratio, "at least 0.5", ratio >= 0.5,
            f"each round {min(each):.2f} to {max(each):.2f}; "
            f"ours {statistics.median(ours):,.0f}/s, raw {statistics.median(raw):,.0f}/s",
        ),
        Figure(
            "p99 act to effect at 100 a second, beside raw", p99, "at most 3", p99 <= 3,
            f"ours p50 {percentile(our_times, 50):.1f} ms, p99 {percentile(our_times, 99):.1f} ms; "
            f"raw p50 {percentile(raw_times, 50):.1f} ms, p99 {percentile(raw_times, 99):.1f} ms",
        ),
    ]  # fmt: skip
