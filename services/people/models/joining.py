"""Tables of joining: who waits for permission, what permission was given, and ways back in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.people.models.metadata import Base
from shared.database import UtcDateTime


class Wait(Base):
    """A person under 13 who joined, and whose seat is taken when a guardian's permission is on record."""

    __tablename__ = "waits"
    wait_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36), index=True)
    holder_id: Mapped[str] = mapped_column(ForeignKey("accounts.holder_id"), index=True)
    invite_id: Mapped[str] = mapped_column(ForeignKey("invites.invite_id"))
    role: Mapped[str] = mapped_column(String(20))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # What answers say of somebody who waits; a seat has no such word.
    waits_for = "permission"


class Permission(Base):
    """A guardian's permission that a person under 13 takes part in a commission: how, when, and by whom in role."""

    __tablename__ = "permissions"
    permission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36), index=True)
    holder_id: Mapped[str] = mapped_column(ForeignKey("accounts.holder_id"), index=True)
    way: Mapped[str] = mapped_column(String(20))
    given_by: Mapped[str] = mapped_column(String(20))
    given_on: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[str] = mapped_column(String(36))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInWindow(Base):
    """Sign-in with pictures is open in a commission: a facilitator is with those who sign in."""

    __tablename__ = "sign_in_windows"
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    opened_by: Mapped[str] = mapped_column(String(36))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WayIn(Base):
    """A code that lets a young person back in once, within 15 minutes. It is kept as a keyed hash."""

    __tablename__ = "ways_in"
    way_in_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    holder_id: Mapped[str] = mapped_column(ForeignKey("accounts.holder_id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    given_by: Mapped[str] = mapped_column(String(36))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
