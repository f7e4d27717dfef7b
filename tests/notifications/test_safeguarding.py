"""A safeguarding lead hears that there is something to look at, and nobody hears that they heard it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.notifications.background import send_one
from shared.contracts.people import PersonErased, SafeguardingReminderDue
from shared.roles import Role
from tests.notifications.mailroom import Mailroom
from tests.notifications.office import Office


@pytest.fixture
def mailroom() -> Iterator[Mailroom]:
    made = Mailroom()
    made.up()
    yield made
    made.down()


@pytest.fixture
def manned(tmp_path: Path, mailroom: Mailroom) -> Iterator[Office]:
    made = Office(tmp_path, smtp=mailroom.address)
    made.seat("lead", Role.BOARD_MEMBER)
    made.seat("other", Role.COMMISSIONER)
    yield made
    made.bench.runtime.close()


def due(office: Office) -> SafeguardingReminderDue:
    return SafeguardingReminderDue(holder_id=office.cast["lead"].holder_id, due_at=office.bench.now)


def test_the_lead_alone_is_told_in_the_inbox_and_by_email(manned: Office, mailroom: Mailroom) -> None:
    manned.wants_email("lead")
    before = len(manned.bench.events())
    message = manned.bench.handle(due(manned))
    (told,) = manned.messages(message)
    assert (told.holder_id, told.notice, told.commission_id) == (manned.cast["lead"].holder_id, "safeguarding", "")
    assert len(manned.bench.events()) == before, "no event says that somebody was told"
    assert send_one(manned.bench.runtime)
    (mail,) = mailroom.taken
    assert "something to look at" in str(mail)
    inbox = manned.ask("GET", "/messages", manned.cast["lead"]).json or []
    (listed,) = [each for each in inbox if each["notice"] == "safeguarding"]
    assert listed["commission_id"] is None


def test_a_lead_who_was_erased_is_not_told(manned: Office) -> None:
    manned.bench.handle(PersonErased(holder_id=manned.cast["lead"].holder_id, erased_at=manned.bench.now))
    assert manned.messages(manned.bench.handle(due(manned))) == []
