"""One event that a service cannot take, on purpose: set aside with those behind it, mended, and retried.

The panel's service loses its copy of the published tender, as after a restore from an old backup. When the
bids are opened it refuses the event, which is set aside, and so are the later ones of this commission. With the
copy back, `coproduce set-aside retry` takes them all, in order. This needs the services' databases, so it is
played where the story is told on the machine that keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Table, delete, insert, select

from deploy.demo.asking import StoryWentWrong
from deploy.demo.clock import StoryClock
from deploy.services import service
from shared.messaging import aside
from shared.runtime import Runtime, make_runtime
from shared.settings import Settings

_WHERE = "youth_panel"


class Mishap:
    """Lets the panel's service stumble over one commission's opening, and helps it up again."""

    def __init__(self, settings: Settings, clock: StoryClock) -> None:
        self._settings = settings
        self._clock = clock

    @contextmanager
    def stumble(self, commission_id: str, events: int, tell: Callable[[str], None]) -> Iterator[None]:
        """Take the copy of the tender away while the body runs; then bring it back and retry.

        events: how many will be set aside; the copy comes back when all of them are.
        """
        runtime = make_runtime(_WHERE, self._settings, clock=self._clock.now)
        try:
            copies = service(_WHERE).metadata.tables["known_tenders"]
            lost = self._take_away(runtime, copies, commission_id)
            yield
            first = self._wait_until_set_aside(runtime, commission_id, events)
            with runtime.sessions.begin() as session:
                session.execute(insert(copies), lost)
            taken = aside.retry(runtime, service(_WHERE).handlers, commission_id)
        finally:
            runtime.close()
        tell("  a mishap, on purpose: the panel's service had lost its copy of the tender, so it set aside")
        tell(f"  {first.event_type} and what followed; with the copy back, retry took all {taken} in order")

    def _take_away(self, runtime: Runtime, copies: Table, commission_id: str) -> dict[str, Any]:
        query = select(copies).where(copies.c.commission_id == commission_id)
        for _ in self._clock.attempts():
            with runtime.sessions.begin() as session:
                found = session.execute(query).mappings().first()
                if found is not None:
                    lost = dict(found)
                    session.execute(delete(copies).where(copies.c.commission_id == commission_id))
                    return lost
        message = "The panel's service never heard of the tender."
        raise StoryWentWrong(message)

    def _wait_until_set_aside(self, runtime: Runtime, commission_id: str, events: int) -> aside.SetAside:
        for _ in self._clock.attempts():
            with runtime.read_sessions() as session:
                kept = [each for each in aside.list_set_aside(session) if each.key == commission_id]
            if len(kept) == events:
                return kept[0]
        message = f"{len(kept)} events of {commission_id} are set aside; {events} should be."
        raise StoryWentWrong(message)
