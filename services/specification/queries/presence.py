"""Who has a part open, and who of them writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.specification.models import ClauseChange, SeatHere
from services.specification.rules.live import GONE_AFTER_SECONDS, WRITES_SECONDS


@dataclass(frozen=True)
class Here:
    """A seat that has a part open. writes: it changed something there within the last seconds."""

    seat_id: str
    writes: bool


def note_here(session: Session, seen: Iterable[tuple[str, str]], now: datetime) -> None:
    """Note that seats have parts open, as (clause, seat). The session writes."""
    # In one order, so that two processes never wait for each other.
    rows = [{"clause_id": clause, "seat_id": seat, "seen_at": now} for clause, seat in sorted(set(seen))]
    if not rows:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    held = insert(SeatHere).values(rows)
    session.execute(
        held.on_conflict_do_update(index_elements=["clause_id", "seat_id"], set_={"seen_at": held.excluded.seen_at})
    )


def forget_gone(session: Session, now: datetime) -> None:
    """Forget who has had nothing open for a minute."""
    session.execute(delete(SeatHere).where(SeatHere.seen_at <= now - timedelta(seconds=GONE_AFTER_SECONDS)))


def who_is_here(session: Session, clause_id: str, now: datetime, within: float) -> list[Here]:
    """Return who had a part open within so many seconds, in an order that stays."""
    since = now - timedelta(seconds=WRITES_SECONDS)
    writing = select(ClauseChange.seat_id).where(ClauseChange.clause_id == clause_id, ClauseChange.written_at > since)
    here = select(SeatHere.seat_id).where(
        SeatHere.clause_id == clause_id, SeatHere.seen_at > now - timedelta(seconds=within)
    )
    writers = set(session.scalars(writing.distinct()))
    return [Here(seat_id, seat_id in writers) for seat_id in sorted({*session.scalars(here), *writers})]
