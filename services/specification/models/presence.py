"""Who has a part open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base
from shared.database import UtcDateTime


class SeatHere(Base):
    """A seat that had a part open at this time. Gone a minute later."""

    __tablename__ = "seats_here"
    clause_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seat_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
