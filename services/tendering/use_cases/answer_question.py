"""The commissioner answers a question to all providers at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Question
from services.tendering.queries import going_process
from services.tendering.queries.questions import waiting_question
from services.tendering.rules.opening import BidsAreOpenAlready
from services.tendering.rules.questions import QuestionIsEmpty
from shared.access import Caller
from shared.contracts.tendering import QuestionAnswered
from shared.messaging.outbox import record


def answer_question(
    session: Session, *, commission_id: str, question_id: str, answer: str, caller: Caller, now: datetime
) -> Question:
    """Publish a question with its answer.

    Raises NoSuchQuestion, QuestionIsAnswered, QuestionIsEmpty, BidsAreOpenAlready and CommissionHasEnded.
    """
    process = going_process(session, commission_id, share=True)
    if process.opened_at is not None:
        raise BidsAreOpenAlready("The bids have been opened.")
    question = waiting_question(session, commission_id, question_id, hold=True)
    if not answer.strip():
        raise QuestionIsEmpty("Write the answer.")
    question.answer, question.answered_at = answer, now
    event = QuestionAnswered(
        commission_id=commission_id, question_id=question_id, question=question.text, answer=answer, answered_at=now
    )
    record(session, event, actor=caller.seat, now=now)
    return question
