"""What a running service needs: its settings, its database, its clock and how to wake the relay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Condition
from threading import Event as StopSign
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from shared.clocks import Clock, ClockWatch
from shared.database import make_engine, make_sessions
from shared.sealing import KeyRing
from shared.settings import Settings


def wall_clock() -> datetime:
    """Return the machine's time, in UTC: the only place where it is read."""
    return datetime.now(UTC)  # noqa: TID251  (this is the edge at which the clock enters)


class Bell:
    """Tells the threads of this process that something was written; those of other processes look now and then."""

    def __init__(self) -> None:
        self._rung = Condition()
        self._times = 0

    @property
    def times(self) -> int:
        """How often it has rung."""
        return self._times

    def ring(self) -> None:
        """Wake whoever waits."""
        with self._rung:
            self._times += 1
            self._rung.notify_all()

    def wait(self, heard: int, seconds: float) -> int:
        """Wait until it has rung more often than `heard`, or so long; return how often it has rung."""
        with self._rung:
            self._rung.wait_for(lambda: self._times != heard, seconds)
            return self._times


@dataclass(frozen=True)
class Runtime:
    """A service's surroundings. `sessions` write and `read_sessions` only read; `wake` stirs the relay.

    stopping: set when the program begins to stop, so that long answers end. bell: rings after each commit of a session
    with "rings" in its info. keys: what opens and seals in the sessions. clocks: whether the clock is right.
    """

    service: str
    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session]
    read_sessions: sessionmaker[Session]
    clock: Clock
    clocks: ClockWatch
    wake: Callable[[], None]
    stopping: StopSign = field(default_factory=StopSign)
    bell: Bell = field(default_factory=Bell)
    keys: KeyRing = field(default_factory=lambda: KeyRing(None))

    def moment(self) -> datetime:
        """Return the time for an act. Raises ClockIsWrong, where it would not be the time of the other processes."""
        self.clocks.check()
        return self.clock()

    def begin_to_stop(self) -> None:
        """Let long answers end, so that nobody has to wait for them."""
        self.stopping.set()
        self.bell.ring()

    def close(self) -> None:
        """Give the database connections back."""
        self.begin_to_stop()
        self.engine.dispose()
        self.read_sessions.kw["bind"].dispose()


def make_runtime(
    service: str, settings: Settings, *, clock: Clock = wall_clock, wake: Callable[[], None] | None = None
) -> Runtime:
    """Connect a service to its database. `wake` is called after each commit that recorded an event."""
    engine = make_engine(settings.database_for(service))
    keys = KeyRing(Path(settings.bid_keys) if settings.bid_keys else None)
    sessions = make_sessions(engine, service=service, keys=keys)
    stir, bell = wake or (lambda: None), Bell()

    def stir_if_recorded(session: Session) -> None:
        if session.info.pop("recorded", False):
            stir()
        if session.info.pop("rings", False):
            bell.ring()

    def forget(session: Session, *_: Any) -> None:
        session.info.pop("recorded", None)
        session.info.pop("rings", None)

    event.listen(sessions, "after_commit", stir_if_recorded)
    event.listen(sessions, "after_rollback", forget)
    return Runtime(
        service=service,
        settings=settings,
        engine=engine,
        sessions=sessions,
        read_sessions=make_sessions(engine, service=service, reads_only=True, keys=keys),
        clock=clock,
        clocks=ClockWatch(engine, wall_clock),
        wake=stir,
        bell=bell,
        keys=keys,
    )
