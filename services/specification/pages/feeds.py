"""What is new in a part, and who has it open: read once for all the streams of a process.

One thread at each part that somebody has open waits for the bell of this process, looks now and then into the database
for what other processes wrote, and hands each stream what is new.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import BoundedSemaphore, Lock, Thread
from typing import Any
from weakref import WeakValueDictionary

from flask import Response, after_this_request, current_app
from sqlalchemy.exc import SQLAlchemyError

from services.specification.models import ClauseChange
from services.specification.queries.live import MOST_READ, head_of, told_since
from services.specification.queries.presence import Here, note_here, who_is_here
from services.specification.rules.live import HERE_SECONDS
from shared.errors import DomainError
from shared.runtime import Runtime

# What another process wrote is seen within this time.
LOOK_EVERY_SECONDS = 0.3
# Many are told at most so often.
GATHER_SECONDS = 0.018
HERE_EVERY_SECONDS = 3.0
NOTED_EVERY_SECONDS = 5.0
MOST_KEPT = 300
TOLD_AT_ONCE = 10
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
    """A part as it was read last. oldest: the number from which on changes may be read."""

    number: int
    oldest: int
    hidden: bool
    ended: bool
    changes: list[dict[str, Any]]
    here: list[dict[str, Any]]
    _told: dict[int, str] = field(default_factory=dict, compare=False)

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


# Where a stream hears how its part is now.
Listener = SimpleQueue[Newest | None]


class Feed:
    """One part of the text. While somebody listens, one thread reads what is new for all who do."""

    def __init__(self, runtime: Runtime, commission_id: str, clause_id: str) -> None:
        self.runtime, self.commission_id, self.clause_id = runtime, commission_id, clause_id
        self._lock = Lock()
        self._listeners: list[Listener] = []
        self._newest: Newest | None = None
        self._here_at = 0.0

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """Hear how the part is now, and of it anew each time something changed; None where that cannot be read."""
        listener: Listener = SimpleQueue()
        with self._lock:
            self._listeners.append(listener)
            if len(self._listeners) == 1:
                Thread(target=self._tell, name="feed", daemon=True).start()
            elif self._newest is not None:
                listener.put(self._newest)
        try:
            yield listener
        finally:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

    def _tell(self) -> None:
        """Read and tell while somebody listens: at once when this process wrote, else now and then."""
        bell, heard, read_at, told = self.runtime.bell, -1, 0.0, None
        while not self.runtime.stopping.is_set():
            # Many letters within a moment are read and told at once.
            time.sleep(max(0.0, read_at + GATHER_SECONDS - time.monotonic()))
            heard, read_at = bell.times, time.monotonic()
            try:
                now = self._read(told)
            except (DomainError, SQLAlchemyError):
                break
            with self._lock:
                if not self._listeners:
                    self._newest = None
                    return
                self._newest = now
                listeners = list(self._listeners) if now != told else []
            for place, each in enumerate(listeners):
                # All of them awake at once would only stand in each other's way, and in that of whoever opens a page.
                if place % TOLD_AT_ONCE == 0 and place:
                    time.sleep(0.001)
                each.put(now)
            told = now
            bell.wait(heard, LOOK_EVERY_SECONDS)
        with self._lock:
            listeners, self._listeners, self._newest = self._listeners, [], None
        for each in listeners:
            each.put(None)

    def _read(self, known: Newest | None) -> Newest:
        with self.runtime.read_sessions() as session:
            head = head_of(session, self.commission_id, self.clause_id)
            kept, after = (known.changes, known.number) if known else ([], head.number)
            fresh = [] if head.number == after else told_since(session, self.clause_id, after, MOST_READ)
            here = known.here if known else []
            if time.monotonic() - self._here_at >= HERE_EVERY_SECONDS:
                self._here_at = time.monotonic()
                here = as_told(who_is_here(session, self.clause_id, self.runtime.clock(), HERE_SECONDS))
        number = fresh[-1]["number"] if fresh else head.number
        changes = [*kept, *fresh][-MOST_KEPT:] if fresh else kept
        return Newest(number, head.oldest, head.hidden, head.ended, changes, here)


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
