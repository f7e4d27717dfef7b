"""Photos of the wall of a workshop."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base
from shared.database import UtcDateTime


class WorkshopPhoto(Base):
    """A photo. data: a JPEG that holds nothing but the picture; sha256: of it; alt: what is on it, in words.

    seat_id: who added it. Once it was taken away, the picture and the words for it are gone: what stays is why.
    """

    __tablename__ = "workshop_photos"
    photo_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshops.workshop_id"), index=True)
    data: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    alt: Mapped[str] = mapped_column(Text)
    seat_id: Mapped[str] = mapped_column(String(36))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_away_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_away_why: Mapped[str] = mapped_column(Text, default="")
