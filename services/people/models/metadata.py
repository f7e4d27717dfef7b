"""What all tables of `people` belong to."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from shared.database import new_metadata


class Base(DeclarativeBase):
    """The tables of `people`."""

    metadata = new_metadata()
