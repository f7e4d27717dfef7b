"""The largest event there can be goes through the log, and a larger one stops nobody but who meant to make it."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from shared.contracts.tendering import Answer, BidOpened
from shared.messaging.kafka import KafkaReader, KafkaSender, ensure_topic
from shared.messaging.outbox import LARGEST_EVENT, EventIsTooLarge, record
from shared.settings import Settings
from tests.engines import Engines
from tests.kit import Bench
from tests.shared.toys import GIVER

FRAME = len('{"commission_id":"c","bid_id":"b","label":"","organisation_id":"o","receipt_sha256":"","answers":[]}')


def opened(letters: int, letter: str = "a") -> BidOpened:
    answer = Answer(criterion_id="w", text=letter * letters)
    return BidOpened(
        commission_id="c", bid_id="b", label="Provider A", organisation_id="o", receipt_sha256="0" * 64,
        answers=(answer,),
    )  # fmt: skip


@pytest.mark.parametrize("letter", ["a", "\U0001f98a"])
def test_an_event_that_the_log_would_refuse_is_refused_before_it_is_recorded(tmp_path: Path, letter: str) -> None:
    giver = Bench(GIVER, tmp_path)
    letters = LARGEST_EVENT // len(letter.encode())
    with giver.session() as session, pytest.raises(EventIsTooLarge):
        record(session, opened(letters, letter), actor="system", now=giver.now)
    assert giver.recorded() == []
    with giver.session() as session:
        record(session, opened(letters - 2 * FRAME - 100, letter), actor="system", now=giver.now)
    assert len(giver.recorded()) == 1


def test_the_log_takes_the_largest_event_distributed(tmp_path: Path, distributed_engines: Engines) -> None:
    settings = Settings(
        database_url="sqlite://", secret="x" * 32, setup_code="", topic=f"large-{uuid4().hex[:8]}",
        kafka=tuple(distributed_engines.kafka_addresses.split(",")),
    )  # fmt: skip
    giver = Bench(GIVER, tmp_path)
    message = giver.message(opened(LARGEST_EVENT - 2 * FRAME - 100), reason="\U0001f98a" * 5000)
    ensure_topic(settings)
    sender, reader = KafkaSender(settings), KafkaReader(settings, "large")
    try:
        assert sender.send([message]) == 1
        found = next(batch for _ in range(60) if (batch := reader.poll()))
        assert found[0].body == message.body
    finally:
        sender.close()
        reader.close()
