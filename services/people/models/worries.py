"""Tables of the safeguarding route. Whatever somebody wrote is locked: the database alone does not show it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.people.models.metadata import Base
from shared.database import UtcDateTime


class SafeguardingLead(Base):
    """A member of staff who reads worries: of one commission, or, without one, those that reach nobody else."""

    __tablename__ = "safeguarding_leads"
    __table_args__ = (
        Index(
            "uq_safeguarding_leads_active", "holder_id", "commission_id", unique=True,
            postgresql_where=text("ended_at IS NULL"), sqlite_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip
    lead_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    holder_id: Mapped[str] = mapped_column(ForeignKey("accounts.holder_id"), index=True)
    commission_id: Mapped[str | None] = mapped_column(String(36), index=True)
    named_by: Mapped[str] = mapped_column(String(36))
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Worry(Base):
    """A worry and where it stands. Its words are in its entries; who sent it is locked, where they said so.

    past_leads: it goes to the fallback leads alone. waits_since: since when somebody has to act; empty while nobody has
    to. words_sent: how often its leads heard of it since then. forget_sender: the sender was erased meanwhile, so who
    it was goes when it is closed.
    """

    __tablename__ = "worries"
    __table_args__ = (
        Index(
            "ix_worries_waiting", "waits_since",
            postgresql_where=text("waits_since IS NOT NULL"), sqlite_where=text("waits_since IS NOT NULL"),
        ),
    )  # fmt: skip
    worry_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    commission_id: Mapped[str | None] = mapped_column(String(36), index=True)
    past_leads: Mapped[bool] = mapped_column(Boolean)
    sender_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    locked_sender: Mapped[str | None] = mapped_column(Text)
    forget_sender: Mapped[bool] = mapped_column(Boolean)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(20))
    waits_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    words_sent: Mapped[int] = mapped_column(Integer)
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WorryEntry(Base):
    """One thing that happened to a worry, in order: words of its sender, and each look and step of a lead.

    It is the access log, too: every row with a holder says who looked at what, and when.
    """

    __tablename__ = "worry_entries"
    __table_args__ = (UniqueConstraint("worry_id", "number"),)
    entry_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    worry_id: Mapped[str] = mapped_column(ForeignKey("worries.worry_id"))
    number: Mapped[int] = mapped_column(Integer)
    step: Mapped[str] = mapped_column(String(20))
    holder_id: Mapped[str | None] = mapped_column(String(36))
    locked_words: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
