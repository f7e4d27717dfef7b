"""`coproduce run`: serve everything from one process, and fill in a sample on the first start."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from deploy.embedded import System, local_settings
from deploy.first_officer import has_staff, new_link
from deploy.wsgi import Wsgi, end_long_answers_first
from shared.logs import set_up_logs
from shared.runtime import Runtime
from shared.settings import Settings

WELCOME = "how-to-sign-in.txt"
# Open pages that hear what others write keep theirs.
_MOST_CONNECTIONS = 1_000


def serve(home: Path, port: int, *, sample: bool, address: str = "", scanner: str = "") -> None:
    """Serve until SIGTERM or SIGINT; then finish what is at hand and stop. address, scanner: as in the settings."""
    with _door(port) as door:  # first, so that nobody waits for the sample only to hear that the port is taken
        _serve(home, port, door, sample=sample, address=address, scanner=scanner)


def _serve(home: Path, port: int, door: socket.socket, *, sample: bool, address: str, scanner: str) -> None:
    set_up_logs("coproduce", file=_log_file(home))
    data = home / "data"
    if sample and not data.exists():
        fill_in_sample(home)
    settings = local_settings(home, address=address, scanner=scanner)
    served_at = address or f"http://127.0.0.1:{port}"
    # From here on the door is the server's to close.
    Server(settings, door.detach(), lambda system: _greet(home, served_at, system.runtimes["people"])).run()


class Server(BaseApplication):  # type: ignore[misc]
    """The web server of the distributed engine, with one worker in which all six services are.

    A second process only watches: it starts the worker anew where it dies. door: an open socket's number. greet: says
    where the worker is, when it is there for the first time.
    """

    def __init__(self, settings: Settings, door: int, greet: Callable[[System], None]) -> None:
        self._settings, self._door, self._greet = settings, door, greet
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn would be told on its command line."""
        told = {
            "bind": f"fd://{self._door}", "worker_class": "gthread", "workers": 1,
            "threads": self._settings.web_threads, "worker_connections": _MOST_CONNECTIONS, "keepalive": 5,
            "graceful_timeout": 20, "timeout": 60, "control_socket_disable": True, "loglevel": "warning",
            # Connections and threads are made after the fork.
            "preload_app": False, "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108
        }  # fmt: skip
        for name, value in told.items():
            self.cfg.set(name, value)
        self.cfg.set("post_worker_init", self._started)
        self.cfg.set("worker_exit", self._ended)
        self.cfg.set("on_exit", lambda _arbiter: click.echo("\nStopped."))

    def load(self) -> Wsgi:
        """Make the services, in the worker."""
        self._system = System(self._settings)
        end_long_answers_first(self._system)
        self._system.start()
        return self._system.wsgi

    def _started(self, worker: Any) -> None:
        if worker.age == 1:
            self._greet(self._system)

    def _ended(self, _arbiter: Any, _worker: Any) -> None:
        # Not where the services could not even be made.
        if hasattr(self, "_system"):
            self._system.stop()


def _door(port: int) -> socket.socket:
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(("127.0.0.1", port))
    except OSError as error:
        door.close()
        message = f"Port {port} cannot be used: {error.strerror}. Choose another, for example: PORT=8001 make run"
        raise click.ClickException(message) from error
    return door


def _log_file(home: Path) -> Path:
    (home / "logs").mkdir(parents=True, exist_ok=True)
    return home / "logs" / "coproduce.log"


def fill_in_sample(home: Path) -> None:
    """Make the sample commission in a folder of its own, which takes its place only when it is whole."""
    from deploy.demo.sample import tell_sample  # noqa: PLC0415  (only the first start needs it)

    partial = home / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    click.echo("First start: filling in a sample commission that goes the whole way. All its people are invented.")
    welcome = tell_sample(local_settings(home, data=partial.name), click.echo)
    (home / WELCOME).write_text(welcome, encoding="utf-8")
    partial.rename(home / "data")


def _greet(home: Path, address: str, people: Runtime) -> None:
    click.echo(f"\nCoproduce is at {address}   (Ctrl-C stops it; data is under {home}/)")
    welcome, somebody_is_there = home / WELCOME, has_staff(people)
    if welcome.exists() and somebody_is_there:
        click.echo(welcome.read_text(encoding="utf-8"))
        return
    click.echo(f"There is no sample in it. To get the sample, move {home}/data away and start again.")
    if not somebody_is_there:
        click.echo("\nThe first officer opens an account with this link. It works once, and for 24 hours:")
        click.echo(new_link(people, address))
