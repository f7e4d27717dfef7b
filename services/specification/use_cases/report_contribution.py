"""Somebody says that a contribution should not stand here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import TextReport
from services.specification.queries.contributions import contribution_of
from shared.access import Caller
from shared.ids import new_id


def report_contribution(
    session: Session, *, commission_id: str, contribution_id: str, why: str, words: str, caller: Caller, now: datetime
) -> TextReport:
    """Keep the report for facilitators and commissioners. It is in no event. Raises NoSuchContribution."""
    given = contribution_of(session, commission_id, contribution_id, caller)
    report = TextReport(
        report_id=new_id(), commission_id=commission_id, place=given.place, subject_id=contribution_id, version=1,
        seat_id=caller.seat, why=why, words=words, reported_at=now,
    )  # fmt: skip
    session.add(report)
    return report
