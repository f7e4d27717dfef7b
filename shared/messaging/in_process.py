"""Delivery inside one process: hands outbox rows to handlers, and that is all it does.

One thread goes round the outboxes. A batch of one service goes to every service before the next batch is
taken, so an effect, recorded while its cause is being handed on, never overtakes it. Each row gets a place in
one order over all services before it is handed on; rows that have a place and are not marked go first after a
crash. The inboxes see to it that nothing is taken twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event as StopSign
from threading import Thread
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.engine import Row

from shared.messaging.handlers import Handlers
from shared.messaging.intake import Intake
from shared.messaging.pauses import Pauses
from shared.messaging.relay import BATCH, mark_sent, message_of, unsent
from shared.messaging.tables import TABLES
from shared.runtime import Runtime

_OUTBOX = TABLES.outbox
POLL_SECONDS = 1.0


@dataclass(frozen=True)
class Member:
    """A service that takes part in delivery."""

    runtime: Runtime
    handlers: Handlers


class InProcessBroker:
    """Carries events between the services of this process."""

    def __init__(self, members: Sequence[Member], awake: StopSign, poll_seconds: float = POLL_SECONDS) -> None:
        self._members = members
        self._intakes = [Intake(m.runtime, m.handlers) for m in members]
        self._poll_seconds = poll_seconds
        self._awake = awake
        self._stop = StopSign()
        self._thread: Thread | None = None
        self._last_place: int | None = None

    def start(self) -> None:
        """Begin to carry events, in a thread of its own."""
        self._thread = Thread(target=self._run, name="delivery")
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch at hand and stop."""
        self._stop.set()
        self._awake.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        pauses = Pauses(self._stop)
        while not self._stop.is_set():
            self._awake.clear()
            try:
                while self.carry_round() and not self._stop.is_set():
                    pass
                pauses.over()
            except Exception as error:  # noqa: BLE001  (whatever it is: wait, then the same rows again)
                pauses.wait("delivery", error)
                self._awake.set()
            self._awake.wait(self._poll_seconds)

    def carry_round(self) -> int:
        """Carry one batch of each outbox and return how many events that were.

        Raises what a database raises when it is down; what was marked stays marked.
        """
        if self._last_place is None:
            self._finish_what_was_begun()
        return sum(self._carry(member) for member in self._members)

    def _finish_what_was_begun(self) -> None:
        places = [0]
        for member in self._members:
            with member.runtime.read_sessions() as session:
                places.append(session.scalar(select(func.max(_OUTBOX.c.log_position))) or 0)
        for member in self._members:
            query = select(_OUTBOX).where(_OUTBOX.c.log_position.is_not(None), _OUTBOX.c.published_at.is_(None))
            with member.runtime.read_sessions() as session:
                rows = session.execute(query.order_by(_OUTBOX.c.log_position)).all()
            self._hand_on(member, rows)
        self._last_place = max(places)

    def _carry(self, member: Member) -> int:
        with member.runtime.read_sessions() as session:
            if not unsent(session.connection(), 1):
                return 0
        with member.runtime.engine.begin() as connection:
            rows = unsent(connection, BATCH)
            self._give_places(connection, rows)
        self._hand_on(member, rows)
        return len(rows)

    def _give_places(self, connection: Connection, rows: Sequence[Row[Any]]) -> None:
        first = (self._last_place or 0) + 1
        places = [{"row": row.position, "place": first + index} for index, row in enumerate(rows)]
        connection.execute(
            update(_OUTBOX).where(_OUTBOX.c.position == bindparam("row")).values(log_position=bindparam("place")),
            places,
        )
        self._last_place = first + len(rows) - 1

    def _hand_on(self, member: Member, rows: Sequence[Row[Any]]) -> None:
        if not rows:
            return
        messages = [message_of(row, member.runtime.service) for row in rows]
        for intake in self._intakes:
            intake.take(messages)
        with member.runtime.engine.begin() as connection:
            mark_sent(connection, [row.position for row in rows], member.runtime.clock())
