"""The commissioner sets the dates of a tender that is not published yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Process, TenderDates
from services.tendering.queries import check_going, known_commission
from services.tendering.rules.bids import TenderIsPublishedAlready
from services.tendering.rules.periods import check_dates


def set_tender_dates(
    session: Session, *, commission_id: str, closes_at: datetime, questions_until: datetime, urgent_because: str,
    now: datetime,
) -> TenderDates:  # fmt: skip
    """Keep the dates for the publication, which judges them again by its own moment. No event tells of them.

    urgent_because: why bidders get less time than usual, which is published; empty where they do not.
    Raises NoSuchCommission, TenderIsPublishedAlready, ClosingTimeIsWrong, ClosingTimeIsTooSoon, QuestionTimeIsWrong
    and CommissionHasEnded.
    """
    known = known_commission(session, commission_id)
    process = session.get(Process, commission_id)
    if process is not None:
        check_going(process)
        raise TenderIsPublishedAlready("The tender of this commission is published.")
    check_dates(
        closes_at, questions_until, regime=known.plan["regime"], opens_at=now, is_urgent=bool(urgent_because)
    )  # fmt: skip
    dates = TenderDates(
        commission_id=commission_id, closes_at=closes_at, questions_until=questions_until,
        urgent_because=urgent_because, set_at=now,
    )  # fmt: skip
    return session.merge(dates)
