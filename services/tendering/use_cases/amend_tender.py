"""The commissioner amends an open tender: what changes in plain words, why, and new dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Amendment
from services.tendering.queries import going_process, takes_bids
from services.tendering.queries.questions import newest_amendment
from services.tendering.rules.bids import TenderIsClosed
from services.tendering.rules.periods import check_amended, check_dates
from services.tendering.rules.questions import TenderHasChanged, check_changes
from shared.access import Caller
from shared.contracts.tendering import TenderAmended
from shared.messaging.outbox import record


def amend_tender(
    session: Session, *, commission_id: str, changes: Sequence[str], closes_at: datetime, questions_until: datetime,
    reason: str, after: int, caller: Caller, now: datetime,
) -> Amendment:  # fmt: skip
    """Amend the tender; the days that bidders have at least are counted anew from now.

    after: the newest amendment that the caller knew of, 0 for none. Criteria, weights and formulas are no part of it:
    young people signed them, and they are locked. Bids that are in stay; their providers say whether they stand.
    Raises TenderIsClosed, TenderHasChanged, ChangesAreWrong, ClosingTimeIsWrong, ClosingTimeIsTooSoon,
    QuestionTimeIsWrong and CommissionHasEnded.
    """
    process = going_process(session, commission_id)
    if process.closes_at is None or not takes_bids(process, now):
        raise TenderIsClosed("The deadline has passed, so the tender cannot change any more.")
    newest = newest_amendment(session, commission_id)
    if after != newest:
        raise TenderHasChanged(
            "Somebody amended the tender meanwhile. Read that first, then send yours.", current_amendment=newest
        )
    check_changes(changes)
    check_amended(closes_at, process.closes_at)
    check_dates(
        closes_at, questions_until, regime=(process.plan or {})["regime"], opens_at=now,
        is_urgent=bool(process.urgent_because),
    )  # fmt: skip
    process.closes_at, process.questions_until = closes_at, questions_until
    amendment = Amendment(
        commission_id=commission_id, number=newest + 1, changes=list(changes), reason=reason, closes_at=closes_at,
        questions_until=questions_until, amended_at=now,
    )  # fmt: skip
    session.add(amendment)
    event = TenderAmended(
        commission_id=commission_id, number=amendment.number, changes=tuple(changes), closes_at=closes_at,
        questions_until=questions_until, amended_at=now,
    )  # fmt: skip
    record(session, event, actor=caller.seat, reason=reason, now=now)
    return amendment
