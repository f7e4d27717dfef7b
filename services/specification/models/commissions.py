"""Commissions, their signatures, and what others said of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base
from shared.database import JsonDocument, UtcDateTime


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


class SignOff(Base):
    """One seat's answer to one text: a young person's, a board's or the commissioner's. Void ones stay, with the time.

    board_id: for which board a member speaks. declined: they said no, and the reason says why. reason: also how a board
    decided.
    """

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
    role: Mapped[str] = mapped_column(String(20), server_default="young_person")
    board_id: Mapped[str | None] = mapped_column(String(36))
    declined: Mapped[bool] = mapped_column(Boolean, server_default=false())
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KnownTender(Base):
    """That the tender is published, or the commission over, as `tendering` said."""

    __tablename__ = "known_tenders"
    __table_args__ = {"info": {"local_copy": True}}  # noqa: RUF012
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignedText(Base):
    """A text as it was when somebody first signed it, so that what changed since can be shown."""

    __tablename__ = "signed_texts"
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KnownBoard(Base):
    """A board, as `people` said. assents: the text needs its yes."""

    __tablename__ = "known_boards"
    __table_args__ = {"info": {"local_copy": True}}  # noqa: RUF012
    board_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36), index=True)
    name: Mapped[str] = mapped_column(Text)
    assents: Mapped[bool] = mapped_column(Boolean)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KnownBoardSeat(Base):
    """On which board a seat is, as `people` said."""

    __tablename__ = "known_board_seats"
    __table_args__ = {"info": {"local_copy": True}}  # noqa: RUF012
    seat_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    board_id: Mapped[str] = mapped_column(String(36))
