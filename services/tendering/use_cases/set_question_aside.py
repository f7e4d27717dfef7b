"""The commissioner does not publish a question, such as one that names somebody, and publishes why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Question
from services.tendering.queries import going_process
from services.tendering.queries.questions import waiting_question
from shared.access import Caller
from shared.contracts.tendering import QuestionSetAside
from shared.messaging.outbox import record


def set_question_aside(
    session: Session, *, commission_id: str, question_id: str, reason: str, caller: Caller, now: datetime
) -> Question:
    """Set a question aside. Its words stay with whoever asked and the council; the reason is told to all providers.

    Raises NoSuchQuestion, QuestionIsAnswered and CommissionHasEnded.
    """
    going_process(session, commission_id, share=True)
    question = waiting_question(session, commission_id, question_id, hold=True)
    question.set_aside_because, question.set_aside_at = reason, now
    event = QuestionSetAside(commission_id=commission_id, question_id=question_id, set_aside_at=now)
    record(session, event, actor=caller.seat, reason=reason, now=now)
    return question
