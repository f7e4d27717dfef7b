"""Tables of `tendering`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import ExactDecimal, JsonDocument, UtcDateTime, new_metadata
from shared.tables import add_shared_tables


class Base(DeclarativeBase):
    """The tables of this service."""

    metadata = new_metadata()


class KnownCommission(Base):
    """What `specification` said: the plan, and the agreed text while it stands."""

    __tablename__ = "known_commissions"
    __table_args__ = {"info": {"local_copy": True}}  # noqa: RUF012
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    need: Mapped[str] = mapped_column(Text, default="", server_default="")
    plan: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    clauses: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonDocument)
    criteria: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonDocument)
    sha256: Mapped[str | None] = mapped_column(String(64))


class KnownChoice(Base):
    """What `youth_panel` said: agreed scores, ranking, and the confirmed choice."""

    __tablename__ = "known_choices"
    __table_args__ = {"info": {"local_copy": True}}  # noqa: RUF012
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    scores_locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bid_id: Mapped[str | None] = mapped_column(String(36))
    ranking: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonDocument)
    agreed: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonDocument)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Organisation(Base):
    """An organisation that bids."""

    __tablename__ = "organisations"
    organisation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    folded_name: Mapped[str] = mapped_column(Text, unique=True)
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Member(Base):
    """Who may bid for an organisation. A person belongs to one."""

    __tablename__ = "members"
    holder_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.organisation_id"), index=True)


class ColleagueCode(Base):
    """A code that lets one more person bid for an organisation. Once used it is gone; only its keyed hash is kept."""

    __tablename__ = "colleague_codes"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.organisation_id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Process(Base):
    """How far tendering has come in a commission: dated facts, from which the status follows."""

    __tablename__ = "processes"
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    tender_id: Mapped[str | None] = mapped_column(String(36))
    specification_sha256: Mapped[str | None] = mapped_column(String(64))
    criteria: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonDocument)
    plan: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    tie_seed: Mapped[str | None] = mapped_column(String(64))
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    questions_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    urgent_because: Mapped[str] = mapped_column(Text, default="", server_default="")
    rules_sha256: Mapped[str | None] = mapped_column(String(64))
    first_opener: Mapped[str | None] = mapped_column(String(36))
    first_opener_role: Mapped[str | None] = mapped_column(String(20))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    prices_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    awarded_bid_id: Mapped[str | None] = mapped_column(String(36))
    award_decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    standstill_begins_on: Mapped[date | None] = mapped_column(Date)
    standstill_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    contract_signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    abandoned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    abandoned_because: Mapped[str | None] = mapped_column(Text)


class TenderDates(Base):
    """The dates that a commissioner means to publish a tender with. Nobody else sees them before it is out."""

    __tablename__ = "tender_dates"
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    questions_until: Mapped[datetime] = mapped_column(UtcDateTime)
    urgent_because: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AskedFile(Base):
    """A file that a tender asks for, such as an insurance certificate. Locked with the publication."""

    __tablename__ = "asked_files"
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    needed: Mapped[bool] = mapped_column(Boolean)


class Question(Base):
    """What a provider asked about a tender.

    `asker_hash` is keyed, and made with the question's id: whoever asks finds their own with the key ring at hand, and
    a copy of the database tells neither who asked nor which questions were asked by the same.
    """

    __tablename__ = "questions"
    question_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36), index=True)
    asker_hash: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    set_aside_because: Mapped[str | None] = mapped_column(Text)
    set_aside_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Amendment(Base):
    """A change of an open tender, with the time that bids and questions have from then on."""

    __tablename__ = "amendments"
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    changes: Mapped[list[str]] = mapped_column(JsonDocument)
    reason: Mapped[str] = mapped_column(Text)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    questions_until: Mapped[datetime] = mapped_column(UtcDateTime)
    amended_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Bid(Base):
    """A bid: what may be known of it. At most one that is not withdrawn per organisation and commission.

    Whose it is and what it says is sealed, in its parts. `owner_hash` finds the bids of an organisation for whoever has
    the key ring. `organisation_id` is filled when the bids are opened, `price` when the prices are; both are published
    in that moment. `confirmed_amendment`: up to which change of the tender its provider said that it stands as it is.
    """

    __tablename__ = "bids"
    bid_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36))
    owner_hash: Mapped[str] = mapped_column(String(64))
    organisation_id: Mapped[str | None] = mapped_column(String(36))
    price: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    version: Mapped[int] = mapped_column(Integer)
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    receipt_sha256: Mapped[str | None] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_amendment: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    label: Mapped[str | None] = mapped_column(String(20))
    summary: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)


Index(
    "uq_bids_live", Bid.commission_id, Bid.owner_hash, unique=True,
    postgresql_where=text("withdrawn_at IS NULL"), sqlite_where=text("withdrawn_at IS NULL"),
)  # fmt: skip


class BidPart(Base):
    """A part of a bid under seal: one for each question, one for the price, one that says whose the bid is.

    All are there from the beginning, so that rows do not tell what is answered; versions, too, are inside the seal. So
    is what is said of each file that is asked for. The file itself is one more part, there once it has come.
    """

    __tablename__ = "bid_parts"
    bid_id: Mapped[str] = mapped_column(ForeignKey("bids.bid_id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(36), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(36), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Challenge(Base):
    """A bidder's challenge to the award. Its grounds stay here."""

    __tablename__ = "challenges"
    challenge_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36), index=True)
    bid_id: Mapped[str] = mapped_column(String(36))
    grounds: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    upheld: Mapped[bool | None] = mapped_column(Boolean)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


add_shared_tables(Base.metadata)
