"""E-mail over a real SMTP server: delivered once, tried again, given up, never more than one recipient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event as StopSign
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from services.notifications.background import Letter, compose, send_due_emails, send_one
from services.notifications.models import Email
from services.notifications.rules import IN_FLIGHT, MOST_TRIES, is_address, next_try_at
from services.notifications.use_cases.forget_contact import forget_contact
from shared.ids import new_id
from shared.roles import Role
from tests.notifications.mailroom import Mailroom
from tests.notifications.office import Office, sample

PAUSES = [timedelta(minutes=m) for m in (1, 5, 25, 120, 360, 720, 1440)]


@pytest.fixture
def mailroom() -> Iterator[Mailroom]:
    made = Mailroom()
    made.up()
    yield made
    made.down()


@pytest.fixture
def office(tmp_path: Path, mailroom: Mailroom) -> Iterator[Office]:
    made = Office(tmp_path, smtp=mailroom.address)
    made.seat("young", Role.YOUNG_PERSON)
    made.wants_email("young")
    yield made
    made.bench.runtime.close()


def tell(office: Office) -> None:
    office.put("specification.specification_agreed.v1")


def send(office: Office) -> int:
    """Send what is due now; return how many e-mails were tried."""
    tried = 0
    while send_one(office.bench.runtime):
        tried += 1
    return tried


def only(office: Office) -> Email:
    (email,) = office.emails()
    return email


def test_an_email_arrives_once_and_says_what_the_inbox_says(office: Office, mailroom: Mailroom) -> None:
    tell(office)
    assert (only(office).state, only(office).tries) == ("queued", 0)
    assert [send(office), send(office)] == [1, 0]
    (mail,) = mailroom.taken
    message = office.messages(who="young")[-1]
    assert (mail["Subject"], mail["To"]) == (message.title, "young@example.org")
    assert mail["From"] == "Coproduce <no-reply@coproduce.invalid>"
    assert mail["Message-ID"] == f"<{message.message_id}@coproduce.invalid>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == office.bench.now
    assert mail.get_content().replace("\r\n", "\n") == f"{message.text}\n\nSign in to see more.\n"
    assert mailroom.recipients == [["young@example.org"]]
    found = only(office)
    assert (found.state, found.tries, found.settled_at, found.next_try_at) == ("sent", 1, office.bench.now, None)
    office.bench.advance(timedelta(days=30))
    assert send(office) == 0


def test_reasons_of_any_letters_arrive_as_they_were_written(office: Office, mailroom: Mailroom) -> None:
    reason = "Café ✓ \U0001f9ed — \n.\nBcc: all@example.org\n\n" + "long " * 400
    office.put("specification.clause_agreed.v1", reason=reason)
    send(office)
    (mail,) = mailroom.taken
    assert reason.strip() in mail.get_content().replace("\r\n", "\n")
    assert mail["Bcc"] is None
    assert mailroom.recipients == [["young@example.org"]]


def test_only_whoever_gave_an_address_gets_email(office: Office, mailroom: Mailroom) -> None:
    office.seat("board", Role.BOARD_MEMBER)
    tell(office)
    assert send(office) == 1
    assert len(office.messages()) == 4


@pytest.mark.parametrize("step", ["at_recipient", "at_content", "at_sender"])
def test_a_mail_system_that_says_later_is_asked_again_with_growing_pauses(
    office: Office, mailroom: Mailroom, step: str
) -> None:
    setattr(mailroom, step, "451 Not now")
    tell(office)
    for number, pause in enumerate(PAUSES, start=1):
        assert send(office) == 1
        found = only(office)
        assert (found.state, found.tries, found.next_try_at) == ("queued", number, office.bench.now + pause)
        office.bench.advance(pause - timedelta(microseconds=1))
        assert send(office) == 0
        office.bench.advance(timedelta(microseconds=1))
    assert send(office) == 1
    found = only(office)
    assert (found.state, found.tries, found.next_try_at) == ("given_up", MOST_TRIES, None)
    office.bench.advance(timedelta(days=365))
    assert send(office) == 0
    assert (mailroom.asked, mailroom.taken) == (MOST_TRIES, [])


def test_after_a_temporary_failure_it_arrives_once(office: Office, mailroom: Mailroom) -> None:
    mailroom.at_content = "452 Full"
    tell(office)
    send(office)
    mailroom.at_content = ""
    office.bench.advance(PAUSES[0])
    send(office)
    assert (len(mailroom.taken), only(office).state, only(office).tries) == (1, "sent", 2)


@pytest.mark.parametrize("step", ["at_recipient", "at_content"])
def test_a_mail_system_that_says_never_is_believed(office: Office, mailroom: Mailroom, step: str) -> None:
    setattr(mailroom, step, "550 No such mailbox")
    tell(office)
    assert send(office) == 1
    found = only(office)
    assert (found.state, found.tries, found.settled_at) == ("refused", 1, office.bench.now)
    office.bench.advance(timedelta(days=365))
    assert send(office) == 0


def test_a_mail_system_that_refuses_us_is_not_the_recipients_fault(office: Office, mailroom: Mailroom) -> None:
    mailroom.at_sender = "530 Sign in first"
    tell(office)
    send(office)
    assert (only(office).state, only(office).tries) == ("queued", 1)


def test_a_server_that_is_down_and_comes_up_gets_it_then(office: Office, mailroom: Mailroom) -> None:
    mailroom.down()
    tell(office)
    send(office)
    found = only(office)
    assert (found.state, found.tries, found.next_try_at) == ("queued", 1, office.bench.now + PAUSES[0])
    mailroom.up()
    assert send(office) == 0
    office.bench.advance(PAUSES[0])
    send(office)
    assert (len(mailroom.taken), only(office).state) == (1, "sent")


class Crash(BaseException):
    """What kills a process, so that nothing after it is done."""


def test_a_crash_after_the_server_took_it_repeats_it_at_most_once(office: Office, mailroom: Mailroom) -> None:
    """Nobody can know whether it was sent; so it is sent again, once, under the same Message-ID."""
    clock, crashes = office.bench.runtime.clock, [True]

    def dying_clock() -> datetime:
        # The clock is read for the claim and, after the sending, for the mark.
        if mailroom.taken and crashes and crashes.pop():
            raise Crash
        return clock()

    runtime = replace(office.bench.runtime, clock=dying_clock)
    tell(office)
    with pytest.raises(Crash):
        send_one(runtime)
    found = only(office)
    assert (len(mailroom.taken), found.state, found.tries) == (1, "queued", 1)
    assert found.next_try_at == office.bench.now + IN_FLIGHT
    assert send(office) == 0
    office.bench.advance(IN_FLIGHT)
    assert send(office) == 1
    office.bench.advance(timedelta(days=365))
    assert send(office) == 0
    assert (len(mailroom.taken), only(office).state) == (2, "sent")
    assert len({mail["Message-ID"] for mail in mailroom.taken}) == 1


def test_an_email_that_kills_its_sender_each_time_comes_to_an_end(office: Office, mailroom: Mailroom) -> None:
    clock = office.bench.runtime.clock

    def dying_clock() -> datetime:
        if len(mailroom.taken) > seen:
            raise Crash
        return clock()

    runtime = replace(office.bench.runtime, clock=dying_clock)
    tell(office)
    for number in range(MOST_TRIES):
        seen = number
        with pytest.raises(Crash):
            send_one(runtime)
        office.bench.advance(timedelta(days=2))
    assert send(office) == 1
    assert (only(office).state, len(mailroom.taken)) == ("given_up", MOST_TRIES)


def test_the_database_is_free_while_the_mail_system_thinks(office: Office, mailroom: Mailroom) -> None:
    written = []
    real = mailroom.handle_RCPT

    async def slow(*arguments: Any) -> str:
        office.put("specification.criteria_set.v1")
        written.append(len(office.messages()))
        return await real(*arguments)

    mailroom.handle_RCPT = slow  # type: ignore[method-assign,assignment]
    tell(office)
    assert send_one(office.bench.runtime)
    assert written == [3]
    assert sorted(email.state for email in office.emails()) == ["queued", "sent"]


def test_an_address_that_no_mail_can_be_written_to_holds_up_nobody_else(office: Office, mailroom: Mailroom) -> None:
    odd = [
        "a b@example.org",
        "x@example.org\nBcc: all@example.org",
        "x@example.org, y@example.org",
        "<>",
        "x@",
        "é@x.y",
    ]
    for number, address in enumerate(odd):
        office.seat(f"odd {number}", Role.YOUNG_PERSON)
        office.wants_email(f"odd {number}", address)
    tell(office)
    assert send(office) == len(odd) + 1
    assert mailroom.recipients == [["young@example.org"]]
    assert sorted(email.state for email in office.emails()) == ["refused"] * len(odd) + ["sent"]


def test_whoever_wants_no_more_email_gets_none_that_waits(office: Office, mailroom: Mailroom) -> None:
    tell(office)
    with office.bench.session() as session:
        forget_contact(session, holder_id=office.cast["young"].holder_id)
    send(office)
    assert (mailroom.taken, only(office).state) == ([], "given_up")


def test_somebody_erased_while_their_email_is_under_way_leaves_nothing(office: Office, mailroom: Mailroom) -> None:
    real = mailroom.handle_DATA

    async def erasing(*arguments: Any) -> str:
        office.bench.handle(sample("people.person_erased.v1", holder_id=office.cast["young"].holder_id))
        return await real(*arguments)

    mailroom.handle_DATA = erasing  # type: ignore[method-assign,assignment]
    tell(office)
    assert send(office) == 1
    assert office.emails() == []
    assert office.messages() == []


def test_the_worker_sends_until_it_is_stopped_and_waits_where_there_is_no_server(
    office: Office, mailroom: Mailroom
) -> None:
    tell(office)
    stop = StopSign()
    worker = Thread(target=send_due_emails, args=(office.bench.runtime, stop))
    worker.start()
    until = monotonic() + 20
    while not mailroom.taken and monotonic() < until:
        sleep(0.02)
    stop.set()
    worker.join(timeout=20)
    assert not worker.is_alive()
    assert (len(mailroom.taken), only(office).state) == (1, "sent")


def test_without_a_mail_system_email_waits_in_its_table(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.seat("young", Role.YOUNG_PERSON)
    office.wants_email("young")
    tell(office)
    stop = StopSign()
    worker = Thread(target=send_due_emails, args=(office.bench.runtime, stop))
    worker.start()
    sleep(0.1)
    stop.set()
    worker.join(timeout=20)
    assert (only(office).state, only(office).tries) == ("queued", 0)
    office.bench.runtime.close()


def test_pauses_grow_and_end() -> None:
    now = datetime.fromisoformat("2026-03-02T09:30:00+00:00")
    assert [next_try_at(tries, now) for tries in range(1, MOST_TRIES)] == [now + pause for pause in PAUSES]
    assert sorted(PAUSES) == PAUSES
    assert [next_try_at(tries, now) for tries in (MOST_TRIES, MOST_TRIES + 1)] == [None, None]


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n", "\r\n "])
def test_no_header_can_be_smuggled_in(line_end: str) -> None:
    now = datetime.fromisoformat("2026-03-02T09:30:00+00:00")
    smuggled = f"x{line_end}Bcc: all@example.org"
    for letter in (
        Letter(new_id(), smuggled, "Title", "Text.", now),
        Letter(new_id(), f"x@example.org{line_end}", "Title", "Text.", now),
        Letter(new_id(), "x@example.org", smuggled, "Text.", now),
    ):
        with pytest.raises(ValueError):
            compose(letter)


GOOD = ["a@b.cd", "first.last+tag@sub.example.org", "o'neil@example.co.uk", "a" * 64 + "@example.org", "1@2-3.example"]
BAD = [
    "", "a", "@", "a@", "@b.cd", "a@b", "a@b.", "a@.cd", "a@b..cd", "a@-b.cd", "a@b-.cd", "a@b.c", "a@b.1d", ".a@b.cd",
    "a.@b.cd", "a..b@c.de", "a@b@c.de", "a b@c.de", "a,b@c.de", "a;b@c.de", "<a@b.cd>", "A <a@b.cd>", '"a b"@c.de',
    "a(b)@c.de", "a\\b@c.de", "a@[127.0.0.1]", "a@b_c.de", "a@b.cd\n", "a@b.cd\r\nBcc: x@y.zz", "a\x00@b.cd", "é@b.cd",
    "a@é.de", "a@b.cd, x@y.zz", "mailto:a@b.cd", "a" * 65 + "@b.cd", "a@" + "b" * 64 + ".cd", "a@" + "b." * 126 + "cd",
]  # fmt: skip


@pytest.mark.parametrize("address", GOOD)
def test_an_address_as_people_have_them_is_taken(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize("address", BAD)
def test_what_is_not_one_plain_address_is_refused(address: str) -> None:
    assert not is_address(address)
