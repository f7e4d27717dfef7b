"""Texts that are read first, reported or hidden."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base
from shared.database import UtcDateTime


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
