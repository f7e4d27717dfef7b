"""The worker of one service on the distributed engine: a relay half and a consumer half.

Both stop in good order on SIGTERM: the batch at hand is finished, offsets are committed, the group is left.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from threading import Event as StopSign
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import text

from shared.messaging.handlers import Handlers
from shared.messaging.intake import Intake
from shared.messaging.kafka import KafkaReader, KafkaSender, LogIsOutOfReach
from shared.messaging.pauses import Pauses
from shared.messaging.relay import BATCH, message_of
from shared.messaging.wake import CHANNEL
from shared.runtime import Runtime

_log = logging.getLogger(__name__)
POLL_SECONDS = 0.5
# How often the group is told what is done, and the web processes how far behind we are. Telling the group after each
# batch made events wait for it; after a bad end, the last seconds' events come again and the inbox knows them.
STATE_EVERY_SECONDS = 5.0
_RELAY_LOCK = 0x636F7072  # one relay at a time per database
# A mark need not wait for the disk: one that a power cut loses is made again, and the readers know the event by its id.
RELAY_OPTIONS = "-c synchronous_commit=off -c timezone=UTC"
_UNSENT = "SELECT * FROM outbox WHERE published_at IS NULL ORDER BY position LIMIT %s"
_MARK = "UPDATE outbox SET published_at = %s WHERE position = ANY(%s)"

Turn = psycopg.Connection[Any]


def run_relay(runtime: Runtime, stop: StopSign) -> None:
    """Send the outbox to the log until the stop sign is set; waits its turn where another relay is at work."""
    address = runtime.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    pauses = Pauses(stop)
    while not stop.is_set():
        try:
            with psycopg.connect(
                address, autocommit=True, connect_timeout=5, options=RELAY_OPTIONS, row_factory=namedtuple_row
            ) as turn:
                _relay_with(runtime, turn, stop, pauses)
        except Exception as error:  # noqa: BLE001  (database or broker down: wait, then the same rows again)
            pauses.wait(f"the relay of {runtime.service}", error)


def _relay_with(runtime: Runtime, turn: Turn, stop: StopSign, pauses: Pauses) -> None:
    turn.execute(f"LISTEN {CHANNEL}")
    while not stop.is_set():
        held = turn.execute("SELECT pg_try_advisory_lock(%s) AS taken", (_RELAY_LOCK,)).fetchone()
        if held and held.taken:
            break
        stop.wait(POLL_SECONDS)
    sender = KafkaSender(runtime.settings)
    try:
        while not stop.is_set():
            while relay_once(runtime, turn, sender) and not stop.is_set():
                pass
            pauses.over()
            for _ in turn.notifies(timeout=POLL_SECONDS, stop_after=1):
                pass
    finally:
        sender.close()


def relay_once(runtime: Runtime, turn: Turn, sender: KafkaSender) -> int:
    """Send one batch and mark what the log has; return how many. Raises LogIsOutOfReach and database errors.

    All on the connection that holds the turn: whoever has lost it cannot send.
    """
    rows = turn.execute(_UNSENT, (BATCH,)).fetchall()
    if not rows:
        return 0
    certain = sender.send([message_of(row, runtime.service) for row in rows])
    turn.execute(_MARK, (runtime.clock(), [row.position for row in rows[:certain]]))
    if certain < len(rows):
        raise LogIsOutOfReach("the log took only some of the events")
    return certain


def run_consumer(runtime: Runtime, handlers: Handlers, stop: StopSign) -> None:
    """Take events from the log until the stop sign is set."""
    intake = Intake(runtime, handlers)
    pauses = Pauses(stop)
    while not stop.is_set():
        reader: KafkaReader | None = None
        try:
            reader = KafkaReader(runtime.settings, runtime.service)
            _consume_with(runtime, reader, intake, stop, pauses)
        except Exception as error:  # noqa: BLE001  (broker out of reach: wait, join anew, go on from the last commit)
            pauses.wait(f"the consumer of {runtime.service}", error)
        finally:
            if reader is not None:
                reader.close()


def _consume_with(runtime: Runtime, reader: KafkaReader, intake: Intake, stop: StopSign, pauses: Pauses) -> None:
    state_due = 0.0
    while not stop.is_set() and not reader.is_stuck():
        messages = reader.poll()
        if messages:
            while True:
                try:
                    intake.take(messages)
                    break
                except Exception as error:  # noqa: BLE001  (the database is down: the same batch again)
                    pauses.wait(f"taking events into {runtime.service}", error)
                    if stop.is_set():
                        return
        pauses.over()
        if time.monotonic() >= state_due:
            state_due = time.monotonic() + STATE_EVERY_SECONDS
            reader.commit_soon()
            write_state(runtime, reader.lag())
    if stop.is_set():
        reader.commit()


def write_state(runtime: Runtime, lag: int) -> None:
    """Write down how far behind this consumer is, for the readiness of the web processes."""
    statement = text(
        "INSERT INTO consumer_state (consumer, lag, seen_at) VALUES (:consumer, :lag, :now)"
        " ON CONFLICT (consumer) DO UPDATE SET lag = excluded.lag, seen_at = excluded.seen_at"
    )
    consumer = f"{socket.gethostname()}-{os.getpid()}"[:100]
    forget = text("DELETE FROM consumer_state WHERE seen_at < CAST(:now AS timestamptz) - interval '1 minute'")
    with runtime.engine.begin() as connection:
        connection.execute(statement, {"consumer": consumer, "lag": lag, "now": runtime.clock()})
        connection.execute(forget, {"now": runtime.clock()})
