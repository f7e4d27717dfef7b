"""Tables of taking part: which seats had a say, and who uses the service that is commissioned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.people.models.metadata import Base
from shared.database import UtcDateTime


class HeardSeat(Base):
    """A young person's seat that did something in its commission, as the events of the other services say."""

    __tablename__ = "heard_seats"
    __table_args__ = {"info": {"local_copy": True}}  # noqa: RUF012
    seat_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(String(36), index=True)
    last_acted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ServiceUsers(Base):
    """How many young people of an age band, or of the kind that a group is for, use the service. An officer's figure.

    `part` is an age band, such as 13-15, or a group's id.
    """

    __tablename__ = "service_users"
    commission_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    part: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    set_by: Mapped[str] = mapped_column(String(36))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
