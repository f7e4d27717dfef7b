"""Workshops, what was written there, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.specification.models import Clause, Contribution, RecordedWorkshop
from services.specification.queries.ideas import clauses_from
from services.specification.rules.contributions import IDEA, WORKSHOP
from services.specification.rules.workshops import NoSuchWorkshop, Numbers, shown_numbers


@dataclass(frozen=True)
class WorkshopSeen:
    """A workshop with how many took part as others may see it, and how many ideas came from it."""

    workshop: RecordedWorkshop
    numbers: Numbers
    ideas: int


@dataclass(frozen=True)
class Outcome:
    """What became of one sticky note: its answer, and the parts that grew from it."""

    given: Contribution
    clauses: list[Clause]


def workshop_of(session: Session, commission_id: str, workshop_id: str) -> RecordedWorkshop:
    """Return a workshop of this commission. Raises NoSuchWorkshop."""
    found = session.get(RecordedWorkshop, workshop_id)
    if found is None or found.commission_id != commission_id:
        raise NoSuchWorkshop("There is no such workshop here.")
    return found


def workshops_of(session: Session, commission_id: str) -> list[WorkshopSeen]:
    """Return the workshops of a commission, the newest first."""
    query = select(RecordedWorkshop).where(RecordedWorkshop.commission_id == commission_id)
    found = session.scalars(query.order_by(RecordedWorkshop.held_on.desc(), RecordedWorkshop.workshop_id))
    counts = select(Contribution.seat_id, func.count()).where(
        Contribution.commission_id == commission_id, Contribution.role == WORKSHOP, Contribution.place == IDEA,
        Contribution.hidden_at.is_(None),
    )  # fmt: skip
    ideas = dict(session.execute(counts.group_by(Contribution.seat_id)).all())
    return [WorkshopSeen(each, shown_numbers(each.took_part), ideas.get(each.workshop_id, 0)) for each in found]


def outcomes_of(session: Session, workshop_id: str) -> list[Outcome]:
    """Return what was written at a workshop and is not hidden, in the order in which it was, and what came of it."""
    query = select(Contribution).where(
        Contribution.seat_id == workshop_id, Contribution.role == WORKSHOP, Contribution.place == IDEA,
        Contribution.stands_at.is_not(None), Contribution.hidden_at.is_(None),
    )  # fmt: skip
    ideas = list(session.scalars(query.order_by(Contribution.written_at, Contribution.contribution_id)))
    clauses = clauses_from(session, [given.contribution_id for given in ideas])
    return [Outcome(given, clauses.get(given.contribution_id, [])) for given in ideas]
