"""The only module that knows Kafka: the log as topic, producer and consumer, by kafka-python.

All services publish to one topic, keyed by commission, so that everything about one commission is in one
order. The settings and the traps they avoid were tried with kafka-python 3.0.12.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import KafkaError, TopicAlreadyExistsError

from shared.messaging.envelope import Message, message_from_kafka
from shared.settings import Settings

# A broker that comes back makes the client log hundreds of lines; what matters is said by ours.
logging.getLogger("kafka").setLevel(logging.CRITICAL)

# In bytes; a broker's own limit of 1 MiB is less than an opened bid or a panel's scores can have.
_LARGEST_MESSAGE = 5_000_000

# The end of a poll must not fall between joining a group and hearing of one's partitions.
POLL_MS = 500
UNASSIGNED_POLLS = 40
# Ten seconds, the session timeout: a reader that has not shown itself for so long is none to its group any more.
SILENT_POLLS = 20


class LogIsOutOfReach(Exception):
    """The log did not take the events, or cannot be read. They stay where they are; try again."""


def ensure_topic(settings: Settings) -> None:
    """Make the topic where it is missing; kept for ever, since the log is the trail. Raises LogIsOutOfReach."""
    try:
        admin = KafkaAdminClient(bootstrap_servers=list(settings.kafka))
    except KafkaError as error:
        raise LogIsOutOfReach(f"The log does not answer at {', '.join(settings.kafka)} (COPRODUCE_KAFKA).") from error
    in_sync = "2" if settings.replication > 2 else "1"  # noqa: PLR2004  (of three, two must have it)
    topic = NewTopic(
        name=settings.topic,
        num_partitions=settings.partitions,
        replication_factor=settings.replication,
        topic_configs={
            "retention.ms": "-1",
            "min.insync.replicas": in_sync,
            "cleanup.policy": "delete",
            "max.message.bytes": str(_LARGEST_MESSAGE),
        },
    )
    try:
        admin.create_topics([topic])
    except TopicAlreadyExistsError:
        pass
    finally:
        admin.close()


class KafkaSender:
    """Appends messages to the log and waits until it has them."""

    def __init__(self, settings: Settings) -> None:
        self._topic = settings.topic
        self._producer = KafkaProducer(
            bootstrap_servers=list(settings.kafka),
            acks="all",
            enable_idempotence=True,
            batch_size=65536,
            linger_ms=0,
            reconnect_backoff_max_ms=1000,
            request_timeout_ms=10_000,
            delivery_timeout_ms=20_000,
            max_block_ms=10_000,
            max_request_size=_LARGEST_MESSAGE,
            allow_auto_create_topics=False,
            metrics_enabled=False,
        )

    def send(self, messages: Sequence[Message]) -> int:
        """Append the messages in order; return how many, counted from the first, the log has for certain.

        Raises LogIsOutOfReach where not even the first one got there.
        """
        futures = []
        try:
            for message in messages:
                futures.append(  # noqa: PERF401  (those sent before an error still count)
                    self._producer.send(
                        self._topic, key=message.key.encode(), value=message.body.encode(), headers=message.headers()
                    )
                )
            self._producer.flush(timeout=30)
        except KafkaError:
            pass
        certain = 0
        for future in futures:
            if not (future.is_done and future.succeeded()):
                break
            certain += 1
        if not certain:
            raise LogIsOutOfReach("the log took none of the events")
        return certain

    def close(self) -> None:
        """Let go of the brokers."""
        self._producer.close(timeout=5)


class KafkaReader:
    """Reads the log for one service, in its group; says when a batch is done."""

    def __init__(self, settings: Settings, group: str, **overrides: Any) -> None:
        options: dict[str, Any] = {
            "bootstrap_servers": list(settings.kafka),
            "group_id": group,
            "enable_auto_commit": False,
            "auto_offset_reset": "earliest",
            "max_poll_records": 500,
            "reconnect_backoff_max_ms": 1000,
            "session_timeout_ms": 10_000,
            "heartbeat_interval_ms": 1_000,
            "allow_auto_create_topics": False,
            "max_partition_fetch_bytes": _LARGEST_MESSAGE,
            "metrics_enabled": False,
        }
        self._consumer = KafkaConsumer(settings.topic, **{**options, **overrides})
        self._polls_without_partitions = self._polls_without_heartbeat = 0

    def poll(self) -> list[Message]:
        """Return the next messages, up to 500, after at most half a second. Raises LogIsOutOfReach."""
        try:
            found = self._consumer.poll(timeout_ms=POLL_MS)
        except KafkaError as error:
            raise LogIsOutOfReach(type(error).__name__) from error
        assigned = bool(self._consumer.assignment())
        self._polls_without_partitions = 0 if assigned else self._polls_without_partitions + 1
        overdue = self._consumer._coordinator.time_to_next_heartbeat() == 0  # noqa: SLF001  (nothing public tells)
        self._polls_without_heartbeat = self._polls_without_heartbeat + 1 if overdue else 0
        return [_message(record) for records in found.values() for record in records]

    def is_stuck(self) -> bool:
        """Say whether this reader has had no partition for long, or sends no heartbeat; then make it anew.

        kafka-python 3.0.12 was seen to stop its heartbeats for good: from then on each poll asks again and again,
        without a pause, until its time is over.
        """
        return self._polls_without_partitions >= UNASSIGNED_POLLS or self._polls_without_heartbeat >= SILENT_POLLS

    def commit_soon(self) -> None:
        """Tell the group that everything polled so far is done, without waiting for its answer.

        What it does not hear of comes again to the next reader, whose inbox knows it.
        """
        self._consumer.commit_async()

    def commit(self) -> None:
        """Tell the group the same, and wait until it knows. Raises LogIsOutOfReach."""
        try:
            self._consumer.commit()
        except KafkaError as error:
            raise LogIsOutOfReach(type(error).__name__) from error

    def lag(self) -> int:
        """Return how many messages of this reader's partitions are not read yet, as its last poll knew it.

        Asks nobody, so that reading does not wait. Raises LogIsOutOfReach.
        """
        try:
            return sum(self._behind(partition) for partition in self._consumer.assignment())
        except KafkaError as error:
            raise LogIsOutOfReach(type(error).__name__) from error

    def _behind(self, partition: TopicPartition) -> int:
        end = self._consumer.highwater(partition)
        return 0 if end is None else max(0, end - self._consumer.position(partition))

    def close(self) -> None:
        """Leave the group."""
        self._consumer.close()


def read_whole_log(settings: Settings) -> Iterator[Message]:
    """Read the log from its beginning to where it ends now, partition by partition, outside any group."""
    consumer = KafkaConsumer(
        bootstrap_servers=list(settings.kafka),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=_LARGEST_MESSAGE,
    )
    try:
        numbers = consumer.partitions_for_topic(settings.topic) or set()
        for partition in (TopicPartition(settings.topic, number) for number in sorted(numbers)):
            consumer.assign([partition])
            consumer.seek_to_beginning(partition)
            end = consumer.end_offsets([partition])[partition]
            while consumer.position(partition) < end:
                for records in consumer.poll(timeout_ms=POLL_MS).values():
                    for record in records:
                        yield _message(record)
    finally:
        consumer.close()


def _message(record: Any) -> Message:
    place = f"{record.topic}-{record.partition}-{record.offset}"
    return message_from_kafka(record.key, record.value, record.headers or (), place)
