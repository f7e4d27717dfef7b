"""What every service says when an operator skips an event that it could not take."""

from __future__ import annotations

from shared.contracts.declaration import part


@part
class SkippedFields:
    """The event that was skipped, and by which service. The reason travels with the record."""

    subject: str
    skipped_event_id: str
    skipped_event_type: str
