"""Whether the chain of a commission is whole: worked out anew, or as it was found the last time.

To work out a chain takes time that grows with it. So the worker does it for every chain about once an hour and notes
what it found; a page says when that was, checks only what came after it, and leads to where all is worked out at once.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.decision_trail.models import Check, Entry, Head
from services.decision_trail.queries.trail import content_of, facts
from services.decision_trail.rules.chain import GENESIS, first_broken
from services.decision_trail.rules.withholding import WITHHELD_POSITION

_AT_ONCE = 500


@dataclass(frozen=True)
class Checked:
    """What a check found, and when all of the chain was worked out. `head`: (length, hash) as the chain has it.

    broken: the first wrong position, or None. just_now: whether all of it was worked out for whoever asks.
    """

    head: tuple[int, str]
    broken: int | None
    at: datetime
    just_now: bool

    @property
    def whole(self) -> bool:
        """Whether every seal fits."""
        return self.broken is None


def worked_out(session: Session, chain: str, now: datetime) -> Checked:
    """Work out every hash of a chain anew. It also has to go through the head that was noted before."""
    noted = session.get(Check, chain)
    head, broken = _compared(session, chain, noted=(noted.length, noted.hash) if noted else (0, GENESIS))
    return Checked(head, broken, now, just_now=True)


def last_checked(session: Session, chain: str, now: datetime) -> Checked:
    """Return what the last check found, and check what came after it; all of it where there was none yet."""
    noted = session.get(Check, chain)
    if noted is None:
        return worked_out(session, chain, now)
    head, broken = (noted.length, noted.hash), noted.first_broken
    if broken is None:
        head, broken = _compared(session, chain, after=head)
    return Checked(head, broken, noted.checked_at, just_now=False)


def verification(session: Session, commission_id: str, now: datetime) -> dict[str, Any]:
    """Work out the chain anew and say whether it is whole, and if not, where it first breaks."""
    found = worked_out(session, commission_id, now)
    sealed = facts(session, commission_id).sealed
    return {
        "whole": found.whole,
        "first_broken_position": None if sealed else found.broken,
        "withheld": WITHHELD_POSITION if sealed else "",
    }


def chains_to_check(session: Session, before: datetime) -> list[str]:
    """Return the chains that were not worked out since a moment, those that wait longest first.

    One of which somebody took away every trace is still among them, since its last check is noted.
    """
    since = {row.chain: row.checked_at for row in session.execute(select(Check.chain, Check.checked_at))}
    known = {*since, *session.scalars(select(Head.chain)), *session.scalars(select(Entry.chain).distinct())}
    due = [chain for chain in known if chain not in since or since[chain] <= before]
    return sorted(due, key=lambda chain: (since[chain].isoformat() if chain in since else "", chain))


def _compared(
    session: Session, chain: str, *, after: tuple[int, str] = (0, GENESIS), noted: tuple[int, str] = (0, GENESIS)
) -> tuple[tuple[int, str], int | None]:
    """Return the head of a chain, and the first wrong position behind `after`."""
    rows = _rows(session, chain, after[0])
    first = next(rows, None)
    if first is None:
        # No head: then nothing may be there.
        there = session.scalar(select(Entry.position).where(Entry.chain == chain).limit(1)) is not None
        return (0, GENESIS), 1 if there or noted[0] or after[0] else None
    head = (first.head_length, first.head_hash)
    behind = ((content_of(row), row.hash) for row in itertools.chain([first], rows) if row.position is not None)
    return head, first_broken(behind, head, rfc8785.dumps, after=after, noted=noted)


def _rows(session: Session, chain: str, after: int) -> Iterator[Any]:
    """Yield the head with each entry behind a position, or with nothing.

    One statement, so that head and entries are of one moment; and they are not all in memory at once.
    """
    query = (
        select(Head.length.label("head_length"), Head.hash.label("head_hash"), *Entry.__table__.columns)
        .outerjoin_from(Head, Entry, (Entry.chain == Head.chain) & (Entry.position > after))
        .where(Head.chain == chain)
        .order_by(Entry.position)
    )
    yield from session.execute(query.execution_options(yield_per=_AT_ONCE))
