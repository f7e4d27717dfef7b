"""A whole running system for tests: one process on SQLite, or web and worker processes on PostgreSQL and Kafka."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from deploy.services import NAMES
from tests.ring import ring_in

SETUP_CODE = "SETUP-CODE-FOR-TESTS"
SECRET = "a secret for tests only, long enough"
ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ByService(httpx.BaseTransport):
    """One address over many processes: /people/... goes to the port of people, and so on, as the proxy does."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._ports = ports
        self._inner = httpx.HTTPTransport(retries=2, limits=httpx.Limits(max_connections=50))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        first = request.url.path.lstrip("/").split("/", 1)[0]
        port = self._ports.get(first) or self._ports["decision_trail"]
        # A request of its own: the one that was made keeps its address, to which cookies belong.
        sent = httpx.Request(
            request.method, request.url.copy_with(scheme="http", host="127.0.0.1", port=port), headers=request.headers,
            stream=request.stream, extensions=request.extensions,
        )  # fmt: skip
        return self._inner.handle_request(sent)

    def close(self) -> None:
        self._inner.close()


def first_child(pid: int) -> int:
    """The first process that this one started, or itself where it started none; from Linux's /proc."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return int(children[0]) if children else pid


class Process:
    """A process of the system, with its output in a file; killed for good on stop."""

    def __init__(
        self, arguments: list[str], environment: Mapping[str, str], log: Path, module: str = "deploy.cli"
    ) -> None:
        self.module = module
        self.arguments, self.environment, self.log = arguments, dict(environment), log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", self.module, *self.arguments], cwd=ROOT, env=self.environment,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    @property
    def working(self) -> int:
        """The process that answers: the one that gunicorn started, where it did."""
        assert self.process is not None
        children = (
            Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii").split()
        )
        return int(children[0]) if children else self.process.pid

    def _signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def kill(self) -> None:
        """As if the power went: SIGKILL to the process and its children."""
        self._signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def stop(self) -> None:
        self._signal(signal.SIGTERM)
        if self.process is not None:
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class RunningSystem:
    """What both engines offer to a test."""

    engine: str
    processes: dict[str, Process]
    client: httpx.Client
    environment: dict[str, str]

    def start(self, seconds: float = 90) -> None:
        for process in self.processes.values():
            process.start()
        self.wait_until_ready(seconds)

    def wait_until_ready(self, seconds: float = 90) -> None:
        """Wait until every service says that it is ready."""
        until = time.monotonic() + seconds
        waiting = list(NAMES)
        while waiting:
            try:
                answer = self.client.get(f"/{waiting[0]}/health/ready")
                if answer.status_code == 200 and answer.json()["checks"]["consumer"] == "at work":
                    waiting.pop(0)
                    continue
            except (httpx.HTTPError, ValueError):
                pass
            if time.monotonic() > until:
                tails = "\n".join(
                    f"== {n}\n{p.log.read_text()[-2000:]}"
                    for n, p in self.processes.items()
                    if n.endswith(waiting[0]) or len(self.processes) == 1
                )
                message = f"{waiting[0]} did not get ready\n{tails}"
                raise TimeoutError(message)
            time.sleep(0.1)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `coproduce ...` beside the system, with its settings."""
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", "deploy.cli", *arguments], cwd=ROOT, env=self.environment, capture_output=True,
            text=True, check=False, timeout=120,
        )  # fmt: skip

    def logs(self) -> str:
        """Everything that the processes wrote."""
        return "\n".join(p.log.read_text(errors="replace") for p in self.processes.values() if p.log.exists())

    def stop(self) -> None:
        for process in self.processes.values():
            process._signal(signal.SIGTERM)  # noqa: SLF001
        for process in self.processes.values():
            process.stop()
        self.client.close()


def environment_of(**values: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COPRODUCE_")}  # noqa: TID251
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **values}


class EmbeddedSystem(RunningSystem):
    """One process."""

    engine = "embedded"

    def __init__(self, folder: Path) -> None:
        self.home = folder / "var"
        (self.home / "secrets").mkdir(parents=True)
        (self.home / "secrets" / "setup-code").write_text(SETUP_CODE)
        (self.home / "secrets" / "secret").write_text(SECRET)
        port = free_port()
        self.environment = environment_of(
            COPRODUCE_DATABASE_URL=f"sqlite:///{self.home}/data/{{service}}.sqlite", COPRODUCE_SECRET=SECRET,
            COPRODUCE_SETUP_CODE=SETUP_CODE, COPRODUCE_BID_KEYS_FILE=ring_in(self.home / "secrets"),
        )  # fmt: skip
        arguments = ["run", "--empty", "--home", str(self.home), "--port", str(port)]
        self.processes = {"embedded": Process(arguments, self.environment, folder / "embedded.log")}
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)

    def database_url(self, service: str) -> str:
        return f"sqlite:///{self.home}/data/{service}.sqlite"

    def logs(self) -> str:
        kept = self.home / "logs" / "coproduce.log"
        return super().logs() + (kept.read_text() if kept.exists() else "")


class DistributedSystem(RunningSystem):
    """A web and a worker process per service."""

    engine = "distributed"

    def __init__(
        self, folder: Path, engines: Any, *, halves: bool = False, topic: str = "commissioning", replication: int = 1
    ) -> None:
        self.urls = {name: engines.database(name) for name in NAMES}
        self.ports = {name: free_port() for name in NAMES}
        self.processes = {}
        common = {
            "COPRODUCE_KAFKA": engines.kafka_addresses, "COPRODUCE_SECRET": SECRET, "COPRODUCE_TOPIC": topic,
            "COPRODUCE_SETUP_CODE": SETUP_CODE, "WEB_CONCURRENCY": "1", "COPRODUCE_REPLICATION": str(replication),
            "COPRODUCE_BID_KEYS_FILE": ring_in(folder),
        }  # fmt: skip
        self._environments = {name: environment_of(**common, COPRODUCE_DATABASE_URL=self.urls[name]) for name in NAMES}
        self.environment = self._environments["people"]
        for name in NAMES:
            environment = self._environments[name]
            web = ["web", name, "--bind", f"127.0.0.1:{self.ports[name]}"]
            self.processes[f"web {name}"] = Process(web, environment, folder / f"web-{name}.log")
            for half in ("relay", "consumer") if halves else ("",):
                worker = ["worker", name, *(["--only", half] if half else [])]
                title = f"{half or 'worker'} {name}"
                self.processes[title] = Process(worker, environment, folder / f"{title.replace(' ', '-')}.log")
        self.client = httpx.Client(base_url="http://localhost", transport=ByService(self.ports), timeout=30)

    def start(self, seconds: float = 90) -> None:
        for name in NAMES:
            done = self.command_for(name, "migrate", name)
            assert done.returncode == 0, done.stderr
        super().start(seconds)

    def database_url(self, service: str) -> str:
        return str(self.urls[service])

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        named = next((argument for argument in arguments if argument in NAMES), "people")
        return self.command_for(named, *arguments)

    def command_for(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        self.environment = self._environments[name]
        return super().command(*arguments)


def running(system: RunningSystem) -> Iterator[RunningSystem]:
    """Start a system, hand it out, and stop it."""
    try:
        system.start()
        yield system
    finally:
        system.stop()
