"""Ideas as each caller may read them: with theme, support, group, and the clauses they grew into."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseIdea, Contribution, Idea, IdeaSupport, Theme
from services.specification.queries.contributions import contribution_of, readable_by
from services.specification.rules.contributions import IDEA, IDEA_GROUP, NoSuchContribution
from services.specification.rules.ideas import (
    A_PAGE_OF_IDEAS,
    MIXED,
    NO_THEME,
    SEED_THEMES,
    SUPPORTED,
    mixed_place,
)
from shared.access import Caller

_MOST = 10_000


@dataclass(frozen=True)
class IdeaSeen:
    """An idea as one caller sees it. supporters: how many seats support it; supported: the caller's does.

    theme: the id of a theme that there is, or `none`. group: where the caller may read it.
    """

    given: Contribution
    theme: str
    supporters: int
    supported: bool
    group: Contribution | None
    clauses: Sequence[Clause]


@dataclass(frozen=True)
class GroupSeen:
    """A group of similar ideas. supporters: seats that support at least one of its ideas, each counted once."""

    given: Contribution
    ideas: int
    supporters: int
    answered: int


def themes_of(session: Session, commission_id: str) -> dict[str, str]:
    """Return the themes of a commission in their order, by id: its own, or else the seed's three."""
    own = select(Theme).where(Theme.commission_id == commission_id).order_by(Theme.number)
    return {theme.theme_id: theme.name for theme in session.scalars(own)} or dict(SEED_THEMES)


def ideas_of_clause(session: Session, clause_id: str) -> list[Contribution]:
    """Return the ideas that a clause grew from, which others read and which are not hidden; the oldest first."""
    query = select(Contribution).join(ClauseIdea, ClauseIdea.contribution_id == Contribution.contribution_id)
    query = query.where(
        ClauseIdea.clause_id == clause_id, Contribution.stands_at.is_not(None), Contribution.hidden_at.is_(None)
    )
    return list(session.scalars(query.order_by(Contribution.written_at, Contribution.contribution_id).limit(500)))


def clauses_from(session: Session, contribution_ids: Collection[str]) -> dict[str, list[Clause]]:
    """Return the clauses that are part of the text and grew from these ideas, by idea, in their order."""
    query = select(ClauseIdea.contribution_id, Clause).join(Clause, Clause.clause_id == ClauseIdea.clause_id)
    found: dict[str, list[Clause]] = {}
    ids = list(contribution_ids)
    wanted = query.where(
        ClauseIdea.contribution_id.in_(ids), Clause.hidden_at.is_(None), Clause.ended_at.is_(None)
    ).order_by(Clause.number)
    for contribution_id, clause in session.execute(wanted):
        found.setdefault(contribution_id, []).append(clause)
    return found


def idea_of(
    session: Session, commission_id: str, contribution_id: str, caller: Caller, *, held: bool = False
) -> Contribution:
    """Return an idea that this caller may read; held: for a change. Raises NoSuchContribution."""
    return _of_kind(session, commission_id, contribution_id, caller, IDEA, held=held)


def group_of(
    session: Session, commission_id: str, contribution_id: str, caller: Caller, *, held: bool = False
) -> Contribution:
    """Return a group of ideas that this caller may read; held: for a change. Raises NoSuchContribution."""
    return _of_kind(session, commission_id, contribution_id, caller, IDEA_GROUP, held=held)


def _of_kind(
    session: Session, commission_id: str, contribution_id: str, caller: Caller, place: str, *, held: bool
) -> Contribution:
    found = contribution_of(session, commission_id, contribution_id, caller, held=held)
    if found.place != place:
        raise NoSuchContribution("There is nothing like this here, or it is not to be read yet.")
    return found


