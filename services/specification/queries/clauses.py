"""Clauses and their versions, as they are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.specification.models import (
    Clause,
    ClauseVersion,
)
from services.specification.rules.shaping import PartWasPutTogether
from services.specification.rules.texts import NoSuchClause
from shared.access import Caller
from shared.roles import Role


def clauses_of(session: Session, commission_id: str) -> list[Clause]:
    """Return the clauses in their order, without those that were put together with others."""
    query = select(Clause).where(Clause.commission_id == commission_id, Clause.ended_at.is_(None))
    query = query.order_by(Clause.number)
    return list(session.scalars(query))


def standing_clauses(session: Session, commission_id: str) -> list[Clause]:
    """Return the clauses that are part of the text: those that are not hidden."""
    return [clause for clause in clauses_of(session, commission_id) if clause.hidden_at is None]


def clause_of(session: Session, commission_id: str, clause_id: str) -> Clause:
    """Return a clause of this commission. Raises NoSuchClause."""
    clause = session.get(Clause, clause_id)
    if clause is None or clause.commission_id != commission_id:
        raise NoSuchClause("There is no such clause in this commission.")
    return clause


def versions_of(session: Session, commission_id: str, clause_id: str) -> list[ClauseVersion]:
    """Return every version of a clause, the newest 200, newest first. Raises NoSuchClause."""
    clause_of(session, commission_id, clause_id)
    query = select(ClauseVersion).where(ClauseVersion.clause_id == clause_id)
    return list(session.scalars(query.order_by(ClauseVersion.version.desc()).limit(200)))


def version_of(session: Session, clause: Clause, version: int) -> ClauseVersion:
    """Return one version of a clause. Raises NoSuchClause."""
    found = session.get(ClauseVersion, (clause.clause_id, version))
    if found is None:
        raise NoSuchClause("There is no such version of this clause.")
    return found


def parts_of(session: Session, commission_id: str) -> dict[str, Clause]:
    """Return the clauses by their ids, also those that were put together with others."""
    query = select(Clause).where(Clause.commission_id == commission_id)
    return {clause.clause_id: clause for clause in session.scalars(query)}


def standing_of(session: Session, clause: Clause) -> Clause:
    """Return the clause itself, or the one that it was put together with, however often."""
    while clause.into_id is not None:
        clause = session.get_one(Clause, clause.into_id)
    return clause


def with_those_in_it(session: Session, clause_id: str) -> list[str]:
    """Return the ids of a clause and of all that were put together with it: what was given to them is its own now."""
    found = fresh = [clause_id]
    while fresh:
        fresh = list(session.scalars(select(Clause.clause_id).where(Clause.into_id.in_(fresh))))
        found = [*found, *fresh]
    return found


def other_parts(session: Session, clause: Clause) -> list[tuple[str, Clause]]:
    """Return where the words of a clause came from and went to, the newest first, each with the other clause."""
    query = select(ClauseVersion.came_from, Clause).join(Clause, Clause.clause_id == ClauseVersion.other_id)
    query = query.where(ClauseVersion.clause_id == clause.clause_id).order_by(ClauseVersion.version.desc())
    return [(came_from, other) for came_from, other in session.execute(query)]


def check_not_ended(session: Session, clause: Clause) -> None:
    """Raise PartWasPutTogether, with where its words are now, where a clause was put together with another one."""
    if clause.ended_at is not None:
        into = standing_of(session, clause)
        raise PartWasPutTogether(
            "This part was put together with part {number}. Nothing is lost. Copy what you typed, and write it there.",
            words={"number": into.number}, current_clause_id=into.clause_id,
        )  # fmt: skip


def whys_of_hidden(session: Session, commission_id: str) -> dict[tuple[str, int], str]:
    """Return why versions of clauses are hidden, by clause and version."""
    query = select(ClauseVersion).join(Clause, Clause.clause_id == ClauseVersion.clause_id)
    found = session.scalars(query.where(Clause.commission_id == commission_id, ClauseVersion.hidden_at.is_not(None)))
    return {(each.clause_id, each.version): each.hidden_why for each in found}


def hidden_words(session: Session, commission_id: str) -> set[tuple[str, str]]:
    """Return clause and text of every version that is hidden now."""
    query = select(ClauseVersion.clause_id, ClauseVersion.text).join(
        Clause, Clause.clause_id == ClauseVersion.clause_id
    )
    found = query.where(Clause.commission_id == commission_id, ClauseVersion.hidden_at.is_not(None))
    return {(clause_id, text) for clause_id, text in session.execute(found)}


def written_by(session: Session, commission_id: str, seat_id: str) -> list[tuple[Clause, ClauseVersion]]:
    """Return what a seat wrote that became part of the text, with its clause; the newest 200, newest first."""
    query = select(Clause, ClauseVersion).join(ClauseVersion, ClauseVersion.clause_id == Clause.clause_id)
    own = query.where(Clause.commission_id == commission_id, ClauseVersion.seat_id == seat_id)
    latest = own.order_by(ClauseVersion.written_at.desc(), Clause.number).limit(200)
    return [(clause, version) for clause, version in session.execute(latest)]


def may_see_hidden(caller: Caller) -> bool:
    """Say who still reads what is hidden: whoever can hide it, so that they can decide again."""
    return caller.role in (Role.FACILITATOR, Role.COMMISSIONER)


def shown(rows: Sequence[Any], caller: Caller, fields: Sequence[str]) -> list[dict[str, Any]]:
    """Return clauses or versions as this caller may read them: of what is hidden, no words."""
    found = []
    for row in rows:
        hidden = row.hidden_at is not None
        values = {name: getattr(row, name) for name in fields}
        if hidden and not may_see_hidden(caller):
            values |= dict.fromkeys(("heading", "text", "reason"), "")
        found.append({**values, "hidden": hidden})
    return found
