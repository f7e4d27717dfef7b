"""Finding PostgreSQL and Apache Kafka for tests: addresses given, containers, or servers on this machine."""

from __future__ import annotations

import atexit
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests.system import ROOT, free_port

RUN_KAFKA = str(ROOT / "deploy" / "kafka" / "run-kafka")


@dataclass
class Engines:
    """Where the servers are. postgres_url: postgresql://user:password@host:port. kafka_addresses: host:port,..."""

    postgres_url: str
    kafka_addresses: str
    source: str
    kafka_folder: Path | None = None
    postgres_control: Callable[[str], None] | None = None
    stops: list[Callable[[], None]] = field(default_factory=list)

    def database(self, name: str) -> str:
        """Make a fresh database and return its address for SQLAlchemy."""
        made = f"{name}_{uuid4().hex[:10]}"
        with psycopg.connect(f"{self.postgres_url}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{made}"')
        return f"{self.postgres_url}/{made}".replace("postgresql://", "postgresql+psycopg://")

    def kill_broker(self, number: int = 1) -> None:
        """Kill -9 a broker that these tests started."""
        assert self.kafka_folder is not None, "these brokers are not ours to kill"
        subprocess.run([RUN_KAFKA, "kill", str(self.kafka_folder), str(number)], check=True)  # noqa: S603

    def restart_broker(self, number: int = 1) -> None:
        """Start a broker that was killed again; its data is still there."""
        assert self.kafka_folder is not None, "these brokers are not ours to start"
        subprocess.run([RUN_KAFKA, "again", str(self.kafka_folder), str(number)], check=True)  # noqa: S603

    def stop(self) -> None:
        """Stop what was started for these tests, and only that."""
        while self.stops:
            self.stops.pop()()


def find(environment: Mapping[str, str] | None = None) -> Engines | None:
    """Find or start engines; None where there is no way to."""
    given = environment if environment is not None else os.environ  # noqa: TID251  (the edge of the tests)
    if given.get("COPRODUCE_TEST_POSTGRES") and given.get("COPRODUCE_TEST_KAFKA"):
        return Engines(given["COPRODUCE_TEST_POSTGRES"], given["COPRODUCE_TEST_KAFKA"], "addresses given")
    wanted = given.get("COPRODUCE_TEST_ENGINES", "")
    if wanted in ("", "containers") and _docker_answers():
        return _in_containers()
    if wanted in ("", "machine") and _postgres_folder() and shutil.which("java"):
        return _on_this_machine()
    return None


def _docker_answers() -> bool:
    docker = shutil.which("docker")
    if docker is None:
        return False
    asked = subprocess.run([docker, "info"], capture_output=True, check=False, timeout=20)  # noqa: S603
    return asked.returncode == 0


def _in_containers() -> Engines:
    os.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"  # noqa: TID251
    from testcontainers.core.container import DockerContainer  # noqa: PLC0415

    postgres_port, kafka_port = free_port(), free_port()
    password = uuid4().hex
    # Bound on 127.0.0.1 alone: the engine would offer them on every address of the machine.
    postgres = DockerContainer("postgres:15-bookworm").with_env("POSTGRES_PASSWORD", password)
    postgres.ports = {"5432/tcp": ("127.0.0.1", postgres_port)}  # type: ignore[dict-item]
    kafka = DockerContainer("apache/kafka:4.3.1")
    kafka.ports = {"9092/tcp": ("127.0.0.1", kafka_port)}  # type: ignore[dict-item]
    for name, value in {
        "NODE_ID": "1", "PROCESS_ROLES": "broker,controller", "CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093", "CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "ADVERTISED_LISTENERS": f"PLAINTEXT://127.0.0.1:{kafka_port}", "AUTO_CREATE_TOPICS_ENABLE": "false",
        "LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "OFFSETS_TOPIC_REPLICATION_FACTOR": "1", "OFFSETS_TOPIC_NUM_PARTITIONS": "5",
        "GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    }.items():  # fmt: skip
        kafka.with_env(f"KAFKA_{name}", value)
    found = Engines(
        f"postgresql://postgres:{password}@127.0.0.1:{postgres_port}", f"127.0.0.1:{kafka_port}", "testcontainers"
    )
    for container in (postgres, kafka):
        container.start()
        found.stops.append(container.stop)
    atexit.register(found.stop)
    _await_postgres(found.postgres_url)
    _await_kafka(found.kafka_addresses)
    return found


def _postgres_folder() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return versions[-1].parent if versions else None


def _on_this_machine(brokers: int = 1) -> Engines:
    folder = Path(tempfile.mkdtemp(prefix="coproduce-engines-"))
    found = Engines("", "", "servers on this machine")
    found.stops.append(lambda: shutil.rmtree(folder, ignore_errors=True))
    atexit.register(found.stop)
    _start_postgres(folder, found)
    _start_kafka(folder, found, brokers)
    return found


@contextmanager
def engines_of_our_own(brokers: int) -> Iterator[Engines]:
    """Start PostgreSQL and brokers on this machine that a test may kill, and stop them at the end."""
    here = _postgres_folder() is not None and shutil.which("java") is not None
    assert here, "PostgreSQL and Java 17 are needed on this machine"
    found = _on_this_machine(brokers)
    try:
        yield found
    finally:
        found.stop()


def _start_postgres(folder: Path, found: Engines) -> None:
    binaries = _postgres_folder()
    assert binaries is not None
    data, port = folder / "postgres", free_port()
    # PostgreSQL refuses to run as root.
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder.chmod(0o755)
    data.mkdir()
    if prefix:
        shutil.chown(data, "postgres")

    def run(*arguments: str) -> None:
        subprocess.run([*prefix, *arguments], check=True, capture_output=True, cwd="/")  # noqa: S603

    initdb, pg_ctl = str(binaries / "initdb"), str(binaries / "pg_ctl")
    run(initdb, "-D", str(data / "cluster"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {data} -c max_connections=300"

    def control(verb: str) -> None:
        if verb == "start":
            run(pg_ctl, "-D", str(data / "cluster"), "-o", options, "-l", str(data / "log"), "-w", "start")
        else:
            run(pg_ctl, "-D", str(data / "cluster"), "-m", "immediate" if verb == "kill" else "fast", "-w", "stop")

    control("start")
    found.postgres_control = control
    found.stops.append(lambda: control("stop"))
    found.postgres_url = f"postgresql://postgres@127.0.0.1:{port}"


def _start_kafka(folder: Path, found: Engines, brokers: int) -> None:
    home, port = folder / "kafka", _free_ports_for_brokers()
    subprocess.run([RUN_KAFKA, "start", str(home), str(port), str(brokers)], check=True, timeout=600)  # noqa: S603
    found.kafka_folder = home
    found.kafka_addresses = ",".join(f"127.0.0.1:{port + n}" for n in range(brokers))

    def stop() -> None:
        subprocess.run([RUN_KAFKA, "stop", str(home)], check=False)  # noqa: S603

    found.stops.append(stop)
    _await_kafka(found.kafka_addresses)


def _free_ports_for_brokers() -> int:
    """Return a port such that it and the others that run-kafka takes from it are free.

    Below the range from which the system gives ports to outgoing connections, which could take one meanwhile.
    """
    while True:
        first = random.randrange(20_000, 30_000, 100)
        try:
            for port in (*range(first, first + 4), *range(first + 50, first + 54)):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first


def _await_postgres(url: str) -> None:
    _await("PostgreSQL", lambda: psycopg.connect(f"{url}/postgres", connect_timeout=2).close())


def _await_kafka(addresses: str) -> None:
    from kafka.admin import KafkaAdminClient  # noqa: PLC0415

    _await("Apache Kafka", lambda: KafkaAdminClient(bootstrap_servers=addresses.split(",")).close())


def _await(what: str, attempt: Callable[[], Any], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            attempt()
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)
        else:
            return


_found: list[Engines | None] = []


def engines() -> Engines | None:
    """Return the engines of this test run, started once."""
    if not _found:
        _found.append(find())
    return _found[0]


def engines_started() -> Engines | None:
    """Return the engines of this test run where a test asked for them."""
    return _found[0] if _found else None
