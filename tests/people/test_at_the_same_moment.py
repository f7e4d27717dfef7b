"""What works once works once on both engines, however many use it at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from services.people.models import Account, RecoveryCode, SignIn
from services.people.queries.guesses import mark_of
from services.people.rules.first_officer import LinkIsNotGood
from services.people.use_cases.make_first_officer_link import make_first_officer_link
from services.people.use_cases.open_first_account import open_first_account
from services.people.worker import SERVICE
from shared.access.origin import Origin
from tests.kit import Bench, PostgresBench, at_once
from tests.people.desk import PASSPHRASE, Desk
from tests.people.second_factor.phone import HOME, Phone, finished, tried

AT_ONCE = 6


@pytest.fixture(params=["embedded", "distributed"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if request.param == "embedded":
        bench = Bench(SERVICE, tmp_path)
    else:
        bench = PostgresBench(SERVICE, tmp_path, request.getfixturevalue("distributed_engines").database("people"))
    yield Desk(tmp_path, bench)
    bench.runtime.close()


def begun(desk: Desk, found: list[Any]) -> int:
    """How many sessions were begun; as many as the answers say."""
    sessions = len(desk.bench.rows(SignIn))
    assert sum(isinstance(each, dict) for each in found) == sessions
    return sessions


def test_a_code_from_the_phone_begins_one_session_by_whichever_way_it_comes(desk: Desk) -> None:
    person = desk.person()
    phone = Phone(desk, person)
    # Guesses from a device that is known have a count of their own, and so do not wait for the others'.
    known = Origin(HOME.address, devices=(mark_of(desk.settings, person.name, HOME),))
    ways = [partial(each, desk, person, origin=origin) for each in (tried, finished) for origin in (HOME, known)]
    for sessions in range(1, 4):
        code = phone.next_code()
        found = at_once([partial(way, second_code=code) for way in ways * 2])
        assert sum(isinstance(each, dict) for each in found) == 1
        assert len(desk.bench.rows(SignIn)) == sessions


def test_a_recovery_code_begins_one_session_by_whichever_way_it_comes(desk: Desk) -> None:
    person = desk.person()
    code = Phone(desk, person).recovery[0]
    found = at_once([partial(each, desk, person, code) for each in (tried, finished) * (AT_ONCE // 2)])
    assert begun(desk, found) == 1
    assert sum(row.used_at is not None for row in desk.bench.rows(RecoveryCode)) == 1


def test_the_first_officers_link_opens_one_account(desk: Desk) -> None:
    with desk.session() as session:
        _, code = make_first_officer_link(session, desk.settings, now=desk.bench.now)

    def opened(number: int) -> str:
        with desk.session() as session:
            return open_first_account(
                session, desk.settings, code=code, email=f"a{number}@example.org", name="Hyacinth Okonjo",
                passphrase=PASSPHRASE, now=desk.bench.now,
            ).holder_id  # fmt: skip

    found = at_once([partial(opened, number) for number in range(AT_ONCE)])
    assert found.count(LinkIsNotGood) == AT_ONCE - 1
    assert len(desk.bench.rows(Account)) == 1
