"""The commissioner ends the process without a contract, for published reasons."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Process
from services.tendering.queries import check_going, known_commission, status
from shared.access import Caller
from shared.contracts.tendering import CommissionAbandoned
from shared.messaging.outbox import record


def abandon_commission(session: Session, *, commission_id: str, reason: str, caller: Caller, now: datetime) -> Process:
    """End the commission at any stage before a contract. Raises CommissionHasEnded and NoSuchCommission."""
    known_commission(session, commission_id)  # held, so that no tender is published at the same moment
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
