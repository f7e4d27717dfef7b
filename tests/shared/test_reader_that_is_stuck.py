"""A reader of the log that has fallen silent is made anew."""

from __future__ import annotations

from typing import Any

import pytest

from shared.messaging import kafka
from shared.messaging.kafka import SILENT_POLLS, KafkaReader
from shared.settings import Settings


class Silent:
    """A consumer that reads, and whose heartbeat is due in so many seconds."""

    due = 0.0

    def __init__(self, *_topics: str, **_options: Any) -> None:
        self._coordinator = self

    def poll(self, timeout_ms: int) -> dict[str, Any]:
        assert timeout_ms > 0
        return {}

    def assignment(self) -> set[int]:
        return {0}

    def time_to_next_heartbeat(self) -> float:
        return self.due


def test_a_reader_that_sends_no_heartbeat_for_ten_seconds_is_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka, "KafkaConsumer", Silent)
    reader = KafkaReader(Settings(database_url="", secret="", setup_code=""), "a-group")
    for _ in range(SILENT_POLLS - 1):
        reader.poll()
    assert not reader.is_stuck()
    monkeypatch.setattr(Silent, "due", 0.5)
    reader.poll()
    monkeypatch.setattr(Silent, "due", 0.0)
    for _ in range(SILENT_POLLS):
        assert not reader.is_stuck()
        reader.poll()
    assert reader.is_stuck()
