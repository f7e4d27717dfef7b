"""What people give to the text beside the text itself: ideas, comments, suggestions, objections."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base
from shared.database import UtcDateTime


class Contribution(Base):
    """A short text that one seat gave and others read, and what came of it.

    place: what kind it is, as `rules/contributions.py` names them. subject_id: what it is about, such as a clause;
    empty where it stands by itself. stands_at: since when others read it; empty while a facilitator has not let it
    through. answer: taken, partly or not_taken, with the reason that its writer is told.
    """

    __tablename__ = "contributions"
    __table_args__ = (Index("ix_contributions_place", "commission_id", "place", "subject_id"),)
    contribution_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"))
    place: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str | None] = mapped_column(String(36))
    text: Mapped[str] = mapped_column(Text)
    seat_id: Mapped[str] = mapped_column(String(36))
    role: Mapped[str] = mapped_column(String(20))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stands_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    answer: Mapped[str | None] = mapped_column(String(20))
    answer_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
