"""The words of a clause as they are being written: changes in one order, and who wrote which passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, exists, func, insert, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.specification.models import Clause, ClauseChange, ClauseVersion, Commission, FreeSeat, KnownTender
from services.specification.queries.clauses import check_not_ended, clause_of, may_see_hidden, standing_of
from services.specification.queries.commissions import commission_by_id
from services.specification.rules.authors import passages_after
from services.specification.rules.changes import ChangeDoesNotFit, Sent, change_from_json, changed
from services.specification.rules.live import PACE_SECONDS, check_number
from services.specification.rules.texts import NoSuchClause, check_shown
from shared.access import Caller

MOST_READ = 1_000
# Asked at each letter that somebody types, so these are put together once.
_AT_CLAUSE = (Clause.clause_id == bindparam("clause_id"), Clause.commission_id == bindparam("commission_id"))
_SENT_LATELY = select(func.count()).where(
    ClauseChange.clause_id == bindparam("clause_id"), ClauseChange.seat_id == bindparam("seat_id"),
    ClauseChange.written_at > bindparam("paced_from"),
)  # fmt: skip
_PLACE = (
    select(
        Clause, Commission, KnownTender.published_at, KnownTender.ended_at,
        exists().where(FreeSeat.seat_id == bindparam("seat_id")), _SENT_LATELY.scalar_subquery(),
    )
    .join(Commission, Commission.commission_id == Clause.commission_id)
    .outerjoin(KnownTender, KnownTender.commission_id == Clause.commission_id)
    .where(*_AT_CLAUSE)
    .with_for_update(of=Clause)
)  # fmt: skip
_HIDDEN_UP_TO = select(func.max(ClauseVersion.change_number)).where(
    ClauseVersion.clause_id == bindparam("clause_id"), ClauseVersion.hidden_at.is_not(None)
)
_HEAD = select(Clause.live_number, _HIDDEN_UP_TO.scalar_subquery(), Clause.hidden_at, Clause.ended_at).where(
    *_AT_CLAUSE
)
_TOLD = (
    select(ClauseChange.number, ClauseChange.key, ClauseChange.change, ClauseChange.seat_id)
    .where(ClauseChange.clause_id == bindparam("clause_id"), ClauseChange.number > bindparam("number"))
    .order_by(ClauseChange.number)
    .limit(bindparam("most"))
)


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
    return session.scalar(_HIDDEN_UP_TO, {"clause_id": clause_id}) or 0


@dataclass(frozen=True)
class Head:
    """How far a clause is, without its words. oldest: the number from which on changes may be read."""

    number: int
    oldest: int
    hidden: bool
    ended: bool


def head_of(session: Session, commission_id: str, clause_id: str) -> Head:
    """Return how far a clause is. Raises NoSuchClause."""
    found = session.execute(_HEAD, {"clause_id": clause_id, "commission_id": commission_id}).one_or_none()
    if found is None:
        raise NoSuchClause("There is no such clause in this commission.")
    number, oldest, hidden_at, ended_at = found
    return Head(number, oldest or 0, hidden_at is not None, ended_at is not None)


def told_since(session: Session, clause_id: str, number: int, most: int) -> list[dict[str, Any]]:
    """Return the changes after a number, in order, at most so many, as scripts read them."""
    rows = session.execute(_TOLD, {"clause_id": clause_id, "number": number, "most": most})
    return [dict(row) for row in rows.mappings()]


def changes_since(session: Session, clause_id: str, number: int, most: int | None = None) -> list[ClauseChange]:
    """Return the changes after a number, in order, at most so many."""
    query = select(ClauseChange).where(ClauseChange.clause_id == clause_id, ClauseChange.number > number)
    return list(session.scalars(query.order_by(ClauseChange.number).limit(most)))


def as_sent(changes: Iterable[ClauseChange], seat_id: str) -> list[Sent]:
    """Return changes as rules take them, for a seat that sends: it knows its own keys again, and nobody else's."""
    return [Sent(each.key if each.seat_id == seat_id else "", change_from_json(each.change)) for each in changes]


def last_kept_at(session: Session, clause: Clause) -> datetime:
    """Return when the current version of a clause was made."""
    return session.get_one(ClauseVersion, (clause.clause_id, clause.version)).written_at


def last_writer(session: Session, clause: Clause) -> str:
    """Return the seat that changed a clause last, which somebody did."""
    return session.get_one(ClauseChange, (clause.clause_id, clause.live_number)).seat_id


@dataclass(frozen=True)
class Place:
    """Where somebody types: the clause, held; its commission; and what a rule asks before a letter is taken.

    lately: changes of this seat to this clause within the last ten seconds. is_free: nobody reads its words first.
    """

    clause: Clause
    commission: Commission
    locked: bool
    ended: bool
    is_free: bool
    lately: int


def place_to_type(session: Session, commission_id: str, clause_id: str, seat_id: str, now: datetime) -> Place:
    """Return where a seat types, asked for all at once, since it is asked at each letter.

    Raises NoSuchCommission, NoSuchClause and PartWasPutTogether.
    """
    given = {
        "clause_id": clause_id, "commission_id": commission_id, "seat_id": seat_id,
        "paced_from": now - timedelta(seconds=PACE_SECONDS),
    }  # fmt: skip
    found = session.execute(_PLACE, given, execution_options={"populate_existing": True}).one_or_none()
    if found is None:
        commission_by_id(session, commission_id)
        raise NoSuchClause("There is no such clause in this commission.")
    clause, commission, published_at, ended_at, free, sent = found
    check_not_ended(session, clause)
    return Place(clause, commission, published_at is not None, ended_at is not None, free, sent)


def append(
    session: Session, clause: Clause, sent: Sequence[Sent], *, caller: Caller, now: datetime
) -> list[ClauseChange]:
    """Make changes, each of the text that the one before it left, and return them with their numbers.

    Raises ChangeDoesNotFit and ChangeIsBroken.
    """
    text = clause.live_text
    passages: Sequence[Sequence[Any]] = clause.live_passages
    made = []
    if len({each.key for each in sent}) != len(sent):
        raise _known_key()
    for number, each in enumerate(sent, start=clause.live_number + 1):
        text = changed(text, each.change)
        passages = passages_after(passages, each.change, caller.seat)
        made.append(
            ClauseChange(
                clause_id=clause.clause_id, number=number, key=each.key, change=each.change.to_json(),
                seat_id=caller.seat, written_at=now,
            )
        )  # fmt: skip
    if made:
        _insert(session, made)
        clause.live_text, clause.live_number, clause.live_at = text, made[-1].number, now
        clause.live_passages = [[*each] for each in passages]
        session.info["rings"] = True
    return made


def _known_key() -> ChangeDoesNotFit:
    return ChangeDoesNotFit("A change with this key is there already, at another place.")


def _insert(session: Session, made: Sequence[ClauseChange]) -> None:
    # Not through the unit of work, which costs as much as all the rest of a letter that is typed.
    names = [column.key for column in ClauseChange.__table__.columns]
    try:
        rows = [{name: getattr(each, name) for name in names} for each in made]
        session.execute(insert(cast("Table", ClauseChange.__table__)), rows)
    except IntegrityError:
        raise _known_key() from None


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
