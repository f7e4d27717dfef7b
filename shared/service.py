"""What makes up a service, so that one worker, one migration and one command can serve all six."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as StopSign

from sqlalchemy import MetaData

from shared.messaging.handlers import Handlers
from shared.runtime import Runtime

Background = Callable[[Runtime, StopSign], None]


@dataclass(frozen=True)
class Service:
    """A service: its name, tables, handlers, migrations, and what its worker does besides events.

    background: functions that run until the stop sign is set, each in a thread of its own.
    on_migrated: run once after the migrations, for what has to exist from the start.
    """

    name: str
    metadata: MetaData
    handlers: Handlers
    migrations: Path
    background: tuple[Background, ...] = field(default=())
    on_migrated: Callable[[Runtime], None] | None = None
