"""Tables of `people`: accounts, sessions, invites, seats, signing keys. The only place with names."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from services.people.models.council import Identity, SpentState
from services.people.models.first_officer import FirstOfficerLink
from services.people.models.groups import Board, Group
from services.people.models.joining import Permission, SignInWindow, Wait, WayIn
from services.people.models.metadata import Base
from services.people.models.participation import HeardSeat, ServiceUsers
from services.people.models.passkeys import Passkey, UsedChallenge
from services.people.models.second_factor import RecoveryCode, SecondFactor
from services.people.models.worries import SafeguardingLead, Worry, WorryEntry
from shared.database import JsonDocument, UtcDateTime
from shared.tables import add_shared_tables

__all__ = [
    "Base", "Board", "FirstOfficerLink", "Group", "HeardSeat", "Identity", "Passkey", "Permission", "RecoveryCode",
    "SafeguardingLead", "SecondFactor", "ServiceUsers", "SignInWindow", "SpentState", "UsedChallenge", "Wait", "WayIn",
    "Worry", "WorryEntry",
]  # fmt: skip


class Account(Base):
    """A person. When they are erased, only the id, the kind and the dates stay."""

    __tablename__ = "accounts"
    holder_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    sign_in_name: Mapped[str | None] = mapped_column(String(320), unique=True)
    name: Mapped[str | None] = mapped_column(String(200))
    passphrase_hash: Mapped[str | None] = mapped_column(Text)
    # Whether that is the hash of four pictures, with which only the youngest sign in.
    with_pictures: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    born_on: Mapped[date | None] = mapped_column(Date)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When a young person agreed themselves to take part; under 13 a guardian's permission stands in for it.
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Guessing(Base):
    """Wrong guesses at a sign-in name, whether or not there is such a person; or from a device, or an address.

    What they were at, or came from, is kept as a keyed hash, for a day after the last one.
    """

    __tablename__ = "guessing"
    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_failed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SignIn(Base):
    """A session on one device. The renewal secret is kept as a keyed hash.

    confirmed_at: when the person last proved here who they are. device: a short name such as "Firefox on Android".
    """

    __tablename__ = "sign_ins"
    session_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    holder_id: Mapped[str] = mapped_column(ForeignKey("accounts.holder_id"), index=True)
    renewal_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(60))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invite(Base):
    """A code for a number of seats of one role. The code is kept as a keyed hash.

    Whoever joins with it is in its group, or on its board for its term. With `replaces_seat_id` it has one place,
    for the next holder of that seat, and `reason` says why.
    """

    __tablename__ = "invites"
    __table_args__ = (CheckConstraint("used <= places", name="places"),)
    invite_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36), index=True)
    role: Mapped[str] = mapped_column(String(20))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    places: Mapped[int] = mapped_column(Integer)
    used: Mapped[int] = mapped_column(Integer)
    made_by: Mapped[str] = mapped_column(String(36))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Ids without foreign keys: SQLite adds such columns without making anew a table that others refer to.
    group_id: Mapped[str | None] = mapped_column(String(36))
    board_id: Mapped[str | None] = mapped_column(String(36))
    term_ends_on: Mapped[date | None] = mapped_column(Date)
    replaces_seat_id: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str | None] = mapped_column(Text)


class Seat(Base):
    """A person in a role in a commission, perhaps in a group, or on a board until a day. Stays when it has ended."""

    __tablename__ = "seats"
    # The rule forbids a second active seat of one role; the index makes it hold whatever the program does.
    __table_args__ = (
        Index("ix_seats_holder", "holder_id", "commission_id"),
        Index(
            "uq_seats_active", "holder_id", "commission_id", "role", unique=True,
            postgresql_where=text("ended_at IS NULL"), sqlite_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip
    seat_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36), index=True)
    holder_id: Mapped[str] = mapped_column(ForeignKey("accounts.holder_id"))
    role: Mapped[str] = mapped_column(String(20))
    invite_id: Mapped[str | None] = mapped_column(ForeignKey("invites.invite_id"))
    group_id: Mapped[str | None] = mapped_column(String(36))
    board_id: Mapped[str | None] = mapped_column(String(36))
    term_ends_on: Mapped[date | None] = mapped_column(Date)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Whether what this seat writes needs no check, where young people's texts are checked first; empty: not said.
    writes_freely: Mapped[bool | None] = mapped_column(Boolean)


class SigningKey(Base):
    """A key that tokens are signed with. The private half is locked with the secret, and thrown away at retirement."""

    __tablename__ = "token_keys"
    key_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    public_key: Mapped[dict[str, str]] = mapped_column(JsonDocument)
    locked_private_key: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KnownCommission(Base):
    """A commission that was started, as `specification` said."""

    __tablename__ = "known_commissions"
    __table_args__ = {"info": {"local_copy": True}}  # noqa: RUF012
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    checks_young_texts: Mapped[bool] = mapped_column(Boolean, server_default=false())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


add_shared_tables(Base.metadata, access=False)
