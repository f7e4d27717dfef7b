"""Decisions: finding them, who votes in them, and closing them. Nothing here tells a vote before it is counted."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.specification.models import Clause, Contribution, Decision, DecisionVote
from services.specification.queries.commissions import commission_by_id
from services.specification.queries.contributions import add_contribution
from services.specification.queries.writing import writer_with
from services.specification.rules.contributions import OBJECTION, TooManyContributions
from services.specification.rules.deciding import FEW, OBJECT, NoSuchDecision, NotYours, Result, Shape, count
from shared.access import Caller, active_seats
from shared.contracts.specification import DecisionClosed
from shared.messaging.outbox import record
from shared.roles import Role

YOUNG_PEOPLE, INSIDE = "young_people", "inside"
VOTERS = {
    YOUNG_PEOPLE: (Role.YOUNG_PERSON,),
    INSIDE: (Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER, Role.EVALUATOR, Role.BOARD_MEMBER),
}


class DecisionSeen(NamedTuple):
    """A decision as one caller sees it: with their own vote, and with how it stands only once it is closed.

    enough: whether enough have taken part; how many is not said. numbers: the figures where they may be shown.
    """

    decision: Decision
    may_vote: bool
    is_open: bool
    enough: bool
    vote: DecisionVote | None

    @property
    def ballot(self) -> dict[str, Any] | None:
        """The caller's own vote."""
        return self.vote.ballot if self.vote is not None else None

    @property
    def outcome(self) -> str | None:
        """What came out, once it is closed."""
        return str(self.decision.result["outcome"]) if self.decision.result else None

    @property
    def winners(self) -> list[int]:
        """The options that came out, by their places from 0."""
        return list(self.decision.result["winners"]) if self.decision.result else []

    @property
    def numbers(self) -> list[Fraction] | None:
        """The exact figures, where five or more chose."""
        result = self.decision.result
        return [Fraction(figure) for figure in result["figures"]] if result and result["cast"] >= FEW else None

    @property
    def took_part(self) -> int | None:
        """How many took part, where it is closed and five or more did."""
        result = self.decision.result
        return int(result["took_part"]) if result and result["took_part"] >= FEW else None

    @property
    def abstained(self) -> int | None:
        """How many did not choose, where the figures are shown."""
        result = self.decision.result
        return int(result["took_part"] - result["cast"]) if result and result["cast"] >= FEW else None


def shape_of(decision: Decision) -> Shape:
    """Return the way of deciding, as the rules know it."""
    return Shape(decision.way, len(decision.options), decision.threshold, decision.dots, decision.most_dots)


def decision_of(session: Session, commission_id: str, decision_id: str, *, held: bool = False) -> Decision:
    """Return a decision of this commission; held: for a change. Raises NoSuchDecision."""
    found = session.get(Decision, decision_id, with_for_update=held or None, populate_existing=held)
    if found is None or found.commission_id != commission_id:
        raise NoSuchDecision("There is no such decision here.")
    return found


def decisions_seen(session: Session, commission_id: str, caller: Caller, now: datetime) -> list[DecisionSeen]:
    """Return the decisions of a commission as this caller sees them: 200, those not counted yet first, then newest."""
    query = select(Decision).where(Decision.commission_id == commission_id)
    newest = query.order_by(Decision.closed_at.is_not(None), Decision.opened_at.desc(), Decision.decision_id).limit(200)
    return [seen(session, each, caller, now) for each in session.scalars(newest)]


def seen(session: Session, decision: Decision, caller: Caller, now: datetime) -> DecisionSeen:
    """Return a decision as this caller sees it."""
    is_open = decision.closed_at is None and now < decision.closes_at
    vote = session.get(DecisionVote, (decision.decision_id, caller.seat_id)) if caller.seat_id else None
    enough = bool(decision.result and decision.result["took_part"] >= decision.quorum) or (
        decision.closed_at is None and len(votes_that_count(session, decision)) >= decision.quorum
    )
    return DecisionSeen(decision, caller.role in VOTERS[decision.voters], is_open, enough, vote)


def check_voter(decision: Decision, caller: Caller) -> None:
    """Raise NotYours where the caller's seat does not decide here."""
    if caller.role not in VOTERS[decision.voters]:
        raise NotYours("Young people decide this, so you cannot vote here.")


def votes_that_count(session: Session, decision: Decision) -> list[DecisionVote]:
    """Return one vote for each seat that is still active: a seat that was handed on does not vote twice."""
    seats = {seat.seat_id for seat in active_seats(session, decision.commission_id, *VOTERS[decision.voters])}
    votes = session.scalars(select(DecisionVote).where(DecisionVote.decision_id == decision.decision_id))
    return sorted((vote for vote in votes if vote.seat_id in seats), key=lambda vote: vote.seat_id)


def all_took_part(session: Session, decision: Decision, votes: list[DecisionVote]) -> bool:
    """Say whether every active seat that decides here has voted or abstained."""
    return len(votes) == len(active_seats(session, decision.commission_id, *VOTERS[decision.voters]))


def close(session: Session, decision: Decision, *, actor: str, reason: str, now: datetime) -> None:
    """Count the votes, once. What was objected stands from now on as contributions, read first where that is set."""
    votes = votes_that_count(session, decision)
    found = count(shape_of(decision), [vote.ballot for vote in votes], quorum=decision.quorum)
    decision.closed_at, decision.result = now, _as_json(found)
    event = DecisionClosed(
        commission_id=decision.commission_id, decision_id=decision.decision_id, way=decision.way,
        outcome=found.outcome, chosen=tuple(decision.options[n] for n in found.winners),
        took_part=found.took_part if found.took_part >= FEW else None, closed_at=now,
    )  # fmt: skip
    record(session, event, actor=actor, reason=reason, now=now)
    commission = commission_by_id(session, decision.commission_id)
    for vote in votes:
        if vote.ballot.get("answer") == OBJECT:
            writer = writer_with(session, decision.commission_id, vote.seat_id)
            # Whoever gave as much as fits still has their reason in their vote; the decision closes all the same.
            with suppress(TooManyContributions):
                add_contribution(
                    session, commission, place=OBJECTION, text=vote.ballot["reason"], caller=writer, now=now,
                    subject_id=decision.decision_id,
                )  # fmt: skip


def _as_json(result: Result) -> dict[str, Any]:
    return {
        "outcome": result.outcome, "took_part": result.took_part, "cast": result.cast,
        "figures": [str(figure) for figure in result.figures], "winners": list(result.winners),
    }  # fmt: skip


def due_decisions(session: Session, now: datetime) -> list[tuple[str, str]]:
    """Return commission and id of decisions whose time is over and that are not counted yet, the first 100."""
    query = select(Decision.commission_id, Decision.decision_id).where(
        Decision.closed_at.is_(None), Decision.closes_at <= now
    )
    return [(each[0], each[1]) for each in session.execute(query.order_by(Decision.closes_at).limit(100))]


def subject_of(session: Session, decision: Decision) -> Clause | Contribution | None:
    """Return what a decision is about, where it is about a part of the text or about what somebody gave."""
    if decision.subject_id is None:
        return None
    if decision.about == "clause":
        return session.get(Clause, decision.subject_id)
    return session.get(Contribution, decision.subject_id)
