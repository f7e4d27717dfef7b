"""The commissioner answers a challenge, with reasons."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Challenge
from services.tendering.queries import going_process
from services.tendering.rules.award import ChallengeIsAnswered, NoSuchChallenge
from shared.access import Caller
from shared.contracts.tendering import ChallengeAnswered
from shared.messaging.outbox import record


def answer_challenge(
    session: Session, *, commission_id: str, challenge_id: str, upheld: bool, reason: str, caller: Caller, now: datetime
) -> Challenge:
    """Answer a challenge. Raises NoSuchChallenge, ChallengeIsAnswered and CommissionHasEnded."""
    going_process(session, commission_id)
    challenge = session.get(Challenge, challenge_id)
    if challenge is None or challenge.commission_id != commission_id:
        raise NoSuchChallenge("There is no such challenge in this commission.")
    if challenge.answered_at is not None:
        raise ChallengeIsAnswered("This challenge has its answer.")
    challenge.upheld, challenge.answer, challenge.answered_at = upheld, reason, now
    event = ChallengeAnswered(commission_id=commission_id, challenge_id=challenge_id, upheld=upheld, answered_at=now)
    record(session, event, actor=caller.seat, reason=reason, now=now)
    return challenge
