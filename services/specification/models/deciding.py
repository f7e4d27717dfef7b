"""Decisions of the group, and the votes in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base
from shared.database import JsonDocument, UtcDateTime


class Decision(Base):
    """Something that the group decides, in a way that was set when it was opened.

    about: clause, contribution, or empty for a question of its own; subject_version: the clause's version that it is
    about. voters: young_people or inside. result: what came out, written once when it closes; figures are fractions as
    text. outcome_words: what it means, as a facilitator said.
    """

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_due", "closed_at", "closes_at"),)
    decision_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"), index=True)
    way: Mapped[str] = mapped_column(String(20))
    question: Mapped[str] = mapped_column(Text)
    options: Mapped[list[str]] = mapped_column(JsonDocument)
    threshold: Mapped[str] = mapped_column(String(20))
    dots: Mapped[int] = mapped_column(Integer)
    most_dots: Mapped[int] = mapped_column(Integer)
    voters: Mapped[str] = mapped_column(String(20))
    quorum: Mapped[int] = mapped_column(Integer)
    about: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str | None] = mapped_column(String(36), index=True)
    subject_version: Mapped[int] = mapped_column(Integer)
    opened_by: Mapped[str] = mapped_column(String(36))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    outcome_words: Mapped[str] = mapped_column(Text)
    look_again_on: Mapped[date | None] = mapped_column(Date)
    stated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DecisionVote(Base):
    """One seat's vote in a decision. Until it closes it can be changed, and only its seat sees it; later, too."""

    __tablename__ = "decision_votes"
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"), primary_key=True)
    seat_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    ballot: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    voted_at: Mapped[datetime] = mapped_column(UtcDateTime)
