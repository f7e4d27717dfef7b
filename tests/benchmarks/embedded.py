"""How long the one-process engine takes to be ready, and how much memory it holds, beside a bare Flask process."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from subprocess import DEVNULL, Popen

import httpx

from tests.benchmarks.figures import Figure
from tests.system import EmbeddedSystem, first_child, free_port

_BARE = """
import sys
from flask import Flask
from gunicorn.app.wsgiapp import WSGIApplication
app = Flask(__name__)
app.add_url_rule("/", view_func=lambda: "here")
sys.argv[1:] = ["-k", "gthread", "--no-control-socket", "-b", f"127.0.0.1:{sys.argv[1]}", "bare:app"]
sys.modules["bare"] = sys.modules["__main__"]
WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()
"""


def _memory_mib(pid: int) -> float:
    """Resident memory of a process, in MiB, from Linux's /proc."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def _bare() -> tuple[float, float]:
    port = free_port()
    begun = time.perf_counter()
    process = Popen([sys.executable, "-c", _BARE, str(port)], stdout=DEVNULL, stderr=DEVNULL)  # noqa: S603
    try:
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/", timeout=1)
            except httpx.TransportError:
                time.sleep(0.01)
            else:
                return time.perf_counter() - begun, _memory_mib(first_child(process.pid))
    finally:
        process.terminate()
        process.wait()


def _ours(folder: Path) -> tuple[float, float, float]:
    """Seconds to the first start with empty databases, to a second start, and MiB after it."""
    system = EmbeddedSystem(folder)
    begun = time.perf_counter()
    system.start()
    first = time.perf_counter() - begun
    process = system.processes["embedded"]
    process.stop()
    begun = time.perf_counter()
    process.start()
    system.wait_until_ready()
    second = time.perf_counter() - begun
    memory = _memory_mib(process.working)
    system.stop()
    return first, second, memory


def measure(folder: Path, rounds: int = 3) -> list[Figure]:
    """Measure rounds in turn and compare the medians."""
    ours, bare = [], []
    for number in range(rounds):
        home = folder / f"embedded-{number}"
        home.mkdir()
        ours.append(_ours(home))
        bare.append(_bare())
    first, second, memory = (statistics.median(each[part] for each in ours) for part in range(3))
    bare_start, bare_memory = (statistics.median(each[part] for each in bare) for part in range(2))
    seconds = [each[1] for each in ours]
    mebibytes = [each[2] for each in ours]
    return [
        Figure(
            "start of the one process with six services, beside bare Flask", second / bare_start, "no aim", None,
            f"ours {second:.2f} s ({min(seconds):.2f} to {max(seconds):.2f}), "
            f"first start with migrations {first:.2f} s; bare {bare_start:.2f} s",
        ),
        Figure(
            "memory of the one process with six services, beside bare Flask", memory / bare_memory, "no aim", None,
            f"ours {memory:.0f} MiB ({min(mebibytes):.0f} to {max(mebibytes):.0f}); bare {bare_memory:.0f} MiB",
        ),
    ]  # fmt: skip
