"""Events from act to effect, beside raw kafka-python that produces and consumes the same bytes in the same run.

Both sides have the same shape: one process sends and another receives. Ours are the relay half and the consumer half of
two workers, with PostgreSQL before and behind the log.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import psycopg
from kafka import KafkaConsumer, KafkaProducer
from psycopg.rows import namedtuple_row
from sqlalchemy import event, func, insert, select
from sqlalchemy.orm import Session

from shared.contracts.tendering import OrganisationRegistered
from shared.messaging.envelope import Message
from shared.messaging.handlers import EventMeta, Handlers
from shared.messaging.intake import Intake
from shared.messaging.kafka import KafkaReader, KafkaSender, ensure_topic
from shared.messaging.outbox import outbox_row, record
from shared.messaging.relay import BATCH, message_of
from shared.messaging.tables import TABLES
from shared.messaging.wake import Notifier
from shared.messaging.worker import RELAY_OPTIONS, STATE_EVERY_SECONDS, relay_once, run_consumer, run_relay
from shared.runtime import Runtime, make_runtime, wall_clock
from shared.settings import Settings
from tests.benchmarks.figures import Figure, percentile
from tests.benchmarks.why import shares_of
from tests.shared.toys import GIVER, TAKER, Seen

COUNT = 20_000
LIVE = 500
PER_SECOND = 100
# At the pace of the measurement, and not measured: what a process does once, such as preparing its statements, is no
# part of what an event waits for. Both sides have it.
LIVE_WARM_UP = 100
WARM_UP = 20
EXPLAINED = 5_000

_spawn = multiprocessing.get_context("spawn")


def relay_process(settings: Settings, stop: Any) -> None:
    """Run the relay half of the giver's worker."""
    run_relay(make_runtime(GIVER.name, settings), stop)


def consumer_process(settings: Settings, stop: Any, handled: Any) -> None:
    """Run the consumer half of the taker's worker; tell when each event was at its handler and its effect committed."""
    runtime = make_runtime(TAKER.name, settings)
    times: dict[str, tuple[float, float]] = {}

    def on_organisation_registered(session: Session, said: OrganisationRegistered, meta: EventMeta) -> None:
        session.info.setdefault("handled", []).append((meta.id, time.time()))
        session.add(Seen(key=said.key, what=said.organisation_id))

    def committed(session: Session) -> None:
        now = time.time()
        times.update((event_id, (begun, now)) for event_id, begun in session.info.pop("handled", ()))

    event.listen(runtime.sessions, "after_commit", committed)
    run_consumer(runtime, Handlers(copies={OrganisationRegistered: on_organisation_registered}), stop)
    handled.put(times)


def raw_consumer_process(settings: Settings, wanted: int, handled: Any) -> None:
    """Consume by kafka-python, set and committing as ours is, and tell when each message came."""
    consumer = KafkaConsumer(
        settings.topic, bootstrap_servers=list(settings.kafka), group_id=uuid4().hex, enable_auto_commit=False,
        auto_offset_reset="earliest", max_poll_records=500, metrics_enabled=False,
    )  # fmt: skip
    times: list[tuple[str, float]] = []
    due = 0.0
    while len(times) < wanted:
        found = consumer.poll(timeout_ms=500)
        now = time.time()
        times.extend((record.value[:36].decode(), now) for records in found.values() for record in records)
        if time.monotonic() >= due:
            due = time.monotonic() + STATE_EVERY_SECONDS
            consumer.commit_async()
    consumer.commit()
    consumer.close()
    handled.put(times)


