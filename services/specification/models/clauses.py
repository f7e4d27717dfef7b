"""Clauses, their versions, and what is typed into them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base
from shared.database import JsonDocument, UtcDateTime


class Clause(Base):
    """A clause as it stands. It is agreed when its current version is.

    hidden_at: its current version is hidden, and so no part of the text until it is shown again or written anew.
    live_text: the words as they are being written, after the change with the number live_number; live_passages: who
    wrote which of them, as [units, seat]. Its current version holds the words up to the change kept_number.
    number: its place, from 1. theme: the id of a theme, or `none`; it is no part of what is signed. ended_at: since
    when it is no part any more, for it was put together with the clause into_id; its number is the last that it had.
    """

    __tablename__ = "clauses"
    __table_args__ = (
        Index(
            "ix_clauses_number", "commission_id", "number", unique=True, sqlite_where=sql("ended_at IS NULL"),
            postgresql_where=sql("ended_at IS NULL"),
        ),
    )  # fmt: skip
    clause_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"))
    number: Mapped[int] = mapped_column(Integer)
    heading: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    drafted_by: Mapped[str] = mapped_column(String(36))
    drafted_by_role: Mapped[str] = mapped_column(String(20))
    agreed_version: Mapped[int | None] = mapped_column(Integer)
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    live_text: Mapped[str] = mapped_column(Text)
    live_number: Mapped[int] = mapped_column(Integer)
    live_passages: Mapped[list[list[Any]]] = mapped_column(JsonDocument)
    live_at: Mapped[datetime] = mapped_column(UtcDateTime)
    kept_number: Mapped[int] = mapped_column(Integer)
    theme: Mapped[str] = mapped_column(String(36), default="none", server_default="none")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    into_id: Mapped[str | None] = mapped_column(String(36), index=True)


class ClauseChange(Base):
    """What one seat changed in the words of a clause, in the one order that the server keeps.

    key: what its writer calls it, so that what this seat sends again is known. These stay here; the log hears of
    versions.
    """

    __tablename__ = "clause_changes"
    __table_args__ = (
        UniqueConstraint("clause_id", "seat_id", "key"),
        Index("ix_clause_changes_pace", "clause_id", "seat_id", "written_at"),
    )
    clause_id: Mapped[str] = mapped_column(ForeignKey("clauses.clause_id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(60))
    change: Mapped[list[Any]] = mapped_column(JsonDocument)
    seat_id: Mapped[str] = mapped_column(String(36))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClauseVersion(Base):
    """Every version of every clause, with the seat that wrote it last. hidden_why: the reason that the group was told.

    change_number: it holds the words up to this change. passages: who wrote which of them, as [units, seat]. came_from:
    merged, where it was put together with the clause other_id; split, where some of it went into other_id; split_off,
    where it came out of other_id; else empty.
    """

    __tablename__ = "clause_versions"
    clause_id: Mapped[str] = mapped_column(ForeignKey("clauses.clause_id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    heading: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    seat_id: Mapped[str] = mapped_column(String(36))
    role: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    change_number: Mapped[int] = mapped_column(Integer)
    passages: Mapped[list[list[Any]]] = mapped_column(JsonDocument)
    came_from: Mapped[str] = mapped_column(String(20), default="", server_default="")
    other_id: Mapped[str | None] = mapped_column(String(36))
