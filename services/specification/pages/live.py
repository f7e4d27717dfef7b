"""What is typed in a part, as it is typed: server-sent events (HTML Living Standard, 9.2), or asked for now and then.

A stream holds a thread. So there are few in a process, each ends after a minute, and whoever finds none free asks every
other second: the same address gives the changes as JSON.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from threading import BoundedSemaphore
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from services.specification.models import ClauseChange
from services.specification.pages.group import CLAUSE, INSIDE, pages, whole_number
from services.specification.queries.live import live_changes
from shared.access import Caller, seats
from shared.errors import DomainError
from shared.runtime import Runtime
from shared.web.live import HEARTBEAT_SECONDS, KIND, LONGEST_SECONDS
from shared.web.routing import Read

# Half of the threads that serve a process.
MOST_STREAMS = 12
# What another process wrote is seen within this time.
LOOK_EVERY_SECONDS = 0.3
_free = BoundedSemaphore(MOST_STREAMS)


@pages.signal(f"{CLAUSE}/live", who=seats(*INSIDE))
def live(read: Read, commission_id: str, clause_id: str) -> Response:
    """What was changed after the number `after`: as a stream where one is asked for, else once.

    Raises NoSuchClause, TextIsHidden, NumberIsUnknown and WordsWereTakenAway.
    """
    # A browser that comes back after a lost connection says how far it got.
    after = whole_number(request.headers.get("Last-Event-ID") or request.args.get("after"))
    first = live_changes(read.session, commission_id, clause_id, after, read.caller)
    if request.method != "GET" or KIND not in request.headers.get("Accept", ""):
        return jsonify({"changes": said(first)})
    if not _free.acquire(blocking=False):
        return Response(status=204)
    headers = {"X-Accel-Buffering": "no"}  # a proxy that keeps it back would keep back the words
    told = stream(read.runtime, commission_id, clause_id, after, read.caller)
    answer = Response(told, content_type=KIND, headers=headers)
    # Also when the browser leaves before the first line was sent.
    answer.call_on_close(_free.release)
    return answer


def said(changes: Sequence[ClauseChange]) -> list[dict[str, Any]]:
    """Return changes as scripts read them."""
    return [
        {"number": each.number, "key": each.key, "change": each.change, "seat_id": each.seat_id} for each in changes
    ]


def stream(runtime: Runtime, commission_id: str, clause_id: str, after: int, caller: Caller) -> Iterator[str]:
    """Yield changes as they are made, and a sign of life about every five seconds.

    Ends after a minute, when the program stops, and when there is nothing to read here any more; a browser then comes
    again, and hears why.
    """
    began = spoke = time.monotonic()
    heard = -1
    yield "retry: 1000\n\n"
    while time.monotonic() - began < LONGEST_SECONDS and not runtime.stopping.is_set():
        heard = runtime.bell.wait(heard, LOOK_EVERY_SECONDS)
        try:
            with runtime.read_sessions() as session:
                found = said(live_changes(session, commission_id, clause_id, after, caller))
        except (DomainError, SQLAlchemyError):
            return
        if found:
            after, spoke = found[-1]["number"], time.monotonic()
            yield f"id: {after}\ndata: {json.dumps(found, separators=(',', ':'))}\n\n"
        elif time.monotonic() - spoke >= HEARTBEAT_SECONDS:
            spoke = time.monotonic()
            yield ": here\n\n"
