"""Tables of signing in with an account of the council's own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.people.models.metadata import Base
from shared.database import UtcDateTime


class Identity(Base):
    """An account at an OpenID Connect provider that signs in to an account here.

    Issuer and subject together name it; the subject can be an e-mail address or a staff number, and so only the
    keyed hash of both is kept.
    """

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("holder_id", "issuer"),)
    identity_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    issuer: Mapped[str] = mapped_column(Text)
    holder_id: Mapped[str] = mapped_column(ForeignKey("accounts.holder_id"), index=True)
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SpentState(Base):
    """Somebody came back with this state, which is good once. Kept as a keyed hash, for 10 minutes."""

    __tablename__ = "spent_states"
    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    spent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
