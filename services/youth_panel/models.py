"""What the panel service keeps: its own records, and copies of what others published.

`Panel` is the root: every act loads its row for update first, so acts on one commission come one after another.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.database import ExactDecimal, JsonDocument, UtcDateTime, new_metadata
from shared.ids import new_id
from shared.tables import add_shared_tables

_COPY = {"info": {"local_copy": True}}


class Base(DeclarativeBase):
    """The tables of the panel service."""

    metadata = new_metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, Decimal: ExactDecimal, str: Text}


def _id() -> Mapped[str]:
    return mapped_column(String(36), primary_key=True, default=new_id)


def _key(*constraints: Any) -> Mapped[str]:
    return mapped_column(String(36), *constraints, index=True)


def _panel() -> Mapped[str]:
    return mapped_column(String(36), ForeignKey("panels.commission_id"), index=True)


# --- copies of what others published ---------------------------------------------------------------------


class KnownCommission(Base):
    """A commission, its money and its quorum; `ended_at` once it was abandoned."""

    __tablename__ = "known_commissions"
    __table_args__ = _COPY

    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    budget: Mapped[Decimal]
    choice_quorum: Mapped[int] = mapped_column(Integer)
    ended_at: Mapped[datetime | None]


class KnownTender(Base):
    """The published rules; `bids_opened_at` once two people opened the bids."""

    __tablename__ = "known_tenders"
    __table_args__ = _COPY

    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    criteria: Mapped[Any] = mapped_column(JsonDocument)
    shares: Mapped[Any] = mapped_column(JsonDocument)
    price_formula: Mapped[str] = mapped_column(String(40))
    tie_seed: Mapped[str]
    published_at: Mapped[datetime]
    bids_opened_at: Mapped[datetime | None]


class KnownBidder(Base):
    """An organisation that bid. Which bid is whose stands in KnownBid, and is shown after the lock only."""

    __tablename__ = "known_bidders"
    __table_args__ = _COPY

    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str]


class KnownBid(Base):
    """An opened bid under its label; `organisation_id` and `answers` are empty until its content arrives."""

    __tablename__ = "known_bids"
    __table_args__ = _COPY

    bid_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = _key()
    label: Mapped[str]
    organisation_id: Mapped[str | None] = mapped_column(String(36))
    answers: Mapped[Any | None] = mapped_column(JsonDocument)


class KnownPrice(Base):
    """What a bid costs and who made it; known after the lock."""

    __tablename__ = "known_prices"
    __table_args__ = _COPY

    bid_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = _key()
    provider_name: Mapped[str]
    price: Mapped[Decimal]


# --- the panel's own records -----------------------------------------------------------------------------


class Panel(Base):
    """The panels of one commission: formed, and locked once the chair has signed the record off."""

    __tablename__ = "panels"

    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    formed_at: Mapped[datetime]
    formed_by: Mapped[str] = mapped_column(String(36))
    locked_at: Mapped[datetime | None]
    locked_by: Mapped[str | None] = mapped_column(String(36))
    sign_off: Mapped[str | None]
    agreed_sha256: Mapped[str | None] = mapped_column(String(64))


class PanelSeat(Base):
    """A seat that scores, and on which panel."""

    __tablename__ = "panel_seats"

    seat_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = _panel()
    panel: Mapped[str] = mapped_column(String(20))
    joined_at: Mapped[datetime]


class Practice(Base):
    """A seat's score of the practice bid; it counts for nothing but learning."""

    __tablename__ = "practices"

    seat_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = _panel()
    score: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str]
    finished_at: Mapped[datetime]


class Interest(Base):
    """What a seat said of its ties to an organisation. The words stay here unless there is a conflict."""

    __tablename__ = "interests"
    __table_args__ = (UniqueConstraint("seat_id", "organisation_id"),)

    interest_id: Mapped[str] = _id()
    commission_id: Mapped[str] = _panel()
    seat_id: Mapped[str] = mapped_column(String(36))
    organisation_id: Mapped[str] = mapped_column(String(36))
    conflict: Mapped[bool]
    words: Mapped[str]
    declared_at: Mapped[datetime]


class Recusal(Base):
    """A seat takes no part in judging an organisation's bid."""

    __tablename__ = "recusals"
    __table_args__ = (UniqueConstraint("seat_id", "organisation_id"),)

    recusal_id: Mapped[str] = _id()
    commission_id: Mapped[str] = _panel()
    seat_id: Mapped[str] = mapped_column(String(36))
    organisation_id: Mapped[str] = mapped_column(String(36))
    reason: Mapped[str]
    recused_by: Mapped[str] = mapped_column(String(36))
    recused_at: Mapped[datetime]


