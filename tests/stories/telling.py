"""Telling the whole story in a test, and comparing two tellings of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from deploy.demo.clock import SteppedClock
from deploy.demo.material import Sample
from deploy.demo.result import StoryResult
from deploy.demo.story import tell_the_story
from deploy.embedded import System
from shared.canonical import canonical_json
from shared.settings import Settings
from tests.ring import ring_in
from tests.system import SECRET, SETUP_CODE

_NOT_THE_SAME_TWICE = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "an id"),
    (re.compile(r"[0-9a-f]{32}([0-9a-f]{32})?"), "a hash or seed"),
    (re.compile(r"\d{4}-\d\d-\d\dT.*Z"), "a time"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "a date"),
    (re.compile(r"Provider [A-Z]"), "a label"),
)


def say_nothing(_line: str) -> None:
    pass


def in_one_process(folder: Path, sample: Sample, until: Any) -> Iterator[StoryResult]:
    clock = SteppedClock(datetime(2026, 9, 7, 9, 0, tzinfo=UTC))
    database_url = f"sqlite:///{folder}/{{service}}.sqlite"
    system = System(Settings(database_url, SECRET, SETUP_CODE, bid_keys=ring_in(folder)), clock.now)
    clock.carry = system.settle
    transport = httpx.WSGITransport(app=system.wsgi)
    with httpx.Client(transport=transport, base_url="http://localhost") as client:
        yield tell_the_story(client, sample, setup_code=SETUP_CODE, until=until, clock=clock, progress=say_nothing)
    system.stop()


def types_by_service(result: StoryResult) -> dict[str, list[str]]:
    """The types of each service's events, in the order of the trail.

    Two services may act at the same time, and the log takes either first; what one service says stays in order.
    """
    found: dict[str, list[str]] = {}
    for each in result.entries:
        found.setdefault(each["type"].split(".")[0], []).append(each["type"])
    return found


def entries(result: StoryResult) -> list[Any]:
    """The trail with times, ids, hashes and labels aside: who did what, with which words and content."""
    shown = ("type", "actor_role", "actor", "reason", "data")
    return [bare({name: each[name] for name in shown}, result.known) for each in result.entries]


def bare(value: Any, known: dict[str, str]) -> Any:
    """A value without what is never the same twice. Lists are sorted, as some follow the order of the labels."""
    if isinstance(value, dict):
        return {name: bare(inner, known) for name, inner in value.items()}
    if isinstance(value, list):
        return sorted((bare(inner, known) for inner in value), key=bare_text)
    if isinstance(value, str):
        if value in known:
            return known[value]
        return next((words for form, words in _NOT_THE_SAME_TWICE if form.fullmatch(value)), value)
    return value


def bare_text(value: Any) -> str:
    return canonical_json(value).decode()
