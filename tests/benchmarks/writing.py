"""50 people who write in one part at the same time, beside npm's y-websocket server with the same load in the same run.

That server keeps nothing and checks nobody; ours commits before it answers, and knows who wrote what.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import httpx

from deploy.assets import install, node
from tests.benchmarks.figures import Figure, percentile
from tests.crowd.room import HERE, Room, crowd, open_room
from tests.system import EmbeddedSystem, free_port, running

WRITERS = 50
TYPES_EVERY = 1_000  # milliseconds
SECONDS = 12
CONNECTIONS = 200
MOST_P50, MOST_P95, MOST_TIMES_CPU, MOST_PAGE = 25.0, 40.0, 3.0, 50.0
_TICKS = os.sysconf("SC_CLK_TCK")
Ask = Callable[..., dict[str, Any]]


def _processor_seconds(pid: int) -> float:
    """Processor time of a process so far, from Linux's /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _memory_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20


@dataclass
class Run:
    """What one server took for the load. p50, p95: milliseconds from an edit to when another writer has it."""

    p50: float
    p95: float
    seen: int
    typed: int
    processor: float
    alone: float
    open: float

    def line(self, name: str) -> str:
        return (
            f"{name}: p50 {self.p50:.1f} ms, p95 {self.p95:.1f} ms ({self.typed} edits, seen {self.seen} times); "
            f"processor {self.processor * 100:.1f} % of one, {self.processor * 1000 / WRITERS:.2f} ms a second for "
            f"each connection; memory {self.open:.0f} MiB with {WRITERS} connections, "
            f"{(self.open - self.alone) * 1024 / WRITERS:.0f} KiB for each"
        )


def _load(pid: int, ask: Ask) -> Run:
    alone = _memory_mib(pid)
    ask("open")
    time.sleep(1)
    begun, at = _processor_seconds(pid), time.perf_counter()
    ask("type", every=TYPES_EVERY)
    time.sleep(SECONDS)
    found = ask("rest")
    processor = (_processor_seconds(pid) - begun) / (time.perf_counter() - at)
    return Run(found["p50"], found["p95"], found["seen"], found["typed"], processor, alone, _memory_mib(pid))


@contextmanager
def _beside() -> Iterator[tuple[int, Ask]]:
    with redirect_stdout(StringIO()):
        install(HERE, "what writing at the same time is compared with")
    port = free_port()
    server = subprocess.Popen(  # noqa: S603
        [*node(), str(HERE / "node_modules" / "y-websocket" / "bin" / "server.cjs")], stdout=subprocess.PIPE, text=True,
        env={"HOST": "127.0.0.1", "PORT": str(port), "PATH": os.environ["PATH"]},  # noqa: TID251
    )  # fmt: skip
    assert server.stdout is not None
    server.stdout.readline()
    command = [*node(), str(HERE / "beside.mjs"), f"ws://127.0.0.1:{port}", str(WRITERS)]
    people = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603

    def ask(act: str, **rest: Any) -> dict[str, Any]:
        assert people.stdin is not None
        assert people.stdout is not None
        people.stdin.write(json.dumps({"act": act, **rest}) + "\n")
        people.stdin.flush()
        found: dict[str, Any] = json.loads(people.stdout.readline())
        return found

    try:
        yield server.pid, ask
    finally:
        for each in (people, server):
            each.kill()
            each.communicate()


def _pages(client: httpx.Client, room: Room, rounds: int = 40) -> list[float]:
    """Milliseconds that a page takes while others write."""
    page = f"{room.page}/write"
    headers = {"Authorization": f"Bearer {room.writers[0].token}"}
    found = []
    for _ in range(rounds):
        begun = time.perf_counter()
        client.get(page, headers=headers).raise_for_status()
        found.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.1)
    return found


def _alone(client: httpx.Client, room: Room, rounds: int = 40) -> float:
    """Milliseconds of one edit, from its POST to its answer, while nobody else does anything: the median."""
    headers = {"Authorization": f"Bearer {room.writers[0].token}"}
    words = client.get(room.clause("words"), headers=headers).raise_for_status().json()
    units, found = len(words["text"]), []
    for number in range(rounds):
        edit = {"key": f"alone-{number}", "change": [[0, "a"], units + number]}
        begun = time.perf_counter()
        body = {"number": words["number"] + number, "changes": [edit]}
        client.post(room.clause("changes"), json=body, headers=headers).raise_for_status()
        found.append((time.perf_counter() - begun) * 1000)
    return statistics.median(found)