@dataclass
class Path:
    """Two services at work, each half of a worker in a process of its own."""

    giver: Runtime
    taker: Runtime
    notifier: Notifier
    stop: Any
    handled: Any
    processes: list[Any]

    def taken(self) -> int:
        with self.taker.read_sessions() as session:
            return session.scalar(select(func.count()).select_from(Seen)) or 0

    def wait_for(self, count: int) -> None:
        until = time.monotonic() + 120
        while self.taken() < count:
            assert time.monotonic() < until, f"only {self.taken()} of {count} arrived"
            time.sleep(0.05)

    def close(self) -> dict[str, tuple[float, float]]:
        """Stop, and return when each event was at its handler, and when its effect was committed."""
        self.stop.set()
        times: dict[str, tuple[float, float]] = self.handled.get(timeout=60)
        for process in self.processes:
            process.join(60)
        self.notifier.stop()
        self.giver.close()
        self.taker.close()
        return times


def _settings(engines: Any, topic: str, database_url: str = "-") -> Settings:
    return Settings(
        database_url=database_url, secret="x" * 32, setup_code="", kafka=tuple(engines.kafka_addresses.split(",")),
        topic=topic,
    )  # fmt: skip


def _open(engines: Any) -> Path:
    """Start both halves, and see a few events go through, so that everybody has joined and connected."""
    settings = _settings(engines, f"bench-{uuid4().hex[:8]}", engines.database(GIVER.name))
    other = replace(settings, database_url=engines.database(TAKER.name))
    ensure_topic(settings)
    notifier = Notifier(settings.database_url)
    giver, taker = make_runtime(GIVER.name, settings, wake=notifier.wake), make_runtime(TAKER.name, other)
    GIVER.metadata.create_all(giver.engine)
    TAKER.metadata.create_all(taker.engine)
    stop, handled = _spawn.Event(), _spawn.Queue()
    processes = [
        _spawn.Process(target=relay_process, args=(settings, stop)),
        _spawn.Process(target=consumer_process, args=(other, stop, handled)),
    ]
    for process in processes:
        process.start()
    path = Path(giver, taker, notifier, stop, handled, processes)
    _fill(path, WARM_UP)
    path.wait_for(WARM_UP)
    return path


def _fill(path: Path, count: int) -> float:
    """Record that many events in one transaction; return when it was committed."""
    with path.giver.sessions.begin() as session:
        rows = [
            outbox_row(session, _event(n), actor="system", now=wall_clock(), reason="r" * 200) for n in range(count)
        ]
        session.execute(insert(TABLES.outbox), rows)
        session.info["recorded"] = True
    return time.time()


def _event(number: int) -> OrganisationRegistered:
    return OrganisationRegistered(organisation_id=f"{number % 50:036d}", registered_at=wall_clock())


def _messages(path: Path) -> list[Message]:
    with path.giver.read_sessions() as session:
        kept = session.execute(select(TABLES.outbox).order_by(TABLES.outbox.c.position)).all()
    return [message_of(row, GIVER.name) for row in kept[WARM_UP:]]


def rate_through(engines: Any) -> tuple[float, list[Message]]:
    """Events a second from a full outbox to committed rows in the other service."""
    path = _open(engines)
    begun = _fill(path, COUNT)
    path.wait_for(WARM_UP + COUNT)
    messages = _messages(path)
    ended = max(committed for _, committed in path.close().values())
    return float(COUNT / (ended - begun)), messages


def raw_rate(engines: Any, messages: list[Message]) -> float:
    """The limit: the same bytes produced and consumed by kafka-python, with nothing around it."""
    settings, process, handled, producer = _raw(engines, len(messages))
    begun = time.time()
    for message in messages:
        producer.send(settings.topic, key=message.key.encode(), value=message.body.encode(), headers=message.headers())
    producer.flush()
    ended = max(moment for _, moment in handled.get(timeout=120))
    process.join(60)
    producer.close()
    return float(len(messages) / (ended - begun))


