"""Criteria as they are being written, before the group sets them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base
from shared.database import JsonDocument, UtcDateTime


class DraftCriterion(Base):
    """A criterion that somebody is writing; in the commission's own list stand those that were set.

    words: as a criterion that is set, without id and weight; what is not written yet is empty. weight: a decimal, as
    text. clause_ids: the clauses it comes from. seat_id: who wrote these words; first_seat_id: who began it.
    stands_at: since when others read it; empty while a facilitator has not let it through. replaces: the criterion
    whose words these are to be then. taken_out_at: it is no longer one of the list. hidden_at: since its
    words were hidden, and are told nowhere.
    """

    __tablename__ = "draft_criteria"
    criterion_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    words: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    weight: Mapped[str] = mapped_column(String(20))
    clause_ids: Mapped[list[str]] = mapped_column(JsonDocument)
    seat_id: Mapped[str] = mapped_column(String(36))
    role: Mapped[str] = mapped_column(String(20))
    first_seat_id: Mapped[str] = mapped_column(String(36))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stands_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaces: Mapped[str | None] = mapped_column(String(36))
    taken_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
