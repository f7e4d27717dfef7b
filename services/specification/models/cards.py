"""What belongs to a suggestion and to a hard word beside the words of its contribution."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base


class Suggestion(Base):
    """A change that somebody suggests to a clause. Its contribution says who, and what came of it.

    opened_text: the words that its writer had before them; version: the last that was kept of these; new_text: what
    they made of them; why: their reason.
    """

    __tablename__ = "suggestions"
    contribution_id: Mapped[str] = mapped_column(ForeignKey("contributions.contribution_id"), primary_key=True)
    clause_id: Mapped[str] = mapped_column(ForeignKey("clauses.clause_id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    opened_text: Mapped[str] = mapped_column(Text)
    new_text: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)


class HardWord(Base):
    """A hard word of the text, and what it means in somebody's own words."""

    __tablename__ = "hard_words"
    contribution_id: Mapped[str] = mapped_column(ForeignKey("contributions.contribution_id"), primary_key=True)
    word: Mapped[str] = mapped_column(String(60))
    meaning: Mapped[str] = mapped_column(Text)
