"""Tables of passkeys: those that people sign in with, and challenges that were answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.people.models.metadata import Base
from shared.database import JsonDocument, UtcDateTime


class Passkey(Base):
    """A passkey of somebody's: its public half. The private half never leaves their device, nor does a fingerprint.

    user_handle: by which a device tells accounts apart: random, and the same for all passkeys of one person.
    credential_id, public_key, user_handle: as base64url without padding.
    """

    __tablename__ = "passkeys"
    passkey_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    holder_id: Mapped[str] = mapped_column(ForeignKey("accounts.holder_id"), index=True)
    credential_id: Mapped[str] = mapped_column(String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    transports: Mapped[list[str]] = mapped_column(JsonDocument)
    user_handle: Mapped[str] = mapped_column(String(86))
    name: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UsedChallenge(Base):
    """A challenge that was answered, and is taken no second time. Forgotten when it would be too old anyway."""

    __tablename__ = "used_challenges"
    challenge_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
