"""Contributions: adding one, and reading them as each caller may."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from services.specification.models import Commission, Contribution, WaitingText
from services.specification.queries.checking import waits_for_check
from services.specification.queries.clauses import may_see_hidden
from services.specification.rules.contributions import (
    OWED_AN_ANSWER,
    WORKSHOP,
    NoSuchContribution,
    check_answerable,
    check_may_give,
)
from shared.access import Caller
from shared.contracts.specification import ContributionAdded, ContributionAnswered
from shared.ids import new_id
from shared.messaging.outbox import record


def add_contribution(
    session: Session, commission: Commission, *, place: str, text: str, caller: Caller, now: datetime,
    subject_id: str | None = None,
) -> Contribution:  # fmt: skip
    """Add what a seat gives; where a facilitator reads it first, it waits. Raises TooManyContributions."""
    mine = select(func.count()).where(
        Contribution.commission_id == commission.commission_id, Contribution.seat_id == caller.seat
    )
    check_may_give(given=session.scalar(mine) or 0)
    given = Contribution(
        contribution_id=new_id(), commission_id=commission.commission_id, place=place, subject_id=subject_id,
        text=text, seat_id=caller.seat, role=str(caller.role), written_at=now,
    )  # fmt: skip
    session.add(given)
    session.flush()
    if waits_for_check(session, commission, caller):
        waiting = WaitingText(
            text_id=given.contribution_id, commission_id=commission.commission_id, place=place, subject_id=subject_id,
            version=1, heading="", text=text, reason="", seat_id=caller.seat, written_at=now,
        )  # fmt: skip
        session.add(waiting)
        return given
    let_stand(session, given, now=now)
    return given


def let_stand(session: Session, given: Contribution, *, now: datetime, actor: str = "") -> None:
    """Let others read a contribution from now on, and record that it is there. Its words stay in the service.

    actor: who brought it in, where that is not the seat that gave it.
    """
    given.stands_at = now
    event = ContributionAdded(
        commission_id=given.commission_id, contribution_id=given.contribution_id, place=given.place,
        subject_id=given.subject_id or "", added_at=now,
    )  # fmt: skip
    record(session, event, actor=actor or given.seat_id, now=now)


def give_answer(
    session: Session, given: Contribution, *, answer: str, reason: str, caller: Caller, now: datetime
) -> None:
    """Answer a contribution, and record it. Raises NothingToAnswer."""
    check_answerable(place=given.place, stands=given.stands_at is not None, hidden=given.hidden_at is not None)
    given.answer, given.answer_words, given.answered_at = answer, reason, now
    event = ContributionAnswered(
        commission_id=given.commission_id, contribution_id=given.contribution_id, place=given.place, answer=answer,
        seat_id="" if given.role == WORKSHOP else given.seat_id, answered_at=now,
    )  # fmt: skip
    record(session, event, actor=caller.seat, reason=reason, now=now)


def readable_by(caller: Caller) -> ColumnElement[bool]:
    """Return the condition for what a caller may read: what stands and is not hidden, and their own.

    Whoever can hide words also reads what is hidden.
    """
    stands: ColumnElement[bool] = Contribution.stands_at.is_not(None)
    if not may_see_hidden(caller):
        stands = and_(stands, Contribution.hidden_at.is_(None))
    return or_(stands, Contribution.seat_id == (caller.seat_id or ""))


def contribution_of(
    session: Session, commission_id: str, contribution_id: str, caller: Caller, *, held: bool = False
) -> Contribution:
    """Return a contribution that this caller may read; held: for a change. Raises NoSuchContribution."""
    query = select(Contribution).where(
        Contribution.contribution_id == contribution_id, Contribution.commission_id == commission_id,
        readable_by(caller),
    )  # fmt: skip
    found = session.scalar(query.with_for_update() if held else query)
    if found is None:
        raise NoSuchContribution("There is nothing like this here, or it is not to be read yet.")
    return found


def contributions_at(
    session: Session, commission_id: str, place: str | None, caller: Caller, *subject_ids: str
) -> list[Contribution]:
    """Return what this caller may read, of one kind and about certain things where they are named.

    The newest 500, the oldest of them first.
    """
    query = select(Contribution).where(Contribution.commission_id == commission_id, readable_by(caller))
    if place is not None:
        query = query.where(Contribution.place == place)
    if subject_ids:
        query = query.where(Contribution.subject_id.in_(subject_ids))
    newest = query.order_by(Contribution.written_at.desc(), Contribution.contribution_id).limit(500)
    return list(session.scalars(newest))[::-1]


def unanswered(session: Session, commission_id: str) -> list[Contribution]:
    """Return the ideas and suggestions that stand and have no answer, the oldest 500 first."""
    query = select(Contribution).where(
        Contribution.commission_id == commission_id, Contribution.place.in_(OWED_AN_ANSWER),
        Contribution.stands_at.is_not(None), Contribution.hidden_at.is_(None), Contribution.answer.is_(None),
    )  # fmt: skip
    return list(session.scalars(query.order_by(Contribution.written_at, Contribution.contribution_id).limit(500)))


def answered(session: Session, commission_id: str) -> list[Contribution]:
    """Return the contributions that have an answer and are not hidden, the newest 500, the newest answer first."""
    query = select(Contribution).where(
        Contribution.commission_id == commission_id, Contribution.answer.is_not(None), Contribution.hidden_at.is_(None)
    )
    return list(session.scalars(query.order_by(Contribution.answered_at.desc()).limit(500)))


def given_by(session: Session, commission_id: str, seat_id: str) -> list[Contribution]:
    """Return what a seat gave and others read, also where it is hidden; the newest 200, newest first."""
    query = select(Contribution).where(
        Contribution.commission_id == commission_id, Contribution.seat_id == seat_id,
        Contribution.stands_at.is_not(None),
    )  # fmt: skip
    return list(session.scalars(query.order_by(Contribution.written_at.desc()).limit(200)))
