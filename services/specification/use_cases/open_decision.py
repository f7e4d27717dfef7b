"""A facilitator or commissioner asks the group to decide something."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.specification.models import Decision
from services.specification.queries.clauses import clause_of
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import contribution_of
from services.specification.queries.deciding import VOTERS
from services.specification.rules.deciding import CONSENT, DOTS, YES_NO, DecisionIsWrong, Shape, check_shape
from services.specification.rules.ideas import check_stands
from services.specification.rules.texts import check_kept, check_shown
from shared.access import Caller
from shared.contracts.specification import DecisionOpened
from shared.ids import new_id
from shared.messaging.outbox import record

LONGEST = timedelta(days=90)
ABOUT = ("", "clause", "contribution")


def open_decision(
    session: Session, *, commission_id: str, way: str, question: str, options: list[str], threshold: str, dots: int,
    most_dots: int, voters: str, quorum: int, about: str, subject_id: str | None, closes_at: datetime,
    caller: Caller, now: datetime,
) -> Decision:  # fmt: skip
    """Open a decision. About a part of the text, it is about the version that stands now.

    Raises DecisionIsWrong, NoSuchClause, TextIsHidden, WordsAreBeingWritten, NoSuchContribution, NotForSupport,
    RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    dots, most_dots = (dots, most_dots or dots) if way == DOTS else (0, 0)
    check_shape(Shape(way, len(options), threshold, dots, most_dots), options=options, quorum=quorum)
    if voters not in VOTERS or about not in ABOUT or (about != "") != (subject_id is not None):
        raise DecisionIsWrong("Say who decides, and what it is about.")
    if not now < closes_at <= now + LONGEST:
        raise DecisionIsWrong("Choose a time to close that is later than now, and within {days} days.",
                              words={"days": LONGEST.days})  # fmt: skip
    version = 0
    if about == "clause" and subject_id:
        clause = clause_of(session, commission_id, subject_id)
        if way not in (CONSENT, YES_NO):
            raise DecisionIsWrong("About a part of the text, choose yes or no, or that nobody says no.")
        check_shown(hidden=clause.hidden_at is not None)
        check_kept(newest=clause.live_number, kept=clause.kept_number)
        version = clause.version
    elif subject_id:
        given = contribution_of(session, commission_id, subject_id, caller)
        check_stands(stands=given.stands_at is not None, hidden=given.hidden_at is not None)
    decision = Decision(
        decision_id=new_id(), commission_id=commission_id, way=way, question=question, options=options,
        threshold=threshold, dots=dots, most_dots=most_dots, voters=voters, quorum=quorum, about=about,
        subject_id=subject_id, subject_version=version, opened_by=caller.seat, opened_at=now, closes_at=closes_at,
        outcome_words="",
    )  # fmt: skip
    session.add(decision)
    session.flush()
    event = DecisionOpened(
        commission_id=commission_id, decision_id=decision.decision_id, way=way, question=question, voters=voters,
        quorum=quorum, about=about, subject_id=subject_id or "", closes_at=closes_at, opened_at=now,
    )  # fmt: skip
    record(session, event, actor=caller.seat, now=now)
    return decision
