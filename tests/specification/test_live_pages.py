"""What a page that is open hears of what others type: a stream, or an answer now and then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Timer
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.specification.app import create_app
from services.specification.models import Clause
from services.specification.pages import live
from services.specification.pages.feeds import most_streams
from services.specification.use_cases.hide_text import hide_text
from services.specification.use_cases.keep_words import keep_words
from services.specification.use_cases.set_checking import set_checking
from shared.access import Caller
from shared.runtime import Runtime
from tests.specification.test_pages import at, browser, html
from tests.specification.workshop import Workshop

STREAM = {"Accept": "text/event-stream"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LONGEST_SECONDS", 1.0)
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.2)


def open_at(workshop: Workshop, caller: Caller, runtime: Runtime | None = None) -> FlaskClient:
    client = create_app(runtime or workshop.bench.runtime).test_client()
    client.environ_base.update({"HTTP_AUTHORIZATION": workshop.bench.headers(caller)["Authorization"]})
    return client


def path(workshop: Workshop, clause: Clause, after: int = 0) -> str:
    return at(workshop, f"/text/{clause.clause_id}/live?after={after}")


def lines_of(answer: TestResponse) -> Iterator[bytes]:
    """What a stream sends, line by line, as it comes."""
    return (line if isinstance(line, bytes) else line.encode() for line in answer.response)


def heard(lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    """The changes that a stream tells, one by one."""
    for kind, data in events(lines):
        if kind == "message":
            yield from data


def events(lines: Iterator[bytes]) -> Iterator[tuple[str, Any]]:
    """The events of a stream, with their kinds."""
    for line in lines:
        kind = "message"
        for part in line.decode().splitlines():
            if part.startswith("event: "):
                kind = part.removeprefix("event: ")
            if part.startswith("data: "):
                yield kind, json.loads(part.removeprefix("data: "))
                kind = "message"


def test_a_stream_tells_what_was_typed_and_what_is_typed_then(workshop: Workshop) -> None:
    clause = workshop.draft(text="ab")
    workshop.writes(clause, workshop.young[1], 0, [2, [0, "c"]], key="one")
    answer = open_at(workshop, workshop.young[0]).get(path(workshop, clause), headers=STREAM)
    assert answer.content_type.startswith("text/event-stream")
    told = heard(lines_of(answer))
    assert next(told) == {"number": 1, "key": "one-0", "change": [2, [0, "c"]], "seat_id": workshop.young[1].seat}
    Timer(0.1, lambda: workshop.writes(clause, workshop.young[2], 1, [3, [0, "d"]], key="two")).start()
    assert next(told)["key"] == "two-0"
    assert list(told) == [], "it ends, and the browser comes again"
    answer.close()


def test_a_browser_that_comes_back_goes_on_where_it_was(workshop: Workshop) -> None:
    clause = workshop.draft(text="ab")
    workshop.writes(clause, workshop.young[1], 0, [2, [0, "c"]], [3, [0, "d"]])
    headers = {**STREAM, "Last-Event-ID": "1"}
    answer = open_at(workshop, workshop.young[0]).get(path(workshop, clause), headers=headers)
    told = b"".join(lines_of(answer)).decode()
    answer.close()
    assert "id: 2\ndata: " in told
    assert '"number":1' not in told
    assert ": here\n" in told


def test_whoever_finds_no_free_stream_asks_now_and_then(workshop: Workshop) -> None:
    clause = workshop.draft(text="ab")
    few = replace(workshop.bench.runtime, settings=replace(workshop.bench.settings, web_threads=8))
    client = open_at(workshop, workshop.young[0], few)
    held = [client.get(path(workshop, clause), headers=STREAM) for _ in range(most_streams(8))]
    assert client.get(path(workshop, clause), headers=STREAM).status_code == 204
    workshop.writes(clause, workshop.young[1], 0, [2, [0, "c"]])
    told = client.get(path(workshop, clause)).get_json()["changes"]
    assert [each["number"] for each in told] == [1]
    assert client.get(path(workshop, clause, 1)).get_json()["changes"] == []
    for each in held:
        each.close()
    answer = client.get(path(workshop, clause), headers=STREAM)
    assert answer.status_code == 200
    answer.close()


def test_a_stream_ends_when_the_words_are_hidden_or_the_program_stops(workshop: Workshop) -> None:
    clause = workshop.draft(text="ab")
    client = open_at(workshop, workshop.young[0])
    answer = client.get(path(workshop, clause), headers=STREAM)
    lines = lines_of(answer)
    next(lines)
    workshop.act(
        hide_text, workshop.facilitator, clause_id=clause.clause_id, version=1, hides=True, reason="About somebody."
    )
    assert list(lines) == []
    answer.close()
    assert client.get(path(workshop, clause)).status_code == 409
    workshop.bench.runtime.stopping.set()
    answer = open_at(workshop, workshop.facilitator).get(path(workshop, clause), headers=STREAM)
    assert list(lines_of(answer)) == [b"retry: 1000\n\n"]
    answer.close()


def test_nobody_else_hears_it_and_a_number_that_is_not_there_is_refused(workshop: Workshop) -> None:
    clause = workshop.draft(text="ab")
    assert open_at(workshop, workshop.provider).get(path(workshop, clause)).status_code == 403
    assert workshop.bench.client(create_app).get(path(workshop, clause)).status_code == 401
    assert open_at(workshop, workshop.young[0]).get(path(workshop, clause, 5)).status_code == 409


@pytest.mark.parametrize("shut", ["agreed", "read first", "hidden", "finished", "nothing"])
def test_a_page_is_live_where_what_is_typed_may_be_seen_at_once(workshop: Workshop, shut: str) -> None:
    clause = workshop.draft(text="ab")
    if shut == "agreed":
        workshop.agree(clause)
    if shut == "read first":
        workshop.act(set_checking, workshop.commissioner, checks=True)
    if shut == "hidden":
        workshop.act(
            hide_text, workshop.facilitator, clause_id=clause.clause_id, version=1, hides=True, reason="Somebody."
        )
    if shut == "finished":
        workshop.publish()
    page = browser(workshop, workshop.young[0]).open(at(workshop, f"/text/{clause.clause_id}/write"))
    assert ("data-writing" in html(page)) == ("writing.js" in html(page)) == (shut == "nothing")


def test_the_form_of_a_live_page_keeps_what_went_letter_by_letter(workshop: Workshop) -> None:
    clause = workshop.draft(text="ab")
    page = browser(workshop, workshop.young[0]).open(at(workshop, f"/text/{clause.clause_id}/write"))
    workshop.writes(clause, workshop.young[0], 0, [2, [0, "c"]])
    page.send(text="abc", number="1")
    (kept,) = workshop.clauses()
    assert (kept.version, kept.text, kept.live_number) == (2, "abc", 1)
    workshop.bench.advance(timedelta(minutes=5))
    assert workshop.act(keep_words, workshop.young[0], clause_id=clause.clause_id).version == 2
