"""What time it is in a story, how to get to a later time, and how long to be patient."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Protocol

from shared.runtime import wall_clock

PATIENCE = timedelta(seconds=30)
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 0.5


class StoryClock(Protocol):
    """The time in which a story is told."""

    @property
    def notice(self) -> timedelta:
        """How far ahead a deadline has to be, so that everybody can act before it."""

    def now(self) -> datetime:
        """Return the time, in UTC."""

    def go_to(self, moment: datetime) -> None:
        """Come back when it is `moment` or later."""

    def let_pass_until(self, moment: datetime) -> None:
        """Let it be `moment` where that takes no waiting; otherwise go on at once."""

    def attempts(self) -> Iterator[None]:
        """Yield as often as it is worth asking again, with a pause for events to arrive in between."""


class WallClock:
    """The machine's own time: waiting is waiting. For a system that runs elsewhere.

    `notice` is how long the tender stays open.
    """

    def __init__(self, notice: timedelta = timedelta(seconds=20), patience: timedelta = PATIENCE) -> None:
        self.notice = notice
        self._patience = patience.total_seconds()

    def now(self) -> datetime:
        """Return the machine's time, in UTC."""
        return wall_clock()

    def go_to(self, moment: datetime) -> None:
        """Sleep until `moment`."""
        while (left := (moment - self.now()).total_seconds()) > 0:
            time.sleep(min(left, 1))

    def let_pass_until(self, moment: datetime) -> None:
        """Go on at once: weeks do not pass by waiting."""

    def attempts(self) -> Iterator[None]:
        """Yield at once, then after growing pauses, until patience ends."""
        ends = time.monotonic() + self._patience
        pause = _FIRST_PAUSE
        yield
        while time.monotonic() < ends:
            time.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)
            yield


class SteppedClock:
    """A time that moves only when the story moves it, so that weeks pass in seconds.

    Give `now` to the system as its clock. `carry` delivers all events that are on their way; `seconds_per_act`
    is how much time each act takes.
    """

    def __init__(self, start: datetime, notice: timedelta = timedelta(days=28), seconds_per_act: float = 20) -> None:
        self.notice = notice
        self.carry: Callable[[], None] = lambda: None
        self._moment = start
        self._tick = timedelta(seconds=seconds_per_act)

    def now(self) -> datetime:
        """Return the story's time, in UTC."""
        return self._moment

    def go_to(self, moment: datetime) -> None:
        """Let it be `moment`; events on their way arrive first."""
        self.carry()
        self._moment = max(self._moment, moment)

    def let_pass_until(self, moment: datetime) -> None:
        """Let it be `moment`."""
        self.go_to(moment)

    def attempts(self) -> Iterator[None]:
        """Yield once, then once more when all events have arrived: asking a third time would change nothing."""
        self._moment += self._tick
        yield
        self.carry()
        yield
