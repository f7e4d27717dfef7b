"""Somebody says that a text should not stand here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import ClauseVersion, TextReport
from services.specification.queries.clauses import clause_of
from services.specification.rules.texts import CLAUSE, NoSuchClause
from shared.access import Caller
from shared.ids import new_id


def report_text(
    session: Session, *, commission_id: str, clause_id: str, version: int, why: str, words: str, caller: Caller,
    now: datetime,
) -> TextReport:  # fmt: skip
    """Keep the report for facilitators and commissioners. It is in no event. Raises NoSuchClause."""
    clause_of(session, commission_id, clause_id)
    if session.get(ClauseVersion, (clause_id, version)) is None:
        raise NoSuchClause("There is no such version of this clause.")
    report = TextReport(
        report_id=new_id(), commission_id=commission_id, place=CLAUSE, subject_id=clause_id, version=version,
        seat_id=caller.seat, why=why, words=words, reported_at=now,
    )  # fmt: skip
    session.add(report)
    return report