class ScoreSheet(Base):
    """All own scores of one seat for one bid. `salt` keeps anybody from guessing scores from `sha256`.

    `scores` is a list of {criterion_id, score, reason, points_to}, in the published order of the criteria.
    """

    __tablename__ = "score_sheets"
    __table_args__ = (UniqueConstraint("seat_id", "bid_id"),)

    sheet_id: Mapped[str] = _id()
    commission_id: Mapped[str] = _panel()
    seat_id: Mapped[str] = mapped_column(String(36))
    bid_id: Mapped[str] = mapped_column(String(36))
    scores: Mapped[Any] = mapped_column(JsonDocument)
    salt: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    scored_at: Mapped[datetime]


class Abstention(Base):
    """A seat did not score a bid, and why."""

    __tablename__ = "abstentions"
    __table_args__ = (UniqueConstraint("seat_id", "bid_id"),)

    abstention_id: Mapped[str] = _id()
    commission_id: Mapped[str] = _panel()
    seat_id: Mapped[str] = mapped_column(String(36))
    bid_id: Mapped[str] = mapped_column(String(36))
    reason: Mapped[str]
    abstained_at: Mapped[datetime]


class Reveal(Base):
    """The own scores of a bid are shown to those who gave them."""

    __tablename__ = "reveals"

    bid_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = _panel()
    revealed_by: Mapped[str] = mapped_column(String(36))
    revealed_at: Mapped[datetime]


class AgreedScoreRow(Base):
    """The agreed score of one bid on one criterion. Earlier versions are in the log.

    movements: list of {seat_id, moved_from, moved_to, why}. dissents: list of {seat_id, reason}. `void_since`
    is set when a seat that shared in agreeing it is recused.
    """

    __tablename__ = "agreed_scores"
    __table_args__ = (UniqueConstraint("bid_id", "criterion_id"),)

    agreed_score_id: Mapped[str] = _id()
    commission_id: Mapped[str] = _panel()
    bid_id: Mapped[str] = mapped_column(String(36))
    criterion_id: Mapped[str] = mapped_column(String(36))
    panel: Mapped[str] = mapped_column(String(20))
    score: Mapped[Decimal]
    reason: Mapped[str]
    movements: Mapped[Any] = mapped_column(JsonDocument)
    dissents: Mapped[Any] = mapped_column(JsonDocument)
    version: Mapped[int] = mapped_column(Integer)
    agreed_by: Mapped[str] = mapped_column(String(36))
    agreed_at: Mapped[datetime]
    void_since: Mapped[datetime | None]


class RankingRow(Base):
    """The ranking as it was published: the content of the event RankingMade.

    `shown` holds each bid's total in two places, rounded from the exact one: rounding twice can be wrong.
    """

    __tablename__ = "rankings"

    commission_id: Mapped[str] = mapped_column(String(36), ForeignKey("panels.commission_id"), primary_key=True)
    document: Mapped[Any] = mapped_column(JsonDocument)
    shown: Mapped[Any] = mapped_column(JsonDocument)
    made_at: Mapped[datetime]


class Vote(Base):
    """One young seat's say in one round of the choice."""

    __tablename__ = "votes"
    __table_args__ = (UniqueConstraint("commission_id", "round", "seat_id"),)

    vote_id: Mapped[str] = _id()
    commission_id: Mapped[str] = _panel()
    round: Mapped[int] = mapped_column(Integer)
    seat_id: Mapped[str] = mapped_column(String(36))
    bid_id: Mapped[str] = mapped_column(String(36))
    reason: Mapped[str]
    voted_at: Mapped[datetime]


class Choice(Base):
    """What a round of voting came to, and what the commissioner made of it."""

    __tablename__ = "choices"
    __table_args__ = (UniqueConstraint("commission_id", "round"),)

    choice_id: Mapped[str] = _id()
    commission_id: Mapped[str] = _panel()
    round: Mapped[int] = mapped_column(Integer)
    bid_id: Mapped[str] = mapped_column(String(36))
    label: Mapped[str]
    votes_for: Mapped[int] = mapped_column(Integer)
    votes_cast: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str]
    chosen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(36))
    decision_reason: Mapped[str | None]


add_shared_tables(Base.metadata)
