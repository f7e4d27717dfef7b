"""Tables of `notifications`. Contact details live here only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import UtcDateTime, new_metadata
from shared.tables import add_shared_tables

_COPY = {"local_copy": True}


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
    """A message in somebody's inbox: one for an event, a notice and a seat, never two.

    What has to do with no seat has an empty seat and commission.
    """

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
    """An e-mail on its way. The address is looked up when it is sent.

    `state` is queued, sent, refused (the mail system never will), or given_up (too many tries, or no address any more).
    """

    __tablename__ = "emails"
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.message_id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    tries: Mapped[int] = mapped_column(Integer)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Forgotten(Base):
    """Somebody who was erased. An event about them that comes later finds nobody to tell."""

    __tablename__ = "forgotten"
    holder_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    forgotten_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KnownCommission(Base):
    """What a commission is called, so that somebody in several of them sees which one a message is about."""

    __tablename__ = "known_commissions"
    __table_args__ = {"info": _COPY}  # noqa: RUF012
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(Text)


class PanelSeat(Base):
    """A seat that was named for the panel."""

    __tablename__ = "panel_seats"
    __table_args__ = {"info": _COPY}  # noqa: RUF012
    seat_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36), index=True)


class KnownRecusal(Base):
    """A seat that takes no part in judging one bidder, and so hears nothing of how that bid is judged."""

    __tablename__ = "known_recusals"
    __table_args__ = {"info": _COPY}  # noqa: RUF012
    seat_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(String(36), primary_key=True)


class KnownBid(Base):
    """Which seat handed in a bid, and, once it is open, whose it is."""

    __tablename__ = "known_bids"
    __table_args__ = {"info": _COPY}  # noqa: RUF012
    bid_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seat_id: Mapped[str | None] = mapped_column(String(36))
    organisation_id: Mapped[str | None] = mapped_column(String(36))


Index(
    "ix_emails_due", Email.next_try_at, postgresql_where=text("state = 'queued'"),
    sqlite_where=text("state = 'queued'"),
)  # fmt: skip

add_shared_tables(Base.metadata)
