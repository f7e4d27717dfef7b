"""What all tables of `specification` stand on."""

from __future__ import annotations

from sqlalchemy.orm import DeclarativeBase

from shared.database import new_metadata
from shared.tables import add_shared_tables


class Base(DeclarativeBase):
    """The tables of `specification`."""

    metadata = new_metadata()


add_shared_tables(Base.metadata)
