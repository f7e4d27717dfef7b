"""A facilitator closes a decision before its time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Decision
from services.specification.queries.commissions import hold_commission
from services.specification.queries.deciding import all_took_part, close, decision_of, votes_that_count
from services.specification.rules.deciding import DecisionIsClosed, check_may_close
from shared.access import Caller


def close_decision(
    session: Session, *, commission_id: str, decision_id: str, reason: str, caller: Caller, now: datetime
) -> Decision:
    """Close and count. Raises NoSuchDecision, DecisionIsClosed, and TooEarly for too few or no reason."""
    hold_commission(session, commission_id)
    decision = decision_of(session, commission_id, decision_id, held=True)
    if decision.closed_at is not None:
        raise DecisionIsClosed("This decision is closed already.")
    votes = votes_that_count(session, decision)
    if now < decision.closes_at:
        everybody = all_took_part(session, decision, votes)
        check_may_close(all_took_part=everybody, quorum_reached=len(votes) >= decision.quorum, reason=reason)
    close(session, decision, actor=caller.seat, reason=reason, now=now)
    return decision
