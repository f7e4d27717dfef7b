"""Waking the relay soon after a commit, across processes, by PostgreSQL's NOTIFY.

Not inside the act's transaction: that halves the speed of writers. A thread notifies in a transaction of its
own, at most every few milliseconds; whoever misses it polls.
"""

from __future__ import annotations

from threading import Event as StopSign
from threading import Lock, Thread

import psycopg

CHANNEL = "outbox"
THROTTLE_SECONDS = 0.002
_OPTIONS = "-c synchronous_commit=off"  # a word to the relay need not wait for the disk


class Notifier:
    """Tells the relay of one service's database that there is something to send."""

    def __init__(self, database_url: str) -> None:
        self._address = database_url.replace("postgresql+psycopg://", "postgresql://")
        self._awake = StopSign()
        self._stop = StopSign()
        self._lock = Lock()
        self._thread: Thread | None = None

    def wake(self) -> None:
        """Ask for a notification soon. Returns at once. The thread starts with the first call, after any fork."""
        self._awake.set()
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = Thread(target=self._run, name="notifier", daemon=True)
                    self._thread.start()

    def stop(self) -> None:
        """Stop notifying."""
        self._stop.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True, connect_timeout=5, options=_OPTIONS) as connection:
                    while not self._stop.is_set():
                        self._awake.wait()
                        self._awake.clear()
                        connection.execute(f"NOTIFY {CHANNEL}")
                        self._stop.wait(THROTTLE_SECONDS)
            except psycopg.Error:
                # The relay polls meanwhile, so nothing waits longer than its poll.
                self._stop.wait(1.0)
