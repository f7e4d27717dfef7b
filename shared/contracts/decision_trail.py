"""What `decision_trail` tells the others: next to nothing, since it is the one that listens."""

from __future__ import annotations

from shared.contracts.declaration import Event, event
from shared.contracts.skipping import SkippedFields


@event("decision_trail.event_skipped.v1", key="subject")
class EventSkipped(SkippedFields, Event):
    """An operator let `decision_trail` go on without an event it could not take, and said why."""
