"""What is new in a part, and who has it open: read once for all the streams of a process.

Streams wait for the bell of this process. One of them at each part looks into the database more often than the others,
for what other processes wrote, and rings when there is something.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock
from typing import Any
from weakref import WeakValueDictionary

from flask import Response, after_this_request, current_app
from sqlalchemy.exc import SQLAlchemyError

from services.specification.models import ClauseChange
from services.specification.queries.clauses import clause_of
from services.specification.queries.live import MOST_READ, changes_since, oldest_open
from services.specification.queries.presence import Here, note_here, who_is_here
from services.specification.rules.live import HERE_SECONDS
from shared.runtime import Runtime

# What another process wrote is seen within this time.
LOOK_EVERY_SECONDS = 0.3
# So long one waits for more before many are told.
GATHER_SECONDS = 0.012
HERE_EVERY_SECONDS = 3.0
NOTED_EVERY_SECONDS = 5.0
MOST_KEPT = 300
_NAME = "specification_feeds"


def said(changes: Sequence[ClauseChange]) -> list[dict[str, Any]]:
    """Return changes as scripts read them."""
    return [
        {"number": each.number, "key": each.key, "change": each.change, "seat_id": each.seat_id} for each in changes
    ]


def as_told(here: Sequence[Here]) -> list[dict[str, Any]]:
    """Return who is there as scripts read it."""
    return [{"seat_id": each.seat_id, "writes": each.writes} for each in here]


@dataclass
class Newest:
    """A part as it was read last. oldest: the number from which on changes may be read; heard: rings of the bell."""

    heard: int
    number: int
    oldest: int
    hidden: bool
    ended: bool
    changes: list[dict[str, Any]]
    here: list[dict[str, Any]]
    _told: dict[int, str] = field(default_factory=dict)

    def holds(self, after: int) -> bool:
        """Say whether every change after this number is here."""
        return after >= self.number or bool(self.changes and self.changes[0]["number"] <= after + 1)

    def since(self, after: int) -> str:
        """Return the changes after a number as an event of a stream, the same text for whoever is as far."""
        if after not in self._told:
            self._told[after] = as_event([each for each in self.changes if each["number"] > after])
        return self._told[after]


def as_event(changes: list[dict[str, Any]]) -> str:
    """Return changes as an event of a stream; empty where there are none."""
    if not changes:
        return ""
    return f"id: {changes[-1]['number']}\ndata: {json.dumps(changes, separators=(',', ':'))}\n\n"


class Feed:
    """One part of the text. looking: held by the one stream that looks for what other processes wrote."""

    def __init__(self, runtime: Runtime, commission_id: str, clause_id: str) -> None:
        self.runtime, self.commission_id, self.clause_id = runtime, commission_id, clause_id
        self.looking = Lock()
        self._reading = Lock()
        self._newest: Newest | None = None
        self._read_at = self._here_at = 0.0

    def newest(self, heard: int) -> Newest:
        """Return the part as it is now, where the bell has rung so often. Raises NoSuchClause."""
        with self._reading:
            known = self._newest
            if known is not None and known.heard >= heard and time.monotonic() - self._read_at < LOOK_EVERY_SECONDS:
                return known
            if known is not None and known.heard < heard:
                time.sleep(GATHER_SECONDS)
            self._newest = self._read(known)
            self._read_at = time.monotonic()
            return self._newest

    def _read(self, known: Newest | None) -> Newest:
        heard = self.runtime.bell.times
        with self.runtime.read_sessions() as session:
            clause = clause_of(session, self.commission_id, self.clause_id)
            kept = known.changes if known else []
            after = known.number if known else clause.live_number
            fresh = (
                [] if clause.live_number == after else said(changes_since(session, self.clause_id, after, MOST_READ))
            )
            here = known.here if known else []
            if time.monotonic() - self._here_at >= HERE_EVERY_SECONDS:
                self._here_at = time.monotonic()
                here = as_told(who_is_here(session, self.clause_id, self.runtime.clock(), HERE_SECONDS))
            number = fresh[-1]["number"] if fresh else clause.live_number
            oldest = oldest_open(session, self.clause_id)
        changes = [*kept, *fresh][-MOST_KEPT:]
        if known is not None and (fresh or here != known.here) and heard == known.heard:
            self.runtime.bell.ring()
        return Newest(heard, number, oldest, clause.hidden_at is not None, clause.ended_at is not None, changes, here)


class Feeds:
    """All that the streams of this process share. free: how many more of them there may be."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.free = BoundedSemaphore(most_streams(runtime.settings.web_threads))
        self._feeds: WeakValueDictionary[str, Feed] = WeakValueDictionary()
        self._lock = Lock()
        self._seen: set[tuple[str, str]] = set()
        self._noted_at = -NOTED_EVERY_SECONDS

    def feed(self, commission_id: str, clause_id: str) -> Feed:
        """Return the feed of a part, the same for all its streams."""
        with self._lock:
            found = self._feeds.get(clause_id)
            if found is None or found.commission_id != commission_id:
                found = self._feeds[clause_id] = Feed(self.runtime, commission_id, clause_id)
            return found

    def note(self, clause_id: str, seat_id: str | None) -> None:
        """Note that a seat has a part open. What was noted is written down about every five seconds, all at once."""
        with self._lock:
            if seat_id is not None:
                self._seen.add((clause_id, seat_id))
            if time.monotonic() - self._noted_at < NOTED_EVERY_SECONDS or not self._seen:
                return
            self._noted_at, seen, self._seen = time.monotonic(), self._seen, set()
        # Nobody's words wait for this: where the database does not answer, it is noted the next time.
        with suppress(SQLAlchemyError), self.runtime.sessions.begin() as session:
            note_here(session, seen, self.runtime.clock())


def most_streams(threads: int) -> int:
    """Return how many of a process's threads may hold streams of this kind: the rest is for everything else."""
    return max(threads // 2, threads - 40)


def note_afterwards(clause_id: str, seat_id: str | None) -> None:
    """Note that a seat has a part open, when this request has given its connection to the database back."""
    shared = feeds()

    @after_this_request
    def note(answer: Response) -> Response:
        shared.note(clause_id, seat_id)
        return answer


def share_feeds(runtime: Runtime) -> dict[str, Any]:
    """Return what an application keeps for `feeds`."""
    return {_NAME: Feeds(runtime)}


def feeds() -> Feeds:
    """Return what the streams of this application share."""
    found: Feeds = current_app.extensions[_NAME]
    return found
