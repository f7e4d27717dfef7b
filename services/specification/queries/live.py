"""The words of a clause as they are being written: changes in one order, and who wrote which passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseChange, ClauseVersion
from services.specification.queries.clauses import check_not_ended, clause_of, may_see_hidden, standing_of
from services.specification.rules.authors import Passage, passages_after
from services.specification.rules.changes import Sent, change_from_json, changed
from services.specification.rules.live import PACE_SECONDS, check_number
from services.specification.rules.texts import NoSuchClause, check_shown
from shared.access import Caller

MOST_READ = 1_000


def held_clause(session: Session, commission_id: str, clause_id: str, *, ended: bool = False) -> Clause:
    """Return a clause, held until the end of the transaction, as it is now. ended: also one that is put together.

    Raises NoSuchClause and PartWasPutTogether.
    """
    query = select(Clause).where(Clause.clause_id == clause_id, Clause.commission_id == commission_id)
    held = query.with_for_update().execution_options(populate_existing=True)
    clause = session.scalar(held)
    if clause is None:
        raise NoSuchClause("There is no such clause in this commission.")
    if not ended:
        check_not_ended(session, clause)
    return clause


def oldest_open(session: Session, clause_id: str) -> int:
    """Return the number from which on changes may be read: what was hidden is in none of them after it."""
    hidden = select(func.max(ClauseVersion.change_number)).where(
        ClauseVersion.clause_id == clause_id, ClauseVersion.hidden_at.is_not(None)
    )
    return session.scalar(hidden) or 0


def changes_since(session: Session, clause_id: str, number: int, most: int | None = None) -> list[ClauseChange]:
    """Return the changes after a number, in order, at most so many."""
    query = select(ClauseChange).where(ClauseChange.clause_id == clause_id, ClauseChange.number > number)
    return list(session.scalars(query.order_by(ClauseChange.number).limit(most)))


def as_sent(changes: Iterable[ClauseChange], seat_id: str) -> list[Sent]:
    """Return changes as rules take them, for a seat that sends: it knows its own keys again, and nobody else's."""
    return [Sent(each.key if each.seat_id == seat_id else "", change_from_json(each.change)) for each in changes]


def known_keys(session: Session, clause_id: str, seat_id: str, keys: Iterable[str]) -> set[str]:
    """Return those of the keys that changes of this seat to this clause have."""
    query = select(ClauseChange.key).where(
        ClauseChange.clause_id == clause_id, ClauseChange.seat_id == seat_id, ClauseChange.key.in_(set(keys))
    )
    return set(session.scalars(query))


def last_kept_at(session: Session, clause: Clause) -> datetime:
    """Return when the current version of a clause was made."""
    return session.get_one(ClauseVersion, (clause.clause_id, clause.version)).written_at


def last_writer(session: Session, clause: Clause) -> str:
    """Return the seat that changed a clause last, which somebody did."""
    return session.get_one(ClauseChange, (clause.clause_id, clause.live_number)).seat_id


def sent_lately(session: Session, clause_id: str, seat_id: str, now: datetime) -> int:
    """Return how many changes a seat sent to a clause within the last ten seconds."""
    since = now - timedelta(seconds=PACE_SECONDS)
    query = select(func.count()).where(
        ClauseChange.clause_id == clause_id, ClauseChange.written_at > since, ClauseChange.seat_id == seat_id
    )
    return session.scalar(query) or 0


def append(
    session: Session, clause: Clause, sent: Sequence[Sent], *, caller: Caller, now: datetime
) -> list[ClauseChange]:
    """Make changes, each of the text that the one before it left, and return them with their numbers.

    Raises ChangeDoesNotFit and ChangeIsBroken.
    """
    text, passages = clause.live_text, [Passage(*each) for each in clause.live_passages]
    made = []
    for number, each in enumerate(sent, start=clause.live_number + 1):
        text = changed(text, each.change)
        passages = [*passages_after(passages, each.change, caller.seat)]
        made.append(
            ClauseChange(
                clause_id=clause.clause_id, number=number, key=each.key, change=each.change.to_json(),
                seat_id=caller.seat, written_at=now,
            )
        )  # fmt: skip
    if made:
        session.add_all(made)
        clause.live_text, clause.live_number, clause.live_at = text, made[-1].number, now
        clause.live_passages = [[*each] for each in passages]
        session.info["rings"] = True
    return made


