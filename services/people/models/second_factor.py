"""Tables of the second factor: a code from a phone, and codes to recover with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.people.models.metadata import Base
from shared.database import UtcDateTime


class SecondFactor(Base):
    """What a person's phone makes its codes from, locked with the deployment's secret.

    It counts from `confirmed_at` on, when a first code was right. last_step: of the last code that was taken.
    """

    __tablename__ = "second_factors"
    holder_id: Mapped[str] = mapped_column(ForeignKey("accounts.holder_id"), primary_key=True)
    locked_secret: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int | None] = mapped_column(Integer)


class RecoveryCode(Base):
    """A code that stands in once for one from the phone. It is kept as a keyed hash."""

    __tablename__ = "recovery_codes"
    code_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    holder_id: Mapped[str] = mapped_column(ForeignKey("accounts.holder_id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
