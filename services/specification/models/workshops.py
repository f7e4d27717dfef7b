"""Rooms without computers: workshops that a facilitator records, and slips by which people see what came of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base
from shared.database import JsonDocument, UtcDateTime


class RecordedWorkshop(Base):
    """A workshop. took_part: how many, by age band. What was written there are contributions under its id."""

    __tablename__ = "workshops"
    workshop_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"), index=True)
    venue: Mapped[str] = mapped_column(Text)
    held_on: Mapped[date] = mapped_column(Date)
    took_part: Mapped[dict[str, int]] = mapped_column(JsonDocument)
    asked: Mapped[str] = mapped_column(Text)
    seat_id: Mapped[str] = mapped_column(String(36))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WorkshopSlip(Base):
    """A slip with a code, of which a keyed hash is kept. Nobody's name or seat is with it."""

    __tablename__ = "workshop_slips"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.workshop_id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SlipGuess(Base):
    """Wrong codes from one place, which is kept as a keyed hash, for a day after the last one."""

    __tablename__ = "slip_guesses"
    origin_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_failed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