def version_at(session: Session, clause: Clause, number: int) -> ClauseVersion:
    """Return the newest version that was kept up to the change with this number. Raises NoSuchClause."""
    before = select(ClauseVersion).where(
        ClauseVersion.clause_id == clause.clause_id, ClauseVersion.change_number <= number
    )
    version = session.scalar(before.order_by(ClauseVersion.change_number.desc(), ClauseVersion.version.desc()).limit(1))
    if version is None:
        raise NoSuchClause("There are no such words of this part.")
    return version


def text_at(session: Session, clause: Clause, number: int) -> str:
    """Return the words of a clause after the change with this number, which there is. Raises NoSuchClause."""
    version = version_at(session, clause, number)
    text = version.text
    for each in changes_since(session, clause.clause_id, version.change_number, number - version.change_number):
        text = changed(text, change_from_json(each.change))
    return text


def clauses_to_keep(session: Session, *, quiet: datetime, kept: datetime) -> list[tuple[str, str, str]]:
    """Return (commission, clause, seat that wrote last) of what was written on since it was kept.

    quiet: not since then; or kept: nothing of it was kept since then, though people go on writing.
    """
    last = (ClauseChange.clause_id == Clause.clause_id) & (ClauseChange.number == Clause.live_number)
    query = select(Clause.commission_id, Clause.clause_id, ClauseChange.seat_id).join(ClauseChange, last)
    current = (ClauseVersion.clause_id == Clause.clause_id) & (ClauseVersion.version == Clause.version)
    query = query.join(ClauseVersion, current).where(or_(Clause.live_at <= quiet, ClauseVersion.written_at <= kept))
    query = query.where(Clause.live_number > Clause.kept_number, Clause.hidden_at.is_(None), Clause.ended_at.is_(None))
    return [(commission_id, clause_id, seat_id) for commission_id, clause_id, seat_id in session.execute(query)]


def live_words(session: Session, commission_id: str, clause_id: str, caller: Caller) -> dict[str, Any]:
    """Return {number, text, kept, passages} of a clause as it is being written.

    Raises NoSuchClause, and TextIsHidden for whoever may not read what is hidden.
    """
    clause = readable_clause(session, commission_id, clause_id, caller)
    return {
        "number": clause.live_number, "text": clause.live_text, "kept": clause.live_number == clause.kept_number,
        "passages": [{"units": units, "seat_id": seat_id} for units, seat_id in clause.live_passages],
    }  # fmt: skip


def readable_clause(session: Session, commission_id: str, clause_id: str, caller: Caller) -> Clause:
    """Return a clause whose words this caller may read. Raises NoSuchClause, PartWasPutTogether and TextIsHidden."""
    clause = clause_of(session, commission_id, clause_id)
    check_not_ended(session, clause)
    check_shown(hidden=clause.hidden_at is not None and not may_see_hidden(caller))
    return clause


def clause_to_speak_of(session: Session, commission_id: str, clause_id: str, caller: Caller) -> Clause:
    """Return the clause that somebody says something about, or the one that it was put together with.

    Raises NoSuchClause and TextIsHidden.
    """
    clause = standing_of(session, clause_of(session, commission_id, clause_id))
    return readable_clause(session, commission_id, clause.clause_id, caller)


def live_changes(
    session: Session, commission_id: str, clause_id: str, after: int, caller: Caller
) -> list[ClauseChange]:
    """Return the changes after a number, at most 1,000.

    Raises NoSuchClause, TextIsHidden, NumberIsUnknown and WordsWereTakenAway.
    """
    clause = readable_clause(session, commission_id, clause_id, caller)
    check_number(after, newest=clause.live_number, oldest=oldest_open(session, clause_id))
    return changes_since(session, clause_id, after, MOST_READ)
