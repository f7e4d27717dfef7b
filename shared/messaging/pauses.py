"""How long to wait before trying again what failed."""

from __future__ import annotations

import logging
from threading import Event as StopSign

_log = logging.getLogger(__name__)


class Pauses:
    """Growing pauses: 0.1 s, doubled up to 5 s; over at once when the stop sign is set."""

    FIRST = 0.1
    LONGEST = 5.0

    def __init__(self, stop: StopSign) -> None:
        self._stop = stop
        self._next = self.FIRST

    def wait(self, what: str, error: Exception) -> None:
        """Say what failed, by the kind of error only, and wait. The text of an error may hold content."""
        _log.warning("%s failed (%s); trying again in %.1f s", what, type(error).__name__, self._next)
        self._stop.wait(self._next)
        self._next = min(self._next * 2, self.LONGEST)

    def over(self) -> None:
        """All is well again: the next pause is the shortest."""
        self._next = self.FIRST
