"""The council says whether words by people under 16 are checked before others read them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Commission
from services.specification.queries.commissions import open_commission
from shared.access import Caller
from shared.contracts.specification import TextCheckingSet
from shared.messaging.outbox import record


def set_checking(session: Session, *, commission_id: str, checks: bool, caller: Caller, now: datetime) -> Commission:
    """Set it for what is written from now on; what waits already waits on. The same again changes nothing.

    Raises NoSuchCommission, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    if commission.checks_young_texts == checks:
        return commission
    commission.checks_young_texts = checks
    event = TextCheckingSet(commission_id=commission_id, checks_young_texts=checks, set_at=now)
    record(session, event, actor=caller.seat, now=now)
    return commission
