"""What providers ask in the office's tender, what the commissioner answers, and what changes meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from services.tendering.models import Amendment, Bid, Question
from services.tendering.queries.questions import own_questions, published_questions
from services.tendering.use_cases.amend_tender import amend_tender
from services.tendering.use_cases.answer_question import answer_question
from services.tendering.use_cases.ask_question import ask_question
from services.tendering.use_cases.confirm_bid import confirm_bid
from services.tendering.use_cases.set_question_aside import set_question_aside
from shared.access import Caller
from tests.tendering.office import OPEN_FOR, Office

WORDS = "May two organisations bid together?"
ANSWER = "Yes. One of them hands in the bid."
CHANGE = "It is open on Saturdays, too."
WHY = "Young people asked for it."


def ask(office: Office, caller: Caller, text: str = WORDS) -> Question:
    found: Question = office.act(ask_question, caller, text=text)
    return found


def answer(office: Office, question: Question, words: str = ANSWER) -> Question:
    fields = {"question_id": question.question_id, "answer": words}
    found: Question = office.act(answer_question, office.commissioner, **fields)
    return found


def set_aside(office: Office, question: Question, reason: str = "It names somebody.") -> Question:
    fields = {"question_id": question.question_id, "reason": reason}
    found: Question = office.act(set_question_aside, office.commissioner, **fields)
    return found


def amend(office: Office, closes_at: datetime | None = None, **fields: Any) -> Amendment:
    """Amend the tender, to be open from now on as long as it was at first."""
    ends = closes_at or office.bench.now + OPEN_FOR
    content = {
        "changes": [CHANGE], "closes_at": ends, "questions_until": ends - timedelta(days=7), "reason": WHY, "after": 0,
        **fields,
    }  # fmt: skip
    found: Amendment = office.act(amend_tender, office.commissioner, **content)
    return found


def confirm(office: Office, caller: Caller, bid: Bid, amendment: int = 1) -> Bid:
    found: Bid = office.act(confirm_bid, caller, bid_id=bid.bid_id, amendment=amendment)
    return found


def own(office: Office, caller: Caller) -> list[str]:
    """The words of what somebody asked."""
    with office.bench.runtime.read_sessions() as session:
        return [each.text for each in own_questions(session, office.commission_id, caller)]


def published(office: Office) -> list[Question]:
    with office.bench.runtime.read_sessions() as session:
        return published_questions(session, office.commission_id)
