"""Counting after a fault: every event once in the log, once in every reader, and the same end as without it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import create_engine, text

from deploy.demo.result import StoryResult
from deploy.services import NAMES, service
from tests.stories.telling import bare_text, entries, types_by_service
from tests.system import DistributedSystem, EmbeddedSystem

Running = DistributedSystem | EmbeddedSystem
_QUIET_SECONDS = 120


@dataclass(frozen=True)
class Count:
    """What the databases hold: recorded events, trail entries, and how often anybody was told anything."""

    recorded: int
    kept: int
    told: Counter[str]


def rows(system: Running, name: str, statement: str) -> list[Any]:
    """Read from one service's database."""
    engine = create_engine(system.database_url(name))
    try:
        with engine.connect() as connection:
            return list(connection.execute(text(statement)))
    finally:
        engine.dispose()


def wait_until_quiet(system: Running) -> None:
    """Wait until every event is in the log and in every reader's inbox."""
    until = time.monotonic() + _QUIET_SECONDS
    while missing := _not_yet(system):
        assert time.monotonic() < until, f"never arrived: {missing[:5]}"
        time.sleep(0.5)


def _not_yet(system: Running) -> list[str]:
    recorded = {name: rows(system, name, "SELECT event_id, type, published_at FROM outbox") for name in NAMES}
    missing = [f"{row.type} is still in the outbox of {n}" for n, found in recorded.items() for row in found
               if row.published_at is None]  # fmt: skip
    for reader in NAMES:
        taken = {row.event_id for row in rows(system, reader, "SELECT event_id FROM inbox")}
        handlers = service(reader).handlers
        missing += [
            f"{row.type} of {name} is not in the inbox of {reader}"
            for name, found in recorded.items()
            for row in found
            if handlers.knows(row.type) and row.event_id not in taken
        ]
    return missing


def count(system: Running) -> Count:
    """Count events and effects. Fails where one is missing, or there twice, or set aside."""
    wait_until_quiet(system)
    recorded = [row.event_id for name in NAMES for row in rows(system, name, "SELECT event_id FROM outbox")]
    kept = rows(system, "decision_trail", "SELECT event_id, chain, position FROM entries")
    assert Counter(row.event_id for row in kept) == Counter(recorded), "the trail and what was recorded differ"
    for chain in {row.chain for row in kept}:
        positions = sorted(row.position for row in kept if row.chain == chain)
        assert positions == list(range(1, len(positions) + 1)), f"the chain {chain} has a gap or a double"
    for name in NAMES:
        assert rows(system, name, "SELECT why FROM set_aside WHERE resolved_at IS NULL") == [], name
    told = rows(system, "notifications", "SELECT event_id, notice, seat_id FROM messages")
    assert len(told) == len(set(map(tuple, told))), "somebody was told the same thing twice"
    return Count(len(recorded), len(kept), Counter(row.notice for row in told))


def assert_same_end(after: StoryResult, counted: Count, reference: StoryResult, reference_count: Count) -> None:
    """The fault left no trace: the same ranking, choice and trail, and everybody was told as often."""
    assert [(each.place, each.organisation, each.total) for each in after.ranking] == [
        (each.place, each.organisation, each.total) for each in reference.ranking
    ]
    assert (after.chosen, after.votes_for) == (reference.chosen, reference.votes_for)
    assert types_by_service(after) == types_by_service(reference)
    assert Counter(map(bare_text, entries(after))) == Counter(map(bare_text, entries(reference)))
    assert counted.told == reference_count.told