def seen(session: Session, commission_id: str, ideas: Sequence[Contribution], caller: Caller) -> list[IdeaSeen]:
    """Return these ideas as the caller sees them, in the order given."""
    ids = [given.contribution_id for given in ideas]
    facts = {fact.contribution_id: fact for fact in session.scalars(select(Idea).where(Idea.contribution_id.in_(ids)))}
    counts = select(IdeaSupport.contribution_id, func.count()).where(IdeaSupport.contribution_id.in_(ids))
    supporters = dict(session.execute(counts.group_by(IdeaSupport.contribution_id)).all())
    mine = select(IdeaSupport.contribution_id).where(
        IdeaSupport.contribution_id.in_(ids), IdeaSupport.seat_id == (caller.seat_id or "")
    )
    supported, themes = set(session.scalars(mine)), themes_of(session, commission_id)
    in_groups = {fact.group_id for fact in facts.values() if fact.group_id}
    readable = select(Contribution).where(Contribution.contribution_id.in_(in_groups), readable_by(caller))
    groups = {group.contribution_id: group for group in session.scalars(readable)}
    clauses, found = clauses_from(session, ids), []
    for given in ideas:
        fact = facts.get(given.contribution_id)
        theme = fact.theme if fact is not None and fact.theme in themes else NO_THEME
        found.append(
            IdeaSeen(
                given, theme, supporters.get(given.contribution_id, 0), given.contribution_id in supported,
                groups.get((fact.group_id or "") if fact is not None else ""), clauses.get(given.contribution_id, ()),
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class Found:
    """A page of ideas. counts: how many ideas each theme has, whichever is asked for; pages: how many there are."""

    ideas: list[IdeaSeen]
    counts: dict[str, int]
    total: int
    pages: int


def find_ideas(
    session: Session, commission_id: str, caller: Caller, now: datetime, *, theme: str = "", order: str = MIXED,
    words: str = "", page: int = 1,
) -> Found:  # fmt: skip
    """Return a page of 50 ideas, theme by theme. theme: only of it; order: one of ORDERS; words: that stand in them."""
    query = (
        select(Contribution.contribution_id, Contribution.written_at, Idea.theme)
        .join(Idea, Idea.contribution_id == Contribution.contribution_id)
        .where(Contribution.commission_id == commission_id, readable_by(caller))
    )
    if words:
        # Words that are hidden are found by nobody, also not by those who may still read them.
        query = query.where(Contribution.text.icontains(words, autoescape=True), Contribution.hidden_at.is_(None))
    rows = session.execute(query.order_by(Contribution.written_at.desc(), Contribution.contribution_id).limit(_MOST))
    themes = [*themes_of(session, commission_id), NO_THEME]
    found = [(row[0], row[2] if row[2] in themes else NO_THEME) for row in rows]
    counts = {known: sum(1 for _, of in found if of == known) for known in themes}
    if theme:
        found = [each for each in found if each[1] == theme]
    if order == SUPPORTED:
        support = _support(session, commission_id)
        found.sort(key=lambda each: -support.get(each[0], 0))
    elif order == MIXED:
        day = now.date().isoformat()
        found.sort(key=lambda each: mixed_place(each[0], caller.seat_id or "", day))
    found.sort(key=lambda each: themes.index(each[1]))
    ids = [each[0] for each in found][(page - 1) * A_PAGE_OF_IDEAS : page * A_PAGE_OF_IDEAS]
    wanted = select(Contribution).where(Contribution.contribution_id.in_(ids))
    given = {each.contribution_id: each for each in session.scalars(wanted)}
    ideas = seen(session, commission_id, [given[each] for each in ids], caller)
    return Found(ideas, counts, len(found), max(1, -(-len(found) // A_PAGE_OF_IDEAS)))


def _support(session: Session, commission_id: str) -> dict[str, int]:
    query = select(IdeaSupport.contribution_id, func.count()).join(
        Contribution, Contribution.contribution_id == IdeaSupport.contribution_id
    )
    rows = query.where(Contribution.commission_id == commission_id).group_by(IdeaSupport.contribution_id)
    return dict(session.execute(rows).all())


def ideas_in(session: Session, group_id: str) -> list[Contribution]:
    """Return the ideas of a group that others read and that are not hidden, the oldest first."""
    query = select(Contribution).join(Idea, Idea.contribution_id == Contribution.contribution_id)
    query = query.where(
        Idea.group_id == group_id, Contribution.stands_at.is_not(None), Contribution.hidden_at.is_(None)
    )
    return list(session.scalars(query.order_by(Contribution.written_at, Contribution.contribution_id)))


def ungrouped_ideas(session: Session, commission_id: str) -> list[Contribution]:
    """Return the ideas that others read and that are in no group, the newest 200, newest first."""
    query = select(Contribution).join(Idea, Idea.contribution_id == Contribution.contribution_id)
    query = query.where(
        Contribution.commission_id == commission_id, Contribution.stands_at.is_not(None),
        Contribution.hidden_at.is_(None), Idea.group_id.is_(None),
    )  # fmt: skip
    return list(session.scalars(query.order_by(Contribution.written_at.desc()).limit(200)))


def groups_seen(session: Session, commission_id: str, caller: Caller) -> list[GroupSeen]:
    """Return the groups of ideas that this caller may read, in the order in which they were made."""
    query = select(Contribution).where(
        Contribution.commission_id == commission_id, Contribution.place == IDEA_GROUP, readable_by(caller)
    )
    groups = list(session.scalars(query.order_by(Contribution.written_at, Contribution.contribution_id).limit(500)))
    stands = (
        Contribution.commission_id == commission_id, Contribution.stands_at.is_not(None),
        Contribution.hidden_at.is_(None), Idea.group_id.is_not(None),
    )  # fmt: skip
    of_groups = select(Idea.group_id, func.count(), func.count(Contribution.answer)).join(
        Contribution, Contribution.contribution_id == Idea.contribution_id
    )
    ideas = {row[0]: row for row in session.execute(of_groups.where(*stands).group_by(Idea.group_id))}
    distinct = (
        select(Idea.group_id, func.count(IdeaSupport.seat_id.distinct()))
        .join(Contribution, Contribution.contribution_id == Idea.contribution_id)
        .join(IdeaSupport, IdeaSupport.contribution_id == Idea.contribution_id)
    )
    supporters = {row[0]: row[1] for row in session.execute(distinct.where(*stands).group_by(Idea.group_id))}
    found = []
    for group in groups:
        _, count, answered = ideas.get(group.contribution_id, ("", 0, 0))
        found.append(GroupSeen(group, count, supporters.get(group.contribution_id, 0), answered))
    return found


def grown_from(session: Session, commission_id: str, contribution_id: str, caller: Caller) -> list[Contribution]:
    """Return the ideas that an idea or a group stands for, which a part is written from. Raises NoSuchContribution."""
    named = contribution_of(session, commission_id, contribution_id, caller)
    if named.place == IDEA_GROUP:
        return ideas_in(session, contribution_id)
    if named.place != IDEA or named.stands_at is None or named.hidden_at is not None:
        raise NoSuchContribution("There is nothing like this here, or it is not to be read yet.")
    return [named]


def link_ideas(
    session: Session, clause_id: str, ideas: Sequence[Contribution], *, caller: Caller, now: datetime
) -> None:
    """Say that a clause grew from these ideas. Those it is linked to already stay as they are."""
    known = set(session.scalars(select(ClauseIdea.contribution_id).where(ClauseIdea.clause_id == clause_id)))
    for given in ideas:
        if given.contribution_id not in known:
            link = ClauseIdea(
                clause_id=clause_id, contribution_id=given.contribution_id, seat_id=caller.seat, linked_at=now
            )
            session.add(link)
