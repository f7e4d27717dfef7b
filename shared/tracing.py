"""The trace context of W3C (Trace Context, level 1), carried from request to event to handler.

Only the `traceparent` is carried: 00-<32 hex trace id>-<16 hex parent id>-<2 hex flags>.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("traceparent", default="")
_FORM = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")


def current_traceparent() -> str:
    """Return the traceparent of what is going on in this thread, or an empty text."""
    return _current.get()


def current_trace_id() -> str:
    """Return the trace id (32 hex digits) of what is going on in this thread, or an empty text."""
    return _current.get()[3:35]


@contextmanager
def continue_trace(traceparent: str) -> Iterator[str]:
    """Go on under the trace of a caller, as a new step in it; begin a new trace where there is none.

    A traceparent that breaks the standard's form is taken as none.
    """
    found = _FORM.fullmatch(traceparent)
    trace_id, flags = (found[1], found[2]) if found else (secrets.token_hex(16), "01")
    token = _current.set(f"00-{trace_id}-{secrets.token_hex(8)}-{flags}")
    try:
        yield _current.get()
    finally:
        _current.reset(token)
