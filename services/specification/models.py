"""Tables of `specification`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import JsonDocument, UtcDateTime, new_metadata
from shared.tables import add_shared_tables


class Base(DeclarativeBase):
    """The tables of `specification`."""

    metadata = new_metadata()


class Commission(Base):
    """A commission and its plan. `agreed_sha256` is empty while there is no valid agreement."""

    __tablename__ = "commissions"
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    need: Mapped[str] = mapped_column(Text)
    plan: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    started_by: Mapped[str] = mapped_column(String(36))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument)
    criteria_version: Mapped[int] = mapped_column(Integer)
    agreed_sha256: Mapped[str | None] = mapped_column(String(64))
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checks_young_texts: Mapped[bool] = mapped_column(Boolean, server_default=false())


class Clause(Base):
    """A clause as it stands. It is agreed when its current version is.

    hidden_at: its current version is hidden, and so no part of the text until it is shown again or written anew.
    live_text: the words as they are being written, after the change with the number live_number; live_passages: who
    wrote which of them, as [units, seat]. Its current version holds the words up to the change kept_number.
    """

    __tablename__ = "clauses"
    __table_args__ = (UniqueConstraint("commission_id", "number"),)
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


class ClauseChange(Base):
    """What one seat changed in the words of a clause, in the one order that the server keeps.

    key: what its writer calls it, so that what is sent again is known. These stay here; the log hears of versions.
    """

    __tablename__ = "clause_changes"
    __table_args__ = (
        UniqueConstraint("clause_id", "key"),
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

    change_number: it holds the words up to this change. passages: who wrote which of them, as [units, seat].
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


class SignOff(Base):
    """One young seat's signature under one text. Void ones stay, with the time at which the text changed."""

    __tablename__ = "sign_offs"
    __table_args__ = (
        Index(
            "uq_sign_offs_standing", "commission_id", "seat_id", unique=True,
            sqlite_where=text("voided_at IS NULL"), postgresql_where=text("voided_at IS NULL"),
        ),
    )  # fmt: skip
    sign_off_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"), index=True)
    seat_id: Mapped[str] = mapped_column(String(36))
    sha256: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WaitingText(Base):
    """What a young person wrote, before a facilitator has read it: its writer and facilitators see it, nobody else.

    place: what kind of text it is; today a clause. subject_id: the clause it would change; empty for a new one.
    outcome: let_through or given_back; then `why` is one of a fixed list.
    """

    __tablename__ = "waiting_texts"
    text_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"), index=True)
    place: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str | None] = mapped_column(String(36))
    version: Mapped[int] = mapped_column(Integer)
    heading: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    seat_id: Mapped[str] = mapped_column(String(36))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(20))
    why: Mapped[str | None] = mapped_column(String(20))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TextReport(Base):
    """Somebody says that a text should not stand here. Facilitators and commissioners read it.

    settled_at: when they hid the text, or let it stay.
    """

    __tablename__ = "text_reports"
    report_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"), index=True)
    place: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(String(36))
    version: Mapped[int] = mapped_column(Integer)
    seat_id: Mapped[str] = mapped_column(String(36))
    why: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FreeSeat(Base):
    """A young person's seat whose texts need no check, as `people` said. Of whom nothing was heard, they do."""

    __tablename__ = "free_seats"
    __table_args__ = {"info": {"local_copy": True}}  # noqa: RUF012
    seat_id: Mapped[str] = mapped_column(String(36), primary_key=True)


class KnownTender(Base):
    """That the tender is published, or the commission over, as `tendering` said."""

    __tablename__ = "known_tenders"
    __table_args__ = {"info": {"local_copy": True}}  # noqa: RUF012
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


add_shared_tables(Base.metadata)
