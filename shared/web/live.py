"""Telling an open page that there is something new: server-sent events (HTML Living Standard, 9.2), and only a number.

A stream says how many things a page could show; when that is another number than the page was made with, there is
something new. Nothing else is said, and the number counts only what the reader may see: a sealed bid stirs nothing.

A stream holds a thread. So there are few in a process, each ends after a minute, and whoever finds none free asks now
and then instead: the same address gives the number as JSON.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import BoundedSemaphore

from flask import Response, jsonify, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from shared.runtime import Runtime
from shared.web.routing import Read

# A few of the threads that serve a process.
MOST_STREAMS = 6
LONGEST_SECONDS = 60.0
LOOK_EVERY_SECONDS = 2.5
HEARTBEAT_SECONDS = 5.0
KIND = "text/event-stream"
_free = BoundedSemaphore(MOST_STREAMS)


def news(read: Read, number: Callable[[Session], int]) -> Response:
    """Answer with the number, as a stream where one is asked for, else once.

    Where every stream is taken the answer is 204 (No Content): browsers then ask no more for one.
    """
    first = number(read.session)
    if request.method != "GET" or KIND not in request.headers.get("Accept", ""):
        return jsonify({"number": first})
    if not _free.acquire(blocking=False):
        return Response(status=204)
    headers = {"X-Accel-Buffering": "no"}  # a proxy that keeps it back would keep back the news
    answer = Response(stream(read.runtime, number, first), content_type=KIND, headers=headers)
    # Also when the browser leaves before the first line was sent.
    answer.call_on_close(_free.release)
    return answer


def stream(runtime: Runtime, number: Callable[[Session], int], first: int) -> Iterator[str]:
    """Yield the number at once and whenever it changes, and a sign of life about every five seconds.

    Ends after a minute, when the program stops, and when the database does not answer; a browser then comes again.
    """
    began = said = time.monotonic()
    last = first
    yield f"retry: 5000\ndata: {last}\n\n"
    while time.monotonic() - began < LONGEST_SECONDS and not runtime.stopping.wait(LOOK_EVERY_SECONDS):
        try:
            with runtime.read_sessions() as session:
                now = number(session)
        except SQLAlchemyError:
            return
        if now != last:
            last, said = now, time.monotonic()
            yield f"data: {last}\n\n"
        elif time.monotonic() - said >= HEARTBEAT_SECONDS - LOOK_EVERY_SECONDS / 2:
            said = time.monotonic()
            yield ": here\n\n"