def _raw(engines: Any, count: int) -> tuple[Settings, Any, Any, KafkaProducer]:
    settings = _settings(engines, f"raw-{uuid4().hex[:8]}")
    ensure_topic(settings)
    handled = _spawn.Queue()
    process = _spawn.Process(target=raw_consumer_process, args=(settings, WARM_UP + count, handled))
    process.start()
    producer = KafkaProducer(
        bootstrap_servers=list(settings.kafka), acks="all", enable_idempotence=True, batch_size=65536, linger_ms=0,
        metrics_enabled=False,
    )  # fmt: skip
    for _ in range(WARM_UP):
        producer.send(settings.topic, value=uuid4().hex.encode())
    producer.flush()
    time.sleep(3)  # The consumer has started and joined its group.
    return settings, process, handled, producer


@dataclass
class Journey:
    """One event's milliseconds from the commit of its act: to the log, to its handler, to the commit of its effect."""

    to_the_log: float
    to_its_handler: float
    to_its_effect: float


def journeys_through(engines: Any) -> list[Journey]:
    """Record events at 100 a second, each in an act of its own; return their journeys, the shortest first."""
    path = _open(engines)

    def act(number: int) -> str:
        with path.giver.sessions.begin() as session:
            return record(session, _event(number), actor="system", now=wall_clock())

    sent = _at_its_pace(act, moment_after=True)
    path.wait_for(WARM_UP + LIVE_WARM_UP + LIVE)
    with path.giver.read_sessions() as session:
        marks = {row.event_id: row.published_at.timestamp() for row in session.execute(select(TABLES.outbox))}
    times = path.close()
    found = [
        Journey(*((reached - moment) * 1000 for reached in (marks[key], *times[key]))) for key, moment in sent.items()
    ]
    return sorted(found, key=lambda journey: journey.to_its_effect)


def _at_its_pace(do: Callable[[int], str], *, moment_after: bool) -> dict[str, float]:
    """Do it 100 times a second; return when each was done, or begun, by its key, without those of the warm-up."""
    moments: dict[str, float] = {}
    begun = time.perf_counter()
    for number in range(LIVE_WARM_UP + LIVE):
        before = time.time()
        key = do(number)
        if number >= LIVE_WARM_UP:
            moments[key] = time.time() if moment_after else before
        time.sleep(max(0.0, begun + (number + 1) / PER_SECOND - time.perf_counter()))
    return moments


def raw_latencies(engines: Any) -> list[float]:
    """The limit: milliseconds from send to poll by kafka-python, at 100 a second."""
    settings, process, handled, producer = _raw(engines, LIVE_WARM_UP + LIVE)

    def send(number: int) -> str:
        key = str(uuid4())
        producer.send(settings.topic, key=str(number % 50).encode(), value=key.encode() + b" " * 600)
        return key

    sent = _at_its_pace(send, moment_after=False)
    producer.flush()
    times = dict(handled.get(timeout=60))
    process.join(60)
    producer.close()
    return sorted((times[key] - moment) * 1000 for key, moment in sent.items())


def explain(engines: Any) -> list[str]:
    """Say where the time of the two halves goes, each alone in this process, with a full outbox and a full log."""
    settings = _settings(engines, f"why-{uuid4().hex[:8]}", engines.database(GIVER.name))
    ensure_topic(settings)
    giver = make_runtime(GIVER.name, settings)
    taker = make_runtime(TAKER.name, replace(settings, database_url=engines.database(TAKER.name)))
    GIVER.metadata.create_all(giver.engine)
    TAKER.metadata.create_all(taker.engine)
    path = Path(giver, taker, Notifier(settings.database_url), None, None, [])
    _fill(path, EXPLAINED)
    sender, reader = KafkaSender(settings), KafkaReader(taker.settings, taker.service)
    intake = Intake(taker, Handlers(copies={OrganisationRegistered: _on_organisation_registered}))
    address = giver.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def relay() -> None:
        with psycopg.connect(address, autocommit=True, options=RELAY_OPTIONS, row_factory=namedtuple_row) as turn:
            while relay_once(giver, turn, sender):
                pass

    def consume() -> None:
        while path.taken() < EXPLAINED:
            if messages := reader.poll():
                intake.take(messages)

    lines = [
        f"    why, events: each half alone, {EXPLAINED:,} events in batches of {BATCH}; the peer has no database",
        f"    time of the relay half by package, under a profiler: {shares_of(relay)}",
        f"    time of the consumer half by package, under a profiler: {shares_of(consume)}",
    ]
    for opened in (sender, reader, giver, taker):
        opened.close()
    path.notifier.stop()
    return lines


