"""What is typed in a part, as it is typed: server-sent events (HTML Living Standard, 9.2), or asked for now and then.

A stream holds a thread. So a process has only so many, each ends after a minute, and whoever finds none free asks every
other second: the same address gives the changes as JSON. Both tell who has the part open.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from queue import Empty

from flask import Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from services.specification.pages.feeds import (
    Feed,
    Feeds,
    Listener,
    Newest,
    as_event,
    as_told,
    feeds,
    note_afterwards,
    said,
)
from services.specification.pages.group import CLAUSE, INSIDE, pages, whole_number
from services.specification.queries.clauses import may_see_hidden
from services.specification.queries.live import live_changes
from services.specification.queries.presence import who_is_here
from services.specification.rules.live import HERE_SECONDS, check_number
from services.specification.rules.texts import check_shown
from shared.access import Caller, seats
from shared.errors import DomainError
from shared.web.live import HEARTBEAT_SECONDS, KIND, LONGEST_SECONDS
from shared.web.routing import Read


@pages.signal(f"{CLAUSE}/live", who=seats(*INSIDE))
def live(read: Read, commission_id: str, clause_id: str) -> Response:
    """What was changed after the number `after`, and who is there: as a stream where one is asked for, else once.

    Raises NoSuchClause, TextIsHidden, NumberIsUnknown and WordsWereTakenAway.
    """
    # A browser that comes back after a lost connection says how far it got.
    after = whole_number(request.headers.get("Last-Event-ID") or request.args.get("after"))
    first = live_changes(read.session, commission_id, clause_id, after, read.caller)
    if request.method != "GET" or KIND not in request.headers.get("Accept", ""):
        note_afterwards(clause_id, read.caller.seat_id)
        # Not from the feed: whoever waits for it holds no connection to the database, or it could not be read.
        found = who_is_here(read.session, clause_id, read.now, HERE_SECONDS)
        return jsonify({"changes": said(first), "here": as_told(found)})
    shared = feeds()
    if not shared.free.acquire(blocking=False):
        return Response(status=204)
    headers = {"X-Accel-Buffering": "no"}  # a proxy that keeps it back would keep back the words
    told = stream(shared, shared.feed(commission_id, clause_id), after, read.caller)
    answer = Response(told, content_type=KIND, headers=headers)
    # Also when the browser leaves before the first line was sent.
    answer.call_on_close(shared.free.release)
    return answer


def stream(shared: Feeds, feed: Feed, after: int, caller: Caller) -> Iterator[str]:
    """Yield changes as they are made, who is there as it changes, and a sign of life about every five seconds.

    Ends after a minute, when the program stops, and when there is nothing to read here any more; a browser then comes
    again, and hears why.
    """
    stopping = shared.runtime.stopping
    began = spoke = time.monotonic()
    noted, here = began, None
    yield "retry: 1000\n\n"
    shared.note(feed.clause_id, caller.seat_id)
    with feed.listening() as listener:
        while time.monotonic() - began < LONGEST_SECONDS and not stopping.is_set():
            words = ""
            with suppress(Empty):
                now = _last(listener, HEARTBEAT_SECONDS / 2)
                if now is None:
                    return
                try:
                    after, words = _news(feed, now, after, caller)
                except (DomainError, SQLAlchemyError):
                    return
                if now.here != here:
                    here = now.here
                    words += f"event: here\ndata: {json.dumps(here, separators=(',', ':'))}\n\n"
            if time.monotonic() - noted >= HEARTBEAT_SECONDS / 2:
                noted = time.monotonic()
                shared.note(feed.clause_id, caller.seat_id)
            if words or time.monotonic() - spoke >= HEARTBEAT_SECONDS / 2:
                spoke = time.monotonic()
                yield words or ": here\n\n"


def _last(listener: Listener, seconds: float) -> Newest | None:
    """Return the newest of what was handed over, and wait so long for one. Raises Empty."""
    now = listener.get(timeout=seconds)
    while not listener.empty():
        now = listener.get()
    return now


def _news(feed: Feed, now: Newest, after: int, caller: Caller) -> tuple[int, str]:
    """Return how far a reader is now, and what they are told. Raises what a request for it would."""
    check_shown(hidden=now.ended or (now.hidden and not may_see_hidden(caller)))
    check_number(after, newest=max(now.number, after), oldest=now.oldest)
    if now.holds(after):
        return max(now.number, after), now.since(after)
    with feed.runtime.read_sessions() as session:
        found = said(live_changes(session, feed.commission_id, feed.clause_id, after, caller))
    return (found[-1]["number"] if found else after), as_event(found)
