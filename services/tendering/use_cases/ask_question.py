"""A provider asks something about the tender. Nobody learns who asks: neither the council nor the record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Question
from services.tendering.queries import going_process, takes_bids
from services.tendering.queries.questions import asker_hash, organisation_name, own_questions
from services.tendering.rules.bids import TenderIsClosed
from services.tendering.rules.questions import check_question, check_time
from shared.access import Caller
from shared.contracts.tendering import QuestionAsked
from shared.ids import new_id
from shared.messaging.outbox import record


def ask_question(session: Session, *, commission_id: str, text: str, caller: Caller, now: datetime) -> Question:
    """Keep a question until it is answered to all. The question is its own actor in the event, which has no words.

    Raises NoSuchTender, TenderIsClosed, QuestionsAreOver, QuestionIsEmpty, QuestionNamesTheAsker, TooManyQuestions,
    KeyFault and CommissionHasEnded.
    """
    process = going_process(session, commission_id, share=True)
    if not takes_bids(process, now):
        raise TenderIsClosed("The deadline has passed, so nothing can be asked any more.")
    check_time(process.questions_until, now)
    own = own_questions(session, commission_id, caller)
    waiting = sum(not each.answered_at and not each.set_aside_at for each in own)
    check_question(text, waiting=waiting, own_name=organisation_name(session, caller.holder_id))
    question_id = new_id()
    question = Question(
        question_id=question_id, commission_id=commission_id, text=text, asked_at=now,
        asker_hash=asker_hash(session, commission_id, question_id, caller.holder_id),
    )  # fmt: skip
    session.add(question)
    event = QuestionAsked(commission_id=commission_id, question_id=question_id, asked_at=now)
    record(session, event, actor=question_id, now=now)
    return question
