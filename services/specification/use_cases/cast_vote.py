"""A seat votes, or changes its vote while it can."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Decision, DecisionVote
from services.specification.queries.commissions import open_commission
from services.specification.queries.deciding import check_voter, decision_of, shape_of
from services.specification.rules.deciding import check_open_now, check_vote
from shared.access import Caller


def cast_vote(
    session: Session, *, commission_id: str, decision_id: str, ballot: dict[str, Any], caller: Caller, now: datetime
) -> Decision:
    """Keep a seat's only vote. No event tells of it: the log would say who voted, and when.

    ballot: {abstains} or {answer, reason} or {numbers}. Raises NoSuchDecision, NotYours, DecisionIsClosed, VoteIsWrong,
    RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    decision = decision_of(session, commission_id, decision_id, held=True)
    check_voter(decision, caller)
    check_open_now(closed=decision.closed_at is not None, closes_at=decision.closes_at, now=now)
    check_vote(shape_of(decision), ballot)
    kept = {"abstains": True} if ballot.get("abstains") else {key: value for key, value in ballot.items() if value}
    vote = session.get(DecisionVote, (decision_id, caller.seat))
    if vote is None:
        session.add(DecisionVote(decision_id=decision_id, seat_id=caller.seat, ballot=kept, voted_at=now))
    else:
        vote.ballot, vote.voted_at = kept, now
    session.flush()
    return decision
