"""`coproduce run`: serve everything from one process, and fill in a sample on the first start."""

from __future__ import annotations

import shutil
import signal
import socket
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
import waitress

from deploy.embedded import System, local_settings
from deploy.first_officer import has_staff, new_link
from shared.logs import set_up_logs
from shared.runtime import Runtime

WELCOME = "how-to-sign-in.txt"
# Open pages that hear what others write keep theirs.
_MOST_CONNECTIONS = 1_000


def serve(home: Path, port: int, *, sample: bool, address: str = "") -> None:
    """Serve until SIGTERM or SIGINT; then finish what is at hand and stop. address: as in the settings."""
    with _door(port) as door:  # first, so that nobody waits for the sample only to hear that the port is taken
        _serve(home, port, door, sample=sample, address=address)


def _serve(home: Path, port: int, door: socket.socket, *, sample: bool, address: str) -> None:
    set_up_logs("coproduce", file=_log_file(home))
    data = home / "data"
    if sample and not data.exists():
        fill_in_sample(home)
    settings = local_settings(home, address=address)
    system = System(settings)
    server = waitress.create_server(
        system.wsgi, sockets=[door], threads=settings.web_threads, connection_limit=_MOST_CONNECTIONS,
        asyncore_use_poll=True, ident="coproduce",
    )  # fmt: skip
    system.start()

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        system.begin_to_stop()
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, interrupt)
    _greet(home, address or f"http://127.0.0.1:{port}", system.runtimes["people"])
    try:
        server.run()  # it takes the interrupt for itself, and returns
    finally:
        click.echo("\nStopping.")
        server.close()
        system.stop()


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
