"""Streams that say that there is something new: a number, few at a time, and they end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Timer
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy.orm import Session

from services.notifications.worker import SERVICE
from shared.access import anyone
from shared.runtime import Runtime
from shared.web import live
from shared.web.app_factory import add_pages, bare_app, declarations
from shared.web.pages import Pages
from shared.web.routing import Read
from tests.kit import Bench

STREAM = {"Accept": "text/event-stream"}


class Counted:
    """What a page could show: a number that the test sets."""

    def __init__(self) -> None:
        self.number, self.asked = 1, 0

    def __call__(self, _session: Session) -> int:
        self.asked += 1
        return self.number


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Runtime]:
    bench = Bench(SERVICE, tmp_path)
    yield bench.runtime
    bench.runtime.close()


@pytest.fixture
def app(runtime: Runtime, counted: Counted) -> Flask:
    pages = Pages("notifications")

    @pages.signal("/toy/news", who=anyone())
    def toy_news(read: Read) -> Response:
        return live.news(read, counted)

    made = bare_app("notifications", runtime)
    add_pages(made, pages)
    return made


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY_SECONDS", 0.02)
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(live, "LONGEST_SECONDS", 2.0)


def ask(app: Flask, **options: Any) -> Any:
    return app.test_client().get("/notifications/toy/news", **options)


def test_whoever_asks_once_gets_the_number_alone(app: Flask) -> None:
    answer = ask(app)
    assert (answer.status_code, answer.json) == (200, {"number": 1})
    head = app.test_client().head("/notifications/toy/news", headers=STREAM)
    assert (head.status_code, head.data) == (200, b"")


def test_a_stream_says_the_number_then_each_change_and_signs_of_life_between(runtime: Runtime) -> None:
    counted = Counted()
    lines = live.stream(runtime, counted, 1)
    assert next(lines) == "retry: 5000\ndata: 1\n\n"
    assert next(lines) == ": here\n\n"
    counted.number = 2
    assert next(line for line in lines if "data" in line) == "data: 2\n\n"
    lines.close()  # type: ignore[attr-defined]


def test_a_stream_holds_no_database_session_between_its_looks(runtime: Runtime) -> None:
    lines = live.stream(runtime, Counted(), 1)
    next(lines)
    next(lines)
    assert runtime.read_sessions.kw["bind"].pool.checkedout() == 0


def test_a_stream_ends_after_its_time_and_at_once_when_the_program_stops(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LONGEST_SECONDS", 0.2)
    assert list(live.stream(runtime, Counted(), 1))[-1] == ": here\n\n"
    monkeypatch.setattr(live, "LONGEST_SECONDS", 60.0)
    monkeypatch.setattr(live, "LOOK_EVERY_SECONDS", 30.0)
    stopping = Event()
    Timer(0.1, stopping.set).start()
    began = time.monotonic()
    assert len(list(live.stream(replace(runtime, stopping=stopping), Counted(), 1))) == 1
    assert time.monotonic() - began < 5


def test_a_stream_ends_quietly_where_the_database_is_away(runtime: Runtime) -> None:
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    def away(_session: Session) -> int:
        raise OperationalError("x", {}, Exception())

    assert list(live.stream(runtime, away, 1)) == ["retry: 5000\ndata: 1\n\n"]


def test_there_are_few_streams_and_a_freed_one_can_be_had_again(app: Flask) -> None:
    open_ones = [ask(app, headers=STREAM, buffered=False) for _ in range(live.MOST_STREAMS)]
    assert [each.status_code for each in open_ones] == [200] * live.MOST_STREAMS
    assert open_ones[0].headers["Content-Type"].startswith("text/event-stream")
    assert open_ones[0].headers["Cache-Control"] == "no-store"
    refused = ask(app, headers=STREAM)
    assert (refused.status_code, refused.data) == (204, b"")
    assert ask(app).json == {"number": 1}
    open_ones[0].close()
    again = ask(app, headers=STREAM, buffered=False)
    assert again.status_code == 200
    for each in [*open_ones[1:], again]:
        each.close()
    # Each was given back once: as many can be had as before, and no more.
    last = [ask(app, headers=STREAM, buffered=False) for _ in range(live.MOST_STREAMS + 1)]
    assert [each.status_code for each in last] == [200] * live.MOST_STREAMS + [204]
    for each in last:
        each.close()


def test_a_signal_is_declared_and_is_no_page(app: Flask) -> None:
    name = "notifications_pages.toy_news"
    assert declarations(app)[name].who == anyone()
    assert name not in app.extensions["coproduce_pages"]
