"""Steps of putting two parts together and of making two of one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.specification.models import BroughtIn, Clause, ClauseIdea, ClauseVersion, DraftCriterion
from services.specification.queries.clauses import clauses_of
from services.specification.queries.order import put_in_order
from services.specification.rules.library import MOST_BEFORE


def end_clause(session: Session, clause: Clause, into: Clause, now: datetime) -> None:
    """Let a clause be a part of another one from now on. It keeps its words, its versions, and the number it had."""
    clause.ended_at, clause.into_id = now, into.clause_id
    session.flush()
    put_in_order(session, clauses_of(session, clause.commission_id))
    # Whoever has it open is told at once.
    session.info["rings"] = True


def say_where_from(session: Session, clause: Clause, came_from: str, other: Clause) -> None:
    """Note at the current version of a clause that it came about with another one."""
    version = session.get_one(ClauseVersion, (clause.clause_id, clause.version))
    version.came_from, version.other_id = came_from, other.clause_id


def copy_ideas(session: Session, source: Clause, target: Clause) -> None:
    """Let a clause have grown also from the ideas that another one grew from, as whoever said so said it."""
    known = select(ClauseIdea.contribution_id).where(ClauseIdea.clause_id == target.clause_id)
    here = set(session.scalars(known))
    for each in session.scalars(select(ClauseIdea).where(ClauseIdea.clause_id == source.clause_id)):
        if each.contribution_id not in here:
            session.add(
                ClauseIdea(
                    clause_id=target.clause_id, contribution_id=each.contribution_id, seat_id=each.seat_id,
                    linked_at=each.linked_at,
                )
            )  # fmt: skip


def carry_marks(session: Session, source: Clause, target: Clause) -> None:
    """Let a clause say, too, where words of another one were brought in from that are its own now."""
    mark, own = session.get(BroughtIn, source.clause_id), session.get(BroughtIn, target.clause_id)
    if mark is None:
        return
    if own is not None:
        own.came_from = [*own.came_from, *(each for each in mark.came_from if each not in own.came_from)][:MOST_BEFORE]
        return
    session.add(
        BroughtIn(
            subject_id=target.clause_id, commission_id=target.commission_id, source_id=mark.source_id,
            came_from=mark.came_from, seat_id=mark.seat_id, brought_in_at=mark.brought_in_at,
        )
    )  # fmt: skip


def criteria_follow(session: Session, ended: Clause, into: Clause) -> None:
    """Let the criteria that come from a clause come from the one that it is a part of now."""
    drafts = select(DraftCriterion).where(DraftCriterion.commission_id == ended.commission_id)
    for draft in session.scalars(drafts.with_for_update()):
        if ended.clause_id in draft.clause_ids:
            found = [into.clause_id if each == ended.clause_id else each for each in draft.clause_ids]
            draft.clause_ids = list(dict.fromkeys(found))
