"""Keeping the copies: what `people` says about keys, sessions and seats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from shared.access.tables import TABLES
from shared.contracts.declaration import Event
from shared.contracts.people import SeatEnded, SeatTaken, SessionRevoked, SigningKeyPublished


def on_signing_key_published(session: Session, event: SigningKeyPublished, _meta: Any) -> None:
    """Trust tokens signed with this key from now on."""
    keys = TABLES.signing_keys
    session.execute(delete(keys).where(keys.c.key_id == event.key_id))
    row = {"key_id": event.key_id, "public_key": event.public_key, "published_at": event.published_at}
    session.execute(insert(keys), row)


def on_session_revoked(session: Session, event: SessionRevoked, _meta: Any) -> None:
    """Take no more tokens of this session."""
    ended = TABLES.revoked_sessions
    session.execute(delete(ended).where(ended.c.session_id == event.session_id))
    session.execute(insert(ended), {"session_id": event.session_id, "revoked_at": event.revoked_at})


def on_seat_taken(session: Session, event: SeatTaken, _meta: Any) -> None:
    """Know the seat."""
    seats = TABLES.known_seats
    session.execute(delete(seats).where(seats.c.seat_id == event.seat_id))
    row = {
        "seat_id": event.seat_id, "commission_id": event.commission_id, "holder_id": event.holder_id,
        "role": event.role, "taken_at": event.taken_at,
    }  # fmt: skip
    session.execute(insert(seats), row)


def on_seat_ended(session: Session, event: SeatEnded, _meta: Any) -> None:
    """The seat may do nothing more."""
    seats = TABLES.known_seats
    session.execute(update(seats).where(seats.c.seat_id == event.seat_id).values(ended_at=event.ended_at))


ACCESS_COPIES: Mapping[type[Event], Callable[[Session, Any, Any], None]] = {
    SigningKeyPublished: on_signing_key_published,
    SessionRevoked: on_session_revoked,
    SeatTaken: on_seat_taken,
    SeatEnded: on_seat_ended,
}
