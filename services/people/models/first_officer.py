"""The link that opens the first officer's account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.people.models.metadata import Base
from shared.database import UtcDateTime


class FirstOfficerLink(Base):
    """The last link that was made. It works once, and its code is kept as a keyed hash; making one ends the others."""

    __tablename__ = "first_officer_links"
    link_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