def explain(figures: list[Figure]) -> list[str]:
    """Say where the time goes, for whoever reads that an aim is missed."""
    missed = ", ".join(figure.name.split(": ")[-1] for figure in figures if not figure.reached)
    load = os.getloadavg()[0]
    return [
        f"    Missed: {missed}. Load of this machine: {load:.1f} on {os.cpu_count()} processors, the crowd's too.",
        "    Why: each edit is a request of its own that is checked (who, pace, key), mapped, written and committed",
        "    before anybody is told, and then told to everybody in a thread of their own; y-websocket hands bytes on.",
    ]


def measure(folder: Path) -> list[Figure]:
    """Measure ours, then theirs, then 200 connections that are held while some write and pages are opened."""
    folder.mkdir()
    system = EmbeddedSystem(folder)
    for _ in running(system):
        room = open_room(system.client, WRITERS)
        server = system.processes["embedded"].working
        system.client.get(f"{room.page}/write", headers={"Authorization": f"Bearer {room.writers[0].token}"})
        alone = _alone(system.client, room)
        with crowd(room, folder, streaming=WRITERS, longest=8_000) as people:
            ours = _load(server, people.ask)
            quiet = _processor_quiet(server)
            held = people.ask("hold", streams=CONNECTIONS)
            people.ask("type", every=5 * TYPES_EVERY)
            pages = _pages(system.client, room)
            people.ask("rest")
            end = people.ask("settle", seconds=60)
            memory = _memory_mib(server)
            people.ask("stop")
    with _beside() as (pid, ask):
        theirs = _load(pid, ask)
    return [*_compared(ours, theirs, alone), _held(pages, held, end, memory, quiet)]


def _processor_quiet(pid: int) -> float:
    """What the server takes while everybody only listens."""
    begun, at = _processor_seconds(pid), time.perf_counter()
    time.sleep(3)
    return (_processor_seconds(pid) - begun) / (time.perf_counter() - at)


def _compared(ours: Run, theirs: Run, alone: float) -> list[Figure]:
    name = f"{WRITERS} people write in one part, each {1000 / TYPES_EVERY:.0f} edit a second"
    return [
        Figure(
            f"{name}: edit to seen by others, p50", ours.p50 / theirs.p50, f"p50 under {MOST_P50:.0f} ms",
            ours.p50 < MOST_P50, f"{ours.line('ours')}; one edit alone is answered in {alone:.1f} ms",
        ),
        Figure(
            f"{name}: edit to seen by others, p95", ours.p95 / theirs.p95, f"p95 under {MOST_P95:.0f} ms",
            ours.p95 < MOST_P95, theirs.line("y-websocket, which keeps nothing and checks nobody"),
        ),
        Figure(
            f"{name}: processor, beside y-websocket", ours.processor / theirs.processor,
            f"at most {MOST_TIMES_CPU:.0f} times", ours.processor <= MOST_TIMES_CPU * theirs.processor,
            f"ours {ours.processor * 100:.1f} % of one processor, theirs {theirs.processor * 100:.1f} %",
        ),
    ]  # fmt: skip


def _held(pages: list[float], held: dict[str, Any], end: dict[str, Any], memory: float, quiet: float) -> Figure:
    median = statistics.median(pages)
    return Figure(
        f"{CONNECTIONS} connections held on one small process while {WRITERS} write: a page to write on", None,
        f"under {MOST_PAGE:.0f} ms", median < MOST_PAGE and held["held"] >= CONNECTIONS and end["done"],
        f"{held['held']} streams held, {held['full']} sent to ask now and then; page: median {median:.1f} ms, p95 "
        f"{percentile(sorted(pages), 95):.1f} ms; memory {memory:.0f} MiB; processor with {WRITERS} streams and nobody "
        f"writing {quiet * 100:.1f} %; in the end {len(end['texts'])} text",
    )  # fmt: skip
