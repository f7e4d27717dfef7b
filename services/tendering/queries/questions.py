"""Questions about a tender, and its amendments: what is published, what waits, and what is one's own."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.tendering.models import Amendment, Bid, Member, Organisation, Question
from services.tendering.rules.questions import NoSuchQuestion, QuestionIsAnswered, handed_in_before
from shared.access import Caller
from shared.database import keys_of


def asker_hash(session: Session, commission_id: str, question_id: str, holder_id: str) -> str:
    """Return what marks a question as somebody's. With its own id in it, two of the same person do not look alike."""
    return keys_of(session).blind("asker", commission_id, question_id, holder_id)


def questions_of(session: Session, commission_id: str) -> list[Question]:
    """Return all questions of a commission, oldest first."""
    query = select(Question).where(Question.commission_id == commission_id)
    return list(session.scalars(query.order_by(Question.asked_at, Question.question_id)))


def published_questions(session: Session, commission_id: str) -> list[Question]:
    """Return what was answered or set aside, in the order in which that happened."""
    found = [each for each in questions_of(session, commission_id) if each.answered_at or each.set_aside_at]
    return sorted(found, key=lambda each: (each.answered_at or each.set_aside_at or each.asked_at, each.question_id))


def waiting_questions(session: Session, commission_id: str) -> list[Question]:
    """Return what has no answer yet and was not set aside, oldest first."""
    return [each for each in questions_of(session, commission_id) if not each.answered_at and not each.set_aside_at]


def own_questions(session: Session, commission_id: str, caller: Caller) -> list[Question]:
    """Return what the caller asked here, oldest first."""
    return [
        each
        for each in questions_of(session, commission_id)
        if each.asker_hash == asker_hash(session, commission_id, each.question_id, caller.holder_id)
    ]


def question_of(session: Session, commission_id: str, question_id: str, *, hold: bool = False) -> Question:
    """Return a question. Raises NoSuchQuestion."""
    query = select(Question).where(Question.question_id == question_id, Question.commission_id == commission_id)
    found = session.scalar(query.with_for_update() if hold else query)
    if found is None:
        raise NoSuchQuestion("There is no such question in this commission.")
    return found


def waiting_question(session: Session, commission_id: str, question_id: str, *, hold: bool = False) -> Question:
    """Return a question that waits for its answer. Raises NoSuchQuestion and QuestionIsAnswered."""
    found = question_of(session, commission_id, question_id, hold=hold)
    if found.answered_at or found.set_aside_at:
        raise QuestionIsAnswered("This question is done. All providers were told. To correct an answer, amend.")
    return found


def organisation_name(session: Session, holder_id: str) -> str:
    """Return the name of the organisation that somebody bids for; an empty text where there is none."""
    query = select(Organisation.name).join(Member, Member.organisation_id == Organisation.organisation_id)
    return session.scalar(query.where(Member.holder_id == holder_id)) or ""


def amendments_of(session: Session, commission_id: str) -> list[Amendment]:
    """Return the amendments of a tender in their order."""
    query = select(Amendment).where(Amendment.commission_id == commission_id).order_by(Amendment.number)
    return list(session.scalars(query))


def newest_amendment(session: Session, commission_id: str) -> int:
    """Return the number of the newest amendment; 0 where there is none."""
    return session.scalar(select(func.max(Amendment.number)).where(Amendment.commission_id == commission_id)) or 0


def unknown_amendment(session: Session, bid: Bid) -> int:
    """Return the first amendment that a bid which was handed in does not know of; 0 where it knows all."""
    if bid.submitted_at is None:
        return 0
    amended = [(each.number, each.amended_at) for each in amendments_of(session, bid.commission_id)]
    return handed_in_before(bid.submitted_at, bid.confirmed_amendment, amended)
