"""The worker process of one service: relay, consumer, background work, and a door for health checks."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from threading import Event as StopSign
from threading import Thread

from shared.logs import set_up_logs
from shared.runtime import Runtime, make_runtime
from shared.service import Service
from shared.settings import Settings, SettingsAreIncomplete, settings_from_environment
from shared.web.app_factory import serve_health

_log = logging.getLogger(__name__)


def run_worker(service: Service, only: str = "", settings: Settings | None = None) -> None:
    """Run until SIGTERM or SIGINT, then stop in good order. `only` is "relay", "consumer" or empty for both.

    Ends the process with status 1 where one of its parts ended by itself, so that whoever watches restarts it.
    """
    chosen = settings or settings_from_environment()
    if not chosen.kafka:
        message = "COPRODUCE_KAFKA is not set: without a Kafka log, use `coproduce run`, which needs no workers."
        raise SettingsAreIncomplete(message)
    set_up_logs(service.name)
    stop = StopSign()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    runtime = make_runtime(service.name, chosen)
    parts = _parts(service, runtime, stop, only)
    threads = [Thread(target=run, name=name, daemon=True) for name, run in parts.items()]
    for thread in threads:
        thread.start()
    if chosen.worker_port:
        serve_health(runtime, service, chosen.worker_port, alive=lambda: all(t.is_alive() for t in threads))
    while not stop.wait(0.5):
        if not all(thread.is_alive() for thread in threads):
            _log.error("a part of the worker of %s ended by itself", service.name)
            stop.set()
            sys.exit(1)
    for thread in threads:
        thread.join(timeout=30)
    runtime.close()


def _parts(service: Service, runtime: Runtime, stop: StopSign, only: str) -> dict[str, Callable[[], None]]:
    # Only a worker loads Kafka's client; one process for everything starts faster without it.
    from shared.messaging.worker import run_consumer, run_relay  # noqa: PLC0415

    parts: dict[str, Callable[[], None]] = {}
    if only in ("", "relay"):
        parts["relay"] = lambda: run_relay(runtime, stop)
    if only in ("", "consumer"):
        parts["consumer"] = lambda: run_consumer(runtime, service.handlers, stop)
        for work in service.background:
            parts[work.__name__] = lambda work=work: work(runtime, stop)  # type: ignore[misc]
    return parts
