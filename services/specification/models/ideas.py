"""What belongs to ideas beside their words: themes, support, groups of similar ones, and the clauses they grew into."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base
from shared.database import UtcDateTime


class Theme(Base):
    """A theme that a commission sorts its ideas by; where it has none of its own, the seed's three hold."""

    __tablename__ = "themes"
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"), primary_key=True)
    theme_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)


class Idea(Base):
    """What an idea has beside its words, which are a contribution.

    theme: the id of a theme, or `none`. group_id: the group of similar ideas it was put into; the group's name is a
    contribution too.
    """

    __tablename__ = "ideas"
    contribution_id: Mapped[str] = mapped_column(ForeignKey("contributions.contribution_id"), primary_key=True)
    theme: Mapped[str] = mapped_column(String(36))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("contributions.contribution_id"), index=True)


class IdeaSupport(Base):
    """A young person's seat supports an idea. Pages and routes say how many do, never who."""

    __tablename__ = "idea_supports"
    contribution_id: Mapped[str] = mapped_column(ForeignKey("contributions.contribution_id"), primary_key=True)
    seat_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    supported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClauseIdea(Base):
    """A clause grew from an idea.

    clause_id: also of a clause that is not there yet, since a facilitator reads its words first.
    """

    __tablename__ = "clause_ideas"
    clause_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contributions.contribution_id"), primary_key=True, index=True
    )
    seat_id: Mapped[str] = mapped_column(String(36))
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)
