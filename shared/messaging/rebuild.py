"""Dropping a service's local copies and making them anew from the log.

Runs in one transaction that holds the inbox, so a consumer at work waits: what is replayed is just what had
been taken. Reactions are not replayed; they have had their effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import MetaData, delete, select, text

from shared.messaging.envelope import Message
from shared.messaging.handlers import Handlers
from shared.messaging.relay import message_of
from shared.messaging.tables import TABLES
from shared.runtime import Runtime


def local_copies(metadata: MetaData) -> list[str]:
    """Name the tables that hold copies of what other services published, children first."""
    return [table.name for table in reversed(metadata.sorted_tables) if table.info.get("local_copy")]


def rebuild(
    runtime: Runtime, metadata: MetaData, handlers: Handlers, log: Iterable[Message], progress: Callable[[int], None]
) -> int:
    """Replay the log into empty local copies and return how many events were taken. All or nothing.

    progress is told how many events have been replayed, every thousand.
    """
    kept, inbox = TABLES.set_aside, TABLES.inbox
    with runtime.sessions.begin() as session:
        if runtime.engine.dialect.name == "postgresql":
            session.execute(text("LOCK TABLE inbox IN EXCLUSIVE MODE"))
        taken = set(session.scalars(select(inbox.c.event_id)))
        not_taken = kept.c.resolved_at.is_(None) | (kept.c.resolution == "skipped")
        taken -= set(session.scalars(select(kept.c.event_id).where(not_taken)))
        for name in local_copies(metadata):
            session.execute(delete(metadata.tables[name]))
        replayed = 0
        for message in log:
            if message.id not in taken:
                continue
            taken.discard(message.id)
            handlers.handle(session, message, runtime.clock(), copies_only=True)
            replayed += 1
            if replayed % 1000 == 0:
                progress(replayed)
        return replayed


def log_in_process(runtimes: Iterable[Runtime]) -> Iterator[Message]:
    """Read the log of in-process delivery: the outboxes of all services, in the one order they were carried."""
    outbox = TABLES.outbox
    rows = []
    for runtime in runtimes:
        with runtime.read_sessions() as session:
            carried = select(outbox).where(outbox.c.published_at.is_not(None))
            rows += [(row.log_position, message_of(row, runtime.service)) for row in session.execute(carried)]
    for _, message in sorted(rows, key=lambda pair: pair[0]):
        yield message
