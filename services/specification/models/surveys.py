"""Surveys: their questions, what was answered, and, apart from it, who has answered.

Every survey is anonymous. Answers hold no seat, no time and no order, and share no key with the proofs that a seat, a
slip, a sheet of paper or a form was used. Both tables are kept in the order of keys that are random to each other: on
SQLite without row numbers; on PostgreSQL each answer that comes moves some others, so that a copy of the tables is in
no order of arrival. When the survey is closed the proofs go for good and all answers are written anew. What is left:
until then, whoever reads PostgreSQL's own log or the transaction numbers of a running database could see which rows
came in together.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.specification.models.metadata import Base
from shared.database import JsonDocument, UtcDateTime


class Survey(Base):
    """A survey. Who may see a draft: see `may_see`.

    way: shared or slips, once it is open. code: of a shared one. reads_first: words of young people are in it that
    a facilitator reads before others do. results: what is told of the answers, made once, when it is closed.
    """

    __tablename__ = "surveys"
    survey_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    commission_id: Mapped[str] = mapped_column(ForeignKey("commissions.commission_id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    intro: Mapped[str] = mapped_column(Text)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument)
    asks_age: Mapped[bool] = mapped_column(Boolean)
    drafted_by: Mapped[str] = mapped_column(String(36))
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reads_first: Mapped[bool] = mapped_column(Boolean)
    way: Mapped[str] = mapped_column(String(20))
    code: Mapped[str | None] = mapped_column(String(20), unique=True)
    slips: Mapped[int] = mapped_column(Integer)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    results: Mapped[dict[str, Any]] = mapped_column(JsonDocument)


class SurveyAnswer(Base):
    """What one person answered, or `times` people alike on paper. Nothing here says who, when or in which order."""

    __tablename__ = "survey_answers"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012
    answer_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.survey_id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    age: Mapped[str] = mapped_column(String(10))
    times: Mapped[int] = mapped_column(Integer)


class SurveyProof(Base):
    """That a seat, a sheet of paper or a form was used for an answer, as a keyed hash of its name."""

    __tablename__ = "survey_proofs"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012
    proof_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.survey_id"), index=True)


class SurveySlip(Base):
    """A code that works once, as a keyed hash. It goes when it is used."""

    __tablename__ = "survey_slips"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.survey_id"), index=True)


class SurveyFile(Base):
    """A file of paper sheets that somebody is looking at before they bring it in. It goes when they did.

    data: what stands in it. A later file of the same survey takes its place.
    """

    __tablename__ = "survey_files"
    file_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.survey_id"), unique=True)
    seat_id: Mapped[str] = mapped_column(String(36))
    data: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
