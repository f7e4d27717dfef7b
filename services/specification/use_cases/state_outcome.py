"""A facilitator says what an outcome means, and when to look again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from services.specification.models import Decision
from services.specification.queries.deciding import decision_of
from services.specification.rules.deciding import DecisionIsWrong, TooEarly
from shared.access import Caller
from shared.contracts.specification import OutcomeStated
from shared.messaging.outbox import record


def state_outcome(
    session: Session, *, commission_id: str, decision_id: str, words: str, look_again_on: date, caller: Caller,
    now: datetime,
) -> Decision:  # fmt: skip
    """Say it, or say it anew. Raises NoSuchDecision, DecisionIsWrong for a day that is over, and TooEarly."""
    decision = decision_of(session, commission_id, decision_id, held=True)
    if decision.closed_at is None:
        raise TooEarly("This decision is still open. Say what it means when it is closed.")
    if look_again_on < now.date():
        raise DecisionIsWrong("Choose a day to look again that is not over yet.")
    decision.outcome_words, decision.look_again_on, decision.stated_at = words, look_again_on, now
    event = OutcomeStated(
        commission_id=commission_id, decision_id=decision_id, look_again_on=look_again_on, stated_at=now
    )
    record(session, event, actor=caller.seat, reason=words, now=now)
    return decision
