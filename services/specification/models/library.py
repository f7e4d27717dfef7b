"""Words that a group starts from: where they came from, and files that somebody is choosing from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base
from shared.database import JsonDocument, UtcDateTime


class BroughtIn(Base):
    """That a clause or a criterion was brought in, and from where; for good, however its words change.

    subject_id: of the clause or criterion, also while a facilitator has not let it through. source_id: stands for the
    people elsewhere among the writers of passages. came_from: {council, commission, signed_on, young_share} each, the
    nearest first. seat_id: who brought it in.
    """

    __tablename__ = "brought_in"
    subject_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"), index=True)
    source_id: Mapped[str] = mapped_column(String(36))
    came_from: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument)
    seat_id: Mapped[str] = mapped_column(String(36))
    brought_in_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SentLibraryFile(Base):
    """A file that somebody is choosing from. Nobody else sees it; a later one of the same seat takes its place.

    data: what stands in it. It goes when it was used, and after a day.
    """

    __tablename__ = "library_files"
    __table_args__ = (UniqueConstraint("commission_id", "seat_id"),)
    file_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"))
    seat_id: Mapped[str] = mapped_column(String(36))
    data: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
