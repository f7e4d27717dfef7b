"""What `people` tells the others. Seats and holders are ids; names never leave that service."""

from __future__ import annotations

from datetime import datetime

from shared.contracts.declaration import Event, event
from shared.contracts.skipping import SkippedFields


@event("people.signing_key_published.v1", key="key_id")
class SigningKeyPublished(Event):
    """Tokens signed with this key are to be trusted from now on."""

    key_id: str
    public_key: dict[str, str]
    published_at: datetime


@event("people.session_revoked.v1", key="session_id")
class SessionRevoked(Event):
    """Somebody signed out, or was signed out: tokens of this session are worth nothing."""

    session_id: str
    holder_id: str
    revoked_at: datetime


@event("people.invite_made.v1", key="commission_id")
class InviteMade(Event):
    """A code was made with which a number of people may take seats of one role."""

    commission_id: str
    invite_id: str
    role: str
    places: int
    expires_at: datetime


@event("people.seat_taken.v1", key="commission_id")
class SeatTaken(Event):
    """Somebody takes part in the commission, in one role."""

    commission_id: str
    seat_id: str
    holder_id: str
    role: str
    taken_at: datetime


@event("people.seat_ended.v1", key="commission_id")
class SeatEnded(Event):
    """Somebody no longer takes part in this role. What the seat did stays on the record."""

    commission_id: str
    seat_id: str
    holder_id: str
    role: str
    ended_at: datetime


@event("people.person_erased.v1", key="holder_id")
class PersonErased(Event):
    """A person's name, sign-in and contacts are gone. Their seats and what those decided stay."""

    holder_id: str
    erased_at: datetime


@event("people.event_skipped.v1", key="subject")
class EventSkipped(SkippedFields, Event):
    """An operator let `people` go on without an event it could not take, and said why."""
