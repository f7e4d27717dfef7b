"""Tables of a commission's groups and boards. Who is in them stands with the seats."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.people.models.metadata import Base
from shared.database import JsonDocument, UtcDateTime


class Group(Base):
    """A group of young people in a commission, such as its Youth Council."""

    __tablename__ = "groups"
    group_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36), index=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Board(Base):
    """A board of a commission, and the powers that the plan gives it."""

    __tablename__ = "boards"
    board_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36), index=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(30))
    powers: Mapped[list[str]] = mapped_column(JsonDocument)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
