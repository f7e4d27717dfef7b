"""The same passkey at the same moment, on both databases: an answer counts once, and a count never goes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.people.models import Passkey, SignIn, UsedChallenge
from services.people.worker import SERVICE
from tests.authenticator import Authenticator
from tests.kit import PostgresBench, at_once
from tests.people.desk import Desk, Person
from tests.people.passkeys.moves import add, asked, browser, enter, signed_in

AT_ONCE = 5


@pytest.fixture(params=["embedded", "distributed"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if request.param == "embedded":
        made = Desk(tmp_path)
    else:
        engines = request.getfixturevalue("distributed_engines")
        made = Desk(tmp_path, PostgresBench(SERVICE, tmp_path, engines.database("people")))
    yield made
    made.bench.runtime.close()


@pytest.fixture
def person(desk: Desk) -> Person:
    return desk.person()


@pytest.fixture
def phone(desk: Desk, person: Person) -> Authenticator:
    found = Authenticator()
    assert add(signed_in(desk, person), found).path == "/people/passkeys"
    return found


def entered(desk: Desk) -> int:
    """How many sessions there are beside the one in which the passkey was made."""
    return len(desk.bench.rows(SignIn)) - 1


def test_the_same_answer_sent_many_times_at_once_lets_in_once(desk: Desk, phone: Authenticator) -> None:
    first = browser(desk).open("/people/sign-in")
    answer = phone.sign(asked(first, "signing-in"))
    cookie: Any = first.client.get_cookie("coproduce")
    copies = [browser(desk) for _ in range(AT_ONCE)]
    for each in copies:
        each.client.set_cookie("coproduce", cookie.value)
        each.open("/people/sign-in")
    found = at_once([lambda one=each: enter(one, answer).problems for each in copies])  # type: ignore[misc]
    assert sorted(found) == sorted(
        [[], *[["This was sent before, and counts only once. Please try again."]] * (AT_ONCE - 1)]
    )
    assert (entered(desk), len(desk.bench.rows(UsedChallenge))) == (1, 2)


def test_of_copies_of_a_device_that_count_alike_one_gets_in(desk: Desk, phone: Authenticator) -> None:
    visitors = [browser(desk) for _ in range(AT_ONCE)]
    answers = []
    for each in visitors:
        phone.count = 6
        answers.append(phone.sign(asked(each, "signing-in")))
    at_once([lambda one=each, its=answer: enter(one, its) for each, answer in zip(visitors, answers, strict=True)])  # type: ignore[misc]
    assert entered(desk) == 1
    assert [row.sign_count for row in desk.bench.rows(Passkey)] == [7]