def _on_organisation_registered(session: Session, said: OrganisationRegistered, _meta: EventMeta) -> None:
    session.add(Seen(key=said.key, what=said.organisation_id))


def _steps(rounds: Sequence[Sequence[Journey]]) -> str:
    """Say where the milliseconds of an event go: of all of them, and of the slowest in a hundred."""
    every = [journey for journeys in rounds for journey in journeys]
    slowest = [journey for journeys in rounds for journey in journeys[-len(journeys) // 100 :]]

    def line(name: str, journeys: Sequence[Journey]) -> str:
        steps = [
            statistics.median(journey.to_the_log for journey in journeys),
            statistics.median(journey.to_its_handler - journey.to_the_log for journey in journeys),
            statistics.median(journey.to_its_effect - journey.to_its_handler for journey in journeys),
        ]
        return (
            f"    {name}: from the act to the mark that the log has it {steps[0]:.1f} ms,"
            f" from there to its handler {steps[1]:+.1f} ms, from there to its effect's commit {steps[2]:.1f} ms"
        )

    return "\n".join(
        [
            "    where the milliseconds go, medians of each step (raw has one, from send to poll):",
            line(f"all {len(every):,} events", every),
            line(f"the slowest of each hundred, {len(slowest)}", slowest),
        ]
    )


def measure(engines: Any, rounds: int = 5) -> list[Figure]:
    """Measure rounds in turn, ours and the limit, and compare the medians."""
    ours, raw, journeys, raw_times = [], [], [], []
    for _ in range(rounds):
        rate, messages = rate_through(engines)
        ours.append(rate)
        raw.append(raw_rate(engines, messages))
        journeys.append(journeys_through(engines))
        raw_times.append(raw_latencies(engines))
    return [_rates(ours, raw), _latencies(journeys, raw_times)]


def _rates(ours: Sequence[float], raw: Sequence[float]) -> Figure:
    ratio = statistics.median(ours) / statistics.median(raw)
    each = [a / b for a, b in zip(ours, raw, strict=True)]
    return Figure(
        "events a second, act to effect, beside raw kafka-python", ratio, "at least 0.5", ratio >= 0.5,
        f"each round {min(each):.2f} to {max(each):.2f}; "
        f"ours {statistics.median(ours):,.0f}/s, raw {statistics.median(raw):,.0f}/s",
    )  # fmt: skip


def _latencies(journeys: Sequence[Sequence[Journey]], raw: Sequence[Sequence[float]]) -> Figure:
    def median_of(rounds: Sequence[Sequence[float]], percent: float) -> float:
        return statistics.median(percentile(times, percent) for times in rounds)

    ours = [[journey.to_its_effect for journey in journeys_of_a_round] for journeys_of_a_round in journeys]
    ratio = median_of(ours, 99) / median_of(raw, 99)
    each = [percentile(a, 99) / percentile(b, 99) for a, b in zip(ours, raw, strict=True)]
    return Figure(
        "p99 act to effect at 100 a second, beside raw", ratio, "at most 3", ratio <= 3,
        f"each round {min(each):.2f} to {max(each):.2f}; "
        f"ours p50 {median_of(ours, 50):.1f} ms, p99 {median_of(ours, 99):.1f} ms; "
        f"raw p50 {median_of(raw, 50):.1f} ms, p99 {median_of(raw, 99):.1f} ms\n" + _steps(journeys),
    )  # fmt: skip
