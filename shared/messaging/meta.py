"""What a handler gets beside the event itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class EventMeta:
    """What goes with an event. `time` is when the act happened, `now` when the event is handled."""

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    actor: str
    reason: str
    causation_id: str
    traceparent: str
    now: datetime


@dataclass(frozen=True)
class RawEvent:
    """An event of a type that this version of the program does not know; only the trail keeps such."""

    type: str
    body: dict[str, Any]
