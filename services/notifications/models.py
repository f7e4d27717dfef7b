"""Tables of `notifications`. Contact details live here only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import UtcDateTime, new_metadata
from shared.tables import add_shared_tables


class Base(DeclarativeBase):
    """The tables of this service."""

    metadata = new_metadata()


class Contact(Base):
    """Where a person wants e-mail. Given by the person, and gone when they are erased."""

    __tablename__ = "contacts"
    holder_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    email: Mapped[str] = mapped_column(String(320))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InboxMessage(Base):
    """A message in somebody's inbox: one for an event, a notice and a seat, never two."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("event_id", "notice", "seat_id"),)
    message_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36), index=True)
    event_id: Mapped[str] = mapped_column(String(36))
    notice: Mapped[str] = mapped_column(String(60))
    seat_id: Mapped[str] = mapped_column(String(36))
    holder_id: Mapped[str] = mapped_column(String(36), index=True)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bool] = mapped_column(Boolean)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Email(Base):
    """An e-mail on its way. `state` is queued, sent, refused or given_up. The address is looked up when it is sent."""

    __tablename__ = "emails"
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.message_id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    tries: Mapped[int] = mapped_column(Integer)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


Index(
    "ix_emails_due", Email.next_try_at, postgresql_where=text("state = 'queued'"),
    sqlite_where=text("state = 'queued'"),
)  # fmt: skip

add_shared_tables(Base.metadata)
