"""Somebody says that the words of a criterion should not stand here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import TextReport
from services.specification.queries.criteria import draft_of
from services.specification.rules.drafts import CRITERION
from shared.access import Caller
from shared.ids import new_id


def report_criterion(
    session: Session, *, commission_id: str, criterion_id: str, why: str, words: str, caller: Caller, now: datetime
) -> TextReport:
    """Keep the report for facilitators and commissioners. It is in no event. Raises NoSuchCriterion."""
    draft = draft_of(session, commission_id, criterion_id, caller)
    report = TextReport(
        report_id=new_id(), commission_id=commission_id, place=CRITERION, subject_id=criterion_id,
        version=draft.version, seat_id=caller.seat, why=why, words=words, reported_at=now,
    )  # fmt: skip
    session.add(report)
    return report
