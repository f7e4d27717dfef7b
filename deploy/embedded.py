"""All six services in one process: SQLite files, delivery inside the process, one address."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event as StopSign
from threading import Thread
from urllib.parse import quote

from deploy.services import NAMES, create_app, create_root, service
from deploy.wsgi import Wsgi, by_first_part
from shared import migrations
from shared.clocks import Clock
from shared.messaging.in_process import InProcessBroker, Member
from shared.runtime import Runtime, make_runtime, wall_clock
from shared.sealing import new_ring
from shared.settings import Settings


def local_settings(home: Path, *, data: str = "data", address: str = "", scanner: str = "") -> Settings:
    """Return settings for one machine: data and secrets under `home`; secrets are made on first use."""
    return Settings(
        database_url=f"sqlite:///{home.resolve()}/{data}/{{service}}.sqlite",
        secret=_kept_secret(home / "secrets" / "secret", 32),
        setup_code=_kept_secret(home / "secrets" / "setup-code", 12),
        bid_keys=str(_kept_ring(home / "secrets" / "bid-keys", home / data / "tendering.sqlite")),
        address=address,
        scanner=scanner,
        # Whoever says where people reach it has a proxy in front: nothing else reaches 127.0.0.1 from elsewhere.
        behind_proxy=bool(address),
    )


def _kept_secret(path: Path, size: int) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(size))
    return path.read_text(encoding="utf-8").strip()


def _kept_ring(path: Path, database: Path) -> Path:
    """Make the keys of bids on first use, but never where bids are sealed already: with new keys none would open."""
    if not path.exists() and not _holds_sealed_bids(database):
        new_ring(path, now=wall_clock())
    return path


def _holds_sealed_bids(database: Path) -> bool:
    if not database.exists():
        return False
    with closing(sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("SELECT 1 FROM bid_parts LIMIT 1").fetchone() is not None
        except sqlite3.OperationalError:  # from before there were seals
            return False


class System:
    """The six services, ready to be asked. Migrates on the way up."""

    def __init__(self, settings: Settings, clock: Clock = wall_clock) -> None:
        awake = StopSign()
        self.runtimes: dict[str, Runtime] = {}
        members = []
        for name in NAMES:
            runtime = make_runtime(name, settings, clock=clock, wake=awake.set)
            part = service(name)
            migrations.upgrade(runtime.engine, part.migrations, keys=runtime.keys)
            if part.on_migrated is not None:
                part.on_migrated(runtime)
            self.runtimes[name] = runtime
            members.append(Member(runtime, part.handlers))
        self._broker = InProcessBroker(members, awake)
        self._stop = StopSign()
        self._background: list[Thread] = []
        applications: dict[str, Wsgi] = {name: create_app(name)(self.runtimes[name]) for name in NAMES}
        self.wsgi = by_first_part(applications, create_root()(self.runtimes["decision_trail"]))

    def settle(self) -> None:
        """Carry events until there are none left; for whoever steps through time without `start`."""
        while self._broker.carry_round():
            pass

    def start(self) -> None:
        """Begin to carry events and to do the services' background work."""
        self._broker.start()
        for name in NAMES:
            for work in service(name).background:
                thread = Thread(target=work, args=(self.runtimes[name], self._stop), name=work.__name__)
                thread.start()
                self._background.append(thread)

    def begin_to_stop(self) -> None:
        """Let long answers end, so that nobody has to wait for them."""
        for runtime in self.runtimes.values():
            runtime.begin_to_stop()

    def stop(self) -> None:
        """Finish the batch at hand, stop, and let go of the databases."""
        self._stop.set()
        self._broker.stop()
        for thread in self._background:
            thread.join()
        for runtime in self.runtimes.values():
            runtime.close()
