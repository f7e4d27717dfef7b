"""What `notifications` tells the others: who was told about which event."""

from __future__ import annotations

from datetime import datetime

from shared.contracts.declaration import Event, event
from shared.contracts.skipping import SkippedFields


@event("notifications.seats_told.v1", key="commission_id")
class SeatsTold(Event):
    """These seats were told about an event, in their inbox at least."""

    commission_id: str
    about_event_id: str
    about_event_type: str
    notice: str
    seat_ids: tuple[str, ...]
    told_at: datetime


@event("notifications.event_skipped.v1", key="subject")
class EventSkipped(SkippedFields, Event):
    """An operator let `notifications` go on without an event it could not take, and said why."""
