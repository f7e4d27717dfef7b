"""The commissioner ends the process without a contract, for published reasons."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import KnownCommission, Process
from services.tendering.queries import check_going, status
from services.tendering.rules.bids import NoSuchTender
from shared.access import Caller
from shared.contracts.tendering import CommissionAbandoned
from shared.messaging.outbox import record


def abandon_commission(session: Session, *, commission_id: str, reason: str, caller: Caller, now: datetime) -> Process:
    """End the commission at any stage before a contract. Raises CommissionHasEnded and NoSuchTender."""
    if session.get(KnownCommission, commission_id) is None:
        raise NoSuchTender("This commission is not known here yet.")
    process = session.get(Process, commission_id, with_for_update=True)
    if process is None:
        process = Process(commission_id=commission_id)
        session.add(process)
    check_going(process)
    stage = status(process, now) if process.tender_id else "co-writing"
    process.abandoned_at, process.abandoned_because = now, reason
    event = CommissionAbandoned(commission_id=commission_id, stage=stage, abandoned_at=now)
    record(session, event, actor=caller.seat, reason=reason, now=now)
    return process
