"""A road with hazards: a client that insists, and moments of its journey at which something is killed or cut."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock, Thread

import httpx

from tests.system import Process

PATIENCE_SECONDS = 90
_CHANGES = frozenset({"POST", "PUT", "DELETE"})


class Insisting(httpx.BaseTransport):
    """Asks again until there is an answer, as a person's browser or a careful program does.

    Every change of the story carries an Idempotency-Key, so asking again is safe. `before` hears of each act once,
    with its number from 0 on.
    """

    def __init__(self, inner: httpx.BaseTransport, before: Callable[[int, httpx.Request], None]) -> None:
        self._inner = inner
        self._before = before
        self._acts = 0
        self._seen: set[str] = set()
        self.asked_again = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        key = request.headers.get("Idempotency-Key")
        if request.method in _CHANGES and key and key not in self._seen:
            self._seen.add(key)
            self._before(self._acts, request)
            self._acts += 1
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self._inner.handle_request(request)
                answer.read()
            except httpx.TransportError:
                if time.monotonic() > until:
                    raise
            else:
                if answer.status_code != 503 or time.monotonic() > until:
                    return answer
                answer.close()
            self.asked_again += 1
            time.sleep(0.1)

    def close(self) -> None:
        self._inner.close()


@dataclass
class Killer:
    """Kills -9 one process of a kind at each chosen act, a random moment after it was sent, and starts it again.

    kinds: a name for each kind of process, and which process of it an act meets.
    """

    kinds: Mapping[str, Callable[[httpx.Request], Process]]
    acts: int
    points: int
    seed: int
    killed: dict[str, int] = field(default_factory=dict)
    _threads: list[Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        moments = sorted(chance.sample(range(self.acts), self.points))
        names = [name for _ in range(self.points) for name in self.kinds][: self.points]
        chance.shuffle(names)
        self._plan = {moment: (name, chance.uniform(0, 0.25)) for moment, name in zip(moments, names, strict=True)}
        self._one_at_a_time = Lock()

    def before(self, act: int, request: httpx.Request) -> None:
        """Hear of an act. The kill comes while the act is under way, or while its event travels."""
        if act not in self._plan:
            return
        name, delay = self._plan[act]
        thread = Thread(target=self._kill, args=(name, self.kinds[name](request), delay))
        thread.start()
        self._threads.append(thread)

    def _kill(self, name: str, process: Process, delay: float) -> None:
        time.sleep(delay)
        with self._one_at_a_time:
            assert process.alive, f"{name} was not alive when it was to be killed"
            process.kill()
            process.start()
            self.killed[name] = self.killed.get(name, 0) + 1

    def finish(self) -> None:
        """Wait for the last kill."""
        for thread in self._threads:
            thread.join()


@dataclass
class Outage:
    """Cuts something off at the first act that `begins` names, and ends the cut some seconds later."""

    begins: Callable[[httpx.Request], bool]
    cut: Callable[[], None]
    mend: Callable[[], None]
    seconds: float
    began: float = 0.0
    ended: float = 0.0
    _thread: Thread | None = None

    def before(self, _act: int, request: httpx.Request) -> None:
        """Hear of an act; the cut is made before it goes out."""
        if self._thread is None and self.begins(request):
            self.cut()
            self.began = time.time()
            self._thread = Thread(target=self._end)
            self._thread.start()

    def _end(self) -> None:
        time.sleep(self.seconds)
        self.ended = time.time()
        self.mend()

    def finish(self) -> None:
        """Wait until the cut is over."""
        assert self._thread is not None, "nothing was cut off"
        self._thread.join()
