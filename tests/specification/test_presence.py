"""Who is there: seats that have a part open, in whatever process, and who of them writes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from services.specification.app import create_app
from services.specification.background import forget_who_left
from services.specification.models import Clause, SeatHere
from services.specification.pages import feeds
from shared.access import Caller
from tests.kit import at_once
from tests.specification.test_live_pages import STREAM, events, lines_of, open_at, path
from tests.specification.test_pages import at, browser, html
from tests.specification.workshop import Workshop


@pytest.fixture(autouse=True)
def every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "NOTED_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(feeds, "HERE_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(feeds, "LOOK_EVERY_SECONDS", 0.0)


def asks(workshop: Workshop, clause: Clause, caller: Caller) -> list[dict[str, Any]]:
    """Ask now and then, from a process of one's own, and return who else is there."""
    found: list[dict[str, Any]] = open_at(workshop, caller).get(path(workshop, clause)).get_json()["here"]
    return [each for each in found if each["seat_id"] != caller.seat]


def test_whoever_has_a_part_open_is_there_for_all_others_in_whatever_process(workshop: Workshop) -> None:
    clause, other = workshop.draft(), workshop.draft(heading="A garden")
    one, two, grown_up = workshop.young[0], workshop.young[1], workshop.facilitator
    asks(workshop, other, grown_up)
    asks(workshop, clause, one)
    workshop.writes(clause, two, 0, [len(clause.text), [0, "!"]])
    found = asks(workshop, clause, grown_up)
    assert {each["seat_id"]: each["writes"] for each in found} == {one.seat: False, two.seat: True}
    workshop.bench.advance(timedelta(seconds=21))
    assert {each["seat_id"] for each in asks(workshop, clause, grown_up)} == {one.seat}, "written long ago"
    workshop.bench.advance(timedelta(seconds=15))
    assert {each["seat_id"] for each in asks(workshop, clause, grown_up)} == set(), "nobody came back"


def test_a_stream_says_who_is_there_and_that_somebody_came(workshop: Workshop) -> None:
    clause = workshop.draft()
    answer = open_at(workshop, workshop.young[0]).get(path(workshop, clause), headers=STREAM)
    told = (data for kind, data in events(lines_of(answer)) if kind == "here")
    me = {"seat_id": workshop.young[0].seat, "writes": False}
    assert me in next(told)
    asks(workshop, clause, workshop.young[1])
    assert {"seat_id": workshop.young[1].seat, "writes": False} in next(told)
    answer.close()


def test_a_page_without_scripts_says_who_was_there_in_the_last_minute(workshop: Workshop) -> None:
    clause = workshop.draft()
    page = browser(workshop, workshop.young[0])
    address = at(workshop, f"/text/{clause.clause_id}/write")
    assert "Nobody else." in page.open(address).text
    other = browser(workshop, workshop.facilitator).open(address)
    assert re.search(r"Young person \d\s+reads", other.text)
    assert workshop.young[0].seat not in html(other).split("data-here>")[1], "said by role and number"
    workshop.bench.advance(timedelta(seconds=59))
    assert "Facilitator 1" in page.open(address).text
    workshop.bench.advance(timedelta(seconds=61))
    assert "Facilitator 1" not in page.open(address).text.split("Who else is here")[1]


def test_what_was_noted_is_gone_after_a_minute(workshop: Workshop) -> None:
    asks(workshop, workshop.draft(), workshop.young[0])
    forget_who_left(workshop.bench.runtime)
    assert len(workshop.bench.rows(SeatHere)) == 1
    workshop.bench.advance(timedelta(seconds=60))
    forget_who_left(workshop.bench.runtime)
    assert workshop.bench.rows(SeatHere) == []


def test_many_are_written_down_at_once(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "NOTED_EVERY_SECONDS", 3600.0)
    clause = workshop.draft()
    held = feeds.Feeds(workshop.bench.runtime)
    for caller in workshop.young:
        held.note(clause.clause_id, caller.seat_id)
    assert len(workshop.bench.rows(SeatHere)) == 1, "the first at once, the others with the next"
    monkeypatch.setattr(feeds, "NOTED_EVERY_SECONDS", 0.0)
    held.note(clause.clause_id, workshop.young[0].seat_id)
    assert len(workshop.bench.rows(SeatHere)) == 3


def test_fifty_who_ask_at_once_are_answered_also_while_others_hear_a_stream(workshop: Workshop) -> None:
    """There are fewer connections to the database than that: nobody who holds one waits for another."""
    clause, app = workshop.draft(), create_app(workshop.bench.runtime)
    headers = workshop.bench.headers(workshop.young[0])

    def ask() -> int:
        return app.test_client().get(path(workshop, clause), headers=headers).status_code

    assert at_once([ask] * 50) == [200] * 50
