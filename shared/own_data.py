"""What a service holds about one person: every row about them or written by them, of whatever table there is.

Tables are found by their columns, so that a new one joins by itself.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import MetaData, String, Table, or_, select
from sqlalchemy.orm import Session

from shared.canonical import plain

# A row is about somebody, or written by them, where one of these columns holds their id or the id of a seat of theirs.
# Who decided about another (recused_by, agreed_by ...) is left out: such a row is about the other.
MINE = ("holder_id", "seat_id", "actor", "drafted_by", "started_by")
# What is never told: secrets, and what would tell of others.
_NEVER = {
    "passphrase_hash": "a secret", "renewal_hash": "a secret", "code_hash": "a secret", "salt": "a secret",
    "data": "what others may not read yet can stand in it", "position": "gaps would count what is sealed",
    "passages": "tells of others", "live_passages": "tells of others",
    "hash": "tells of the entries before it", "previous_hash": "tells of the entries before it",
}  # fmt: skip
# Delivery: the same acts on their way; each service that acts on them keeps its own. A safeguarding lead's looks are
# in the log of the worries alone.
SKIPPED_TABLES = frozenset({"outbox", "inbox", "set_aside", "remembered_answers", "consumer_state", "worry_entries"})


def held_about(session: Session, metadata: MetaData, holder_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows about a person, by table."""
    ids = {holder_id, *_seats(session, metadata, holder_id)}
    found = {}
    for table in metadata.sorted_tables:
        columns = [table.c[name] for name in MINE if name in table.c and isinstance(table.c[name].type, String)]
        if not columns or table.name in SKIPPED_TABLES:
            continue
        rows = session.execute(select(table).where(or_(*(column.in_(ids) for column in columns))))
        told = [_told(table, row) for row in rows]
        if told:
            found[table.name] = told
    return found


def _seats(session: Session, metadata: MetaData, holder_id: str) -> set[str]:
    table = metadata.tables.get("known_seats", metadata.tables.get("seats"))
    if table is None:
        return set()
    return set(session.scalars(select(table.c.seat_id).where(table.c.holder_id == holder_id)))


def _told(table: Table, row: Any) -> dict[str, Any]:
    values = zip((column.name for column in table.columns), row, strict=True)
    return {
        name: plain(value)
        for name, value in values
        if name not in _NEVER and not name.startswith("locked_") and not name.endswith("secret")
    }
