"""A decision whose time is over is counted by itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.queries.commissions import hold_commission
from services.specification.queries.deciding import close, decision_of


def count_decision(session: Session, *, commission_id: str, decision_id: str, now: datetime) -> None:
    """Count it, unless that was done or its time is not over. Raises NoSuchDecision."""
    hold_commission(session, commission_id)
    decision = decision_of(session, commission_id, decision_id, held=True)
    if decision.closed_at is None and decision.closes_at <= now:
        close(session, decision, actor="system", reason="", now=now)
