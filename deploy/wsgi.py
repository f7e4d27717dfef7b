"""The web side: which application answers which address."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Mapping
from threading import current_thread, main_thread
from types import FrameType
from typing import Any, Protocol

from deploy.services import create_app, create_root
from shared.messaging.wake import Notifier
from shared.runtime import make_runtime
from shared.settings import settings_from_environment

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Stoppable(Protocol):
    """What is told before a process stops."""

    def begin_to_stop(self) -> None:
        """Let long answers end."""


def by_first_part(applications: Mapping[str, Wsgi], otherwise: Wsgi) -> Wsgi:
    """Answer /people/... by the application called people, and so on; the rest by `otherwise`.

    The path is left whole, so addresses are the same whether services share a process or not.
    """

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        first = environ.get("PATH_INFO", "").lstrip("/").split("/", 1)[0]
        return applications.get(first, otherwise)(environ, start_response)

    return answer


def end_long_answers_first(served: Stoppable) -> None:
    """When this worker is told to stop, let long answers end; then do what the server does anyway."""
    if current_thread() is not main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, _then(served, signal.getsignal(number)))


def _then(served: Stoppable, before: Any) -> Callable[[int, FrameType | None], None]:
    def stop(number: int, frame: FrameType | None) -> None:
        served.begin_to_stop()
        if callable(before):
            before(number, frame)

    return stop


def web(name: str) -> Wsgi:
    """Make one service's web side from the environment; gunicorn calls this in each worker, after the fork."""
    settings = settings_from_environment()
    notifier = Notifier(settings.database_for(name))
    runtime = make_runtime(name, settings, wake=notifier.wake)
    end_long_answers_first(runtime)
    application = create_app(name)(runtime)
    if name != "decision_trail":
        return application
    return by_first_part({name: application}, create_root()(runtime))
