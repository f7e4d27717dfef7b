"""The tables of delivery that stand in every service's own database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text

from shared.database import JsonDocument, UtcDateTime

_POSITION = BigInteger().with_variant(Integer, "sqlite")


@dataclass(frozen=True)
class MessagingTables:
    """The five tables of delivery.

    outbox: what this service recorded; `published_at` is empty until the log has it. `log_position` is
    given by in-process delivery only, and is one order over all services of that process.
    inbox: the events this service has taken, so that none is taken twice.
    set_aside: events it could not take, and the later ones of the same key.
    consumer_state: what the worker last saw, so that web processes can tell the truth about it.
    """

    outbox: Table
    inbox: Table
    set_aside: Table
    consumer_state: Table


def add_messaging_tables(metadata: MetaData) -> MessagingTables:
    """Add the tables to a service's metadata."""
    outbox = Table(
        "outbox",
        metadata,
        Column("position", _POSITION, primary_key=True, autoincrement=True),
        Column("event_id", String(36), nullable=False, unique=True),
        Column("type", String(100), nullable=False),
        Column("key", String(36), nullable=False),
        Column("occurred_at", UtcDateTime, nullable=False),
        Column("actor", String(36), nullable=False),
        Column("reason", Text, nullable=False),
        Column("causation_id", String(36), nullable=False),
        Column("traceparent", String(60), nullable=False),
        Column("body", Text, nullable=False),
        Column("log_position", BigInteger),
        Column("published_at", UtcDateTime),
    )
    unsent = outbox.c.published_at.is_(None)
    Index("ix_outbox_unsent", outbox.c.position, postgresql_where=unsent, sqlite_where=unsent)
    Index("ix_outbox_log_position", outbox.c.log_position)
    inbox = Table(
        "inbox",
        metadata,
        Column("event_id", String(64), primary_key=True),
        Column("taken_at", UtcDateTime, nullable=False),
    )
    set_aside = Table(
        "set_aside",
        metadata,
        Column("position", _POSITION, primary_key=True, autoincrement=True),
        Column("event_id", String(64), nullable=False, unique=True),
        Column("key", String(200), nullable=False),
        Column("message", JsonDocument, nullable=False),
        Column("why", Text, nullable=False),
        Column("set_aside_at", UtcDateTime, nullable=False),
        Column("resolved_at", UtcDateTime),
        Column("resolution", String(10)),
        Column("reason", Text),
    )
    unresolved = set_aside.c.resolved_at.is_(None)
    Index("ix_set_aside_unresolved", set_aside.c.key, postgresql_where=unresolved, sqlite_where=unresolved)
    consumer_state = Table(
        "consumer_state",
        metadata,
        Column("consumer", String(100), primary_key=True),
        Column("lag", BigInteger, nullable=False),
        Column("seen_at", UtcDateTime, nullable=False),
    )
    return MessagingTables(outbox, inbox, set_aside, consumer_state)


# Every service's tables have the same shape, so statements can be written once, against these.
TABLES = add_messaging_tables(MetaData())
