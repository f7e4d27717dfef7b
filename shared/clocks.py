"""Whether this process's clock agrees with the database's, which all processes of a service share.

A deadline is judged by the clock of the process that a request came to. With a clock that is wrong, one process would
let in what another refuses. So such a process decides nothing until its clock is right again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from sqlalchemy import Engine, text

from shared.errors import Fault

Clock = Callable[[], datetime]
# Clocks that are kept right over the network differ by milliseconds (RFC 5905).
MOST_SECONDS = 2.0
_LOOK_EVERY = 5.0


class ClockIsWrong(Fault):
    """The clock of the process differs from the database's by more than two seconds."""


class ClockWatch:
    """Compares the two clocks, every five seconds at most. On SQLite there is but one clock, and nothing to compare."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock
        self._looking = Lock()
        self._looked_at, self._off = -_LOOK_EVERY, 0.0

    def off(self) -> float:
        """Return by how many seconds this process is ahead of the database; negative where it is behind."""
        if self._engine.dialect.name != "postgresql":
            return 0.0
        with self._looking:
            if time.monotonic() - self._looked_at >= _LOOK_EVERY:
                self._off = self._compared()
                self._looked_at = time.monotonic()
            return self._off

    def _compared(self) -> float:
        with self._engine.connect() as connection:
            before = self._clock()
            there: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            after = self._clock()
        # What lies between the two readings here says nothing about the clocks.
        if there < before:
            return (before - there).total_seconds()
        return min(0.0, (after - there).total_seconds())

    def check(self) -> None:
        """Raise ClockIsWrong unless the clocks agree."""
        if abs(self.off()) > MOST_SECONDS:
            raise ClockIsWrong(
                "The clock of this server is wrong, so it decides nothing now. Nothing was changed, and nothing is "
                "lost. Try again: another server may take it. Whoever runs the system has to set the clock right."
            )
