from __future__ import annotations

import json
from datetime import UTC, datetime

from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from shared.messaging.envelope import Message, message_from_kafka

MESSAGE = Message(
    id="5b7c", type="tendering.bid_withdrawn.v1", source="/coproduce/tendering", key="c1",
    time=datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC), actor="seat-1", reason="Zażółć, ਪੰਜਾਬੀ",
    causation_id="9f", traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01", body='{"bid_id":"b1"}',
)  # fmt: skip


def test_what_is_written_is_read_back_whole() -> None:
    assert message_from_kafka(b"c1", MESSAGE.body.encode(), MESSAGE.headers(), "t-0-1") == MESSAGE
    assert Message.from_json(json.loads(json.dumps(MESSAGE.to_json()))) == MESSAGE


def test_any_cloudevents_reader_can_follow_the_log() -> None:
    kafka = KafkaMessage(headers=dict(MESSAGE.headers()), key=b"c1", value=MESSAGE.body.encode())
    event = from_binary_event(kafka, JSONFormat())
    assert isinstance(event, CloudEvent)
    assert event.get_id() == MESSAGE.id
    assert event.get_type() == MESSAGE.type
    assert event.get_source() == MESSAGE.source
    assert event.get_subject() == MESSAGE.key
    assert event.get_time() == MESSAGE.time
    assert event.get_extension("actor") == MESSAGE.actor
    assert event.get_extension("causationid") == MESSAGE.causation_id
    assert event.get_data() == {"bid_id": "b1"}


def test_empty_extensions_are_left_out() -> None:
    bare = Message("i", "t", "s", "k", MESSAGE.time, "", "", "", "", "{}")
    assert {name for name, _ in bare.headers()} == {
        "ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "content-type",
    }  # fmt: skip
