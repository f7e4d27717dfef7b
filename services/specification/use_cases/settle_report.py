"""Somebody who runs the group has looked at words that were reported, and they stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import TextReport
from services.specification.queries.checking import report_of


def settle_report(session: Session, *, commission_id: str, report_id: str, now: datetime) -> TextReport:
    """Settle a report without hiding anything. It is in no event, as the report is in none. Raises NoSuchReport."""
    report = report_of(session, commission_id, report_id)
    report.settled_at = now
    return report
