"""Local copies, in every service but `people`, of what decides who may call what."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Index, MetaData, String, Table

from shared.database import JsonDocument, UtcDateTime

_COPY = {"local_copy": True}


@dataclass(frozen=True)
class AccessTables:
    """known_seats: who sits where. signing_keys: whose tokens to trust. revoked_sessions: whose not."""

    known_seats: Table
    signing_keys: Table
    revoked_sessions: Table


def add_access_tables(metadata: MetaData) -> AccessTables:
    """Add the tables to a service's metadata."""
    known_seats = Table(
        "known_seats",
        metadata,
        Column("seat_id", String(36), primary_key=True),
        Column("commission_id", String(36), nullable=False),
        Column("holder_id", String(36), nullable=False),
        Column("role", String(20), nullable=False),
        Column("taken_at", UtcDateTime, nullable=False),
        Column("ended_at", UtcDateTime),
        info=_COPY,
    )
    Index("ix_known_seats_holder", known_seats.c.holder_id, known_seats.c.commission_id)
    Index("ix_known_seats_commission", known_seats.c.commission_id)
    signing_keys = Table(
        "signing_keys",
        metadata,
        Column("key_id", String(64), primary_key=True),
        Column("public_key", JsonDocument, nullable=False),
        Column("published_at", UtcDateTime, nullable=False),
        info=_COPY,
    )
    revoked_sessions = Table(
        "revoked_sessions",
        metadata,
        Column("session_id", String(36), primary_key=True),
        Column("revoked_at", UtcDateTime, nullable=False),
        info=_COPY,
    )
    return AccessTables(known_seats, signing_keys, revoked_sessions)


TABLES = add_access_tables(MetaData())
