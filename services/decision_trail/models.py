"""Tables of `decision_trail`: every event, once, in order, for good."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Dialect, Index, Integer, String, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import UtcDateTime, new_metadata
from shared.tables import add_shared_tables

_COPY = {"local_copy": True}


class Base(DeclarativeBase):
    """The tables of this service."""

    metadata = new_metadata()


class AsItCame(TypeDecorator[dict[str, Any]]):
    """An event's data as it came: any JSON object, floats of a foreign version included.

    Data that somebody damaged in the database is read as an object that says so, so that verification can name it.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002  (the parent's signature)
        """Write compact JSON."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any]:  # noqa: ARG002
        """Read the object back."""
        try:
            found = json.loads(value or "")
        except (ValueError, RecursionError):
            found = None
        return found if isinstance(found, dict) else {"damaged": "What stood here was changed and cannot be read."}


class Entry(Base):
    """One event in the chain of its commission (or other key)."""

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("chain", "position"),
        Index("ix_entries_chain_type", "chain", "type"),
        {"info": _COPY},
    )
    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    chain: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(100))
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(Text)
    causation_id: Mapped[str] = mapped_column(String(36))
    data: Mapped[dict[str, Any]] = mapped_column(AsItCame)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Head(Base):
    """Where each chain ends."""

    __tablename__ = "heads"
    __table_args__ = {"info": _COPY}  # noqa: RUF012
    chain: Mapped[str] = mapped_column(String(200), primary_key=True)
    length: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))


class Check(Base):
    """When the whole of a chain was worked out anew the last time, and what was found.

    length, hash: the last head up to which the chain was whole. From then on it has to go through that head, so
    whoever rewrites all of it, its head too, is found. first_broken: the first wrong position; None where it was whole.
    """

    __tablename__ = "checks"
    __table_args__ = {"info": _COPY}  # noqa: RUF012
    chain: Mapped[str] = mapped_column(String(200), primary_key=True)
    length: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))
    first_broken: Mapped[int | None] = mapped_column(Integer)
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KnownCommission(Base):
    """What a commission is called, and when it ended."""

    __tablename__ = "known_commissions"
    __table_args__ = {"info": _COPY}  # noqa: RUF012
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


add_shared_tables(Base.metadata)
