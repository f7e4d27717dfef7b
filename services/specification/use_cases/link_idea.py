"""Somebody says which parts of the text grew from an idea, or from a group of ideas."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseIdea
from services.specification.queries.clauses import clauses_of
from services.specification.queries.commissions import open_commission
from services.specification.queries.ideas import clauses_from, grown_from, link_ideas
from services.specification.rules.texts import NoSuchClause
from shared.access import Caller


def link_idea(
    session: Session, *, commission_id: str, contribution_id: str, clause_ids: Collection[str], caller: Caller,
    now: datetime,
) -> list[Clause]:  # fmt: skip
    """Link an idea, or each idea of a group, with these parts and no others, and return them.

    Raises NoSuchContribution, NoSuchClause, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    ideas = grown_from(session, commission_id, contribution_id, caller)
    standing = [clause for clause in clauses_of(session, commission_id) if clause.hidden_at is None]
    wanted = [clause for clause in standing if clause.clause_id in clause_ids]
    if len(wanted) < len(set(clause_ids)):
        raise NoSuchClause("There is no such clause in this commission.")
    linked = clauses_from(session, [given.contribution_id for given in ideas])
    for given in ideas:
        gone = {c.clause_id for c in linked.get(given.contribution_id, ())} - set(clause_ids)
        mine = ClauseIdea.contribution_id == given.contribution_id
        session.execute(delete(ClauseIdea).where(mine, ClauseIdea.clause_id.in_(gone)))
    for clause in wanted:
        link_ideas(session, clause.clause_id, ideas, caller=caller, now=now)
    session.flush()
    return wanted
