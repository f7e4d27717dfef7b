"""Commissions, their signatures, and what others said of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.base import Base
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


class KnownTender(Base):
    """That the tender is published, or the commission over, as `tendering` said."""

    __tablename__ = "known_tenders"
    __table_args__ = {"info": {"local_copy": True}}  # noqa: RUF012
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
