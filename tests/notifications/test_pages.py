"""The inbox as pages: read, marked and left, without scripts; and the address that e-mail goes to."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from services.notifications.app import create_app
from services.notifications.models import Contact
from services.notifications.pages import SIZE
from services.notifications.rules import place_of
from shared.access import Caller
from shared.ids import new_id
from shared.reading_age import reading_age
from shared.roles import AccountKind, Role
from tests.notifications.office import CAST, Office, sample
from tests.notifications.test_sending import BAD, GOOD
from tests.visitor import Visitor

INBOX, SETTINGS = "/notifications/inbox", "/notifications/settings"


def visitor(office: Office, caller: Caller) -> Visitor:
    """A browser in which this person is signed in."""
    client = office.bench.client(create_app)
    with client.session_transaction() as kept:
        kept["token"] = office.bench.headers(caller)["Authorization"].removeprefix("Bearer ")
        kept["kind"] = caller.kind.value
    return Visitor(client)


def test_new_messages_come_first_and_say_that_they_are_new(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    office.bench.advance(timedelta(minutes=1))
    office.put("specification.criteria_set.v1")
    browser = visitor(office, young).open(INBOX)
    assert "You have 2 new messages." in browser.text
    assert browser.text.index("New criteria") < browser.text.index("Welcome")
    (newest, _oldest) = sorted(office.messages(who="young"), key=lambda each: each.sent_at, reverse=True)
    browser.open(f"{INBOX}/{newest.message_id}")
    assert browser.heading == "New criteria"
    assert newest.text in browser.text
    assert browser.answer is not None
    assert f'href="{place_of(newest.notice, newest.commission_id)}"' in browser.answer.text
    browser.send()
    assert (browser.path, "Marked as read." in browser.text) == (INBOX, True)
    assert "You have 1 new message." in browser.text
    assert browser.text.index("Welcome") < browser.text.index("New criteria")


def test_whoever_is_in_several_commissions_sees_which_one_a_message_is_about(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    started = "specification.commission_started.v1"
    office.put(started, title="Somewhere to talk")
    browser = visitor(office, young).open(INBOX)
    assert "Somewhere to talk" not in browser.text, "there is no other"
    (first,) = office.messages(who="young")
    assert "Somewhere to talk" in browser.open(f"{INBOX}/{first.message_id}").text
    there = office.seat("young there", Role.YOUNG_PERSON, new_id(), young.holder_id)
    office.bench.handle(sample(started, commission_id=there.commission_id, title="A skate park"))
    office.bench.handle(sample(started, commission_id=new_id(), title="A swimming pool"))
    browser.open(INBOX)
    assert ("Somewhere to talk" in browser.text, "A skate park" in browser.text) == (True, True)
    assert "swimming" not in browser.text


def test_to_look_at_a_message_changes_nothing(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    (message,) = office.messages(who="young")
    browser = visitor(office, young)
    for _ in range(2):
        assert "I have read this" in browser.open(f"{INBOX}/{message.message_id}").text
    assert office.messages(who="young")[0].read_at is None


def test_all_that_was_shown_is_marked_and_what_came_meanwhile_is_not(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    browser = visitor(office, young).open(INBOX)
    office.bench.advance(timedelta(minutes=1))
    office.put("specification.criteria_set.v1")
    browser.send()
    assert "All messages are marked as read." in browser.text
    assert "You have 1 new message." in browser.text
    browser.send()
    assert "You have no new messages." in browser.text
    assert browser.read.forms == []


@pytest.mark.parametrize("until", ["", "yesterday", "2026-03-02T09:30:00", "9" * 500])
def test_a_time_that_is_none_marks_nothing(office: Office, until: str) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    browser = visitor(office, young).open(INBOX).send(until=until)
    assert (browser.status, len(browser.problems)) == (422, 1)
    assert office.messages(who="young")[0].read_at is None


def test_many_messages_are_on_pages(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    for _ in range(SIZE + 2):
        office.bench.advance(timedelta(days=1))
        office.put("specification.criteria_set.v1")
    browser = visitor(office, young).open(INBOX)
    assert browser.text.count("New criteria") == SIZE
    assert ("Next page" in browser.text, "Previous page" in browser.text) == (True, False)
    browser.open(f"{INBOX}?page=2")
    assert browser.text.count("New criteria") == 2
    assert ("Next page" in browser.text, "Previous page" in browser.text) == (False, True)
    for odd in ("0", "-1", "x", "1e9", "٣", "99999999999999999999", ""):
        assert browser.open(INBOX, query_string={"page": odd}).status == 200


def test_messages_of_one_kind_stand_together_and_open_to_each_of_them(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    for number in range(3):
        office.put("specification.specification_agreed.v1", reason=f"Reason {number}.")
    browser = visitor(office, young).open(INBOX)
    assert "You have 4 new messages." in browser.text
    assert browser.text.count("Show all 3 messages") == 1
    assert browser.answer is not None
    links = re.findall(rf'href="({INBOX}/[^"]+)"', browser.answer.text)
    assert sorted(links) == sorted(f"{INBOX}/{each.message_id}" for each in office.messages(who="young"))
    assert browser.answer.text.count("<details") == 1
    assert len(re.findall(r'<strong class="govuk-tag">', browser.answer.text)) == 2
    browser.open(links[0]).send()
    assert "You have 3 new messages." in browser.text


def test_nobody_opens_a_message_of_somebody_else(office: Office) -> None:
    office.fill()
    (message,) = office.messages(who="provider")
    for name, caller in office.cast.items():
        if name != "provider":
            browser = visitor(office, caller).open(f"{INBOX}/{message.message_id}")
            assert browser.status == 404, name
            assert message.text not in browser.text


def test_an_inbox_without_messages_says_so(office: Office) -> None:
    browser = visitor(office, office.bench.account(AccountKind.STAFF)).open(INBOX)
    assert "You have no new messages." in browser.text
    assert browser.read.forms == []
    assert browser.open(f"{INBOX}/{new_id()}").status == 404


def test_whoever_is_not_signed_in_signs_in_first(office: Office) -> None:
    browser = Visitor(office.bench.client(create_app))
    for path in (INBOX, f"{INBOX}/{new_id()}", SETTINGS, f"{SETTINGS}/no-email"):
        assert browser.open(path).status == 401


def test_an_address_is_given_changed_and_forgotten(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    browser = visitor(office, young).open(SETTINGS)
    assert "You get no emails now." in browser.text
    for email in ("first@example.org", "second@example.org"):
        browser.send(email=f" {email} ")
        assert "You now get an email when there is a message." in browser.text
        assert browser.value("email") == [email]
        assert [each.email for each in office.bench.rows(Contact)] == [email]
    browser.open(f"{SETTINGS}/no-email").send()
    assert "We have forgotten your address." in browser.text
    assert browser.value("email") == [""]
    assert office.bench.rows(Contact) == []


@pytest.mark.parametrize("email", [each for each in BAD if each.isprintable() and each.strip()][:12])
def test_what_is_no_address_comes_back_with_what_to_do(office: Office, email: str) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    browser = visitor(office, young).open(SETTINGS).send(email=email)
    assert browser.status == 422
    assert browser.problems
    assert office.bench.rows(Contact) == []


@pytest.mark.parametrize("email", GOOD)
def test_every_good_address_is_taken(office: Office, email: str) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    visitor(office, young).open(SETTINGS).send(email=email)
    assert [each.email for each in office.bench.rows(Contact)] == [email]


@pytest.mark.parametrize("name", [name for name, role in CAST.items() if role is Role.YOUNG_PERSON])
def test_a_young_person_can_read_the_pages_at_eleven(office: Office, name: str) -> None:
    office.fill()
    office.judge()
    browser = visitor(office, office.cast[name])
    for message in office.messages(who=name):
        browser.open(f"{INBOX}/{message.message_id}")
        assert reading_age(message.text) <= 11
    for path in (INBOX, SETTINGS, f"{SETTINGS}/no-email"):
        assert browser.open(path).status == 200
        assert browser.answer is not None
        main = browser.answer.text.split("<main", 1)[1].split("</main>", 1)[0]
        lines = re.sub(r"\s*<[^>]*>\s*", "\n", main[main.index(">") + 1 :])
        assert reading_age(lines) <= 11, path


def test_a_new_message_is_news_to_its_reader_alone(office: Office) -> None:
    young, other = office.seat("young", Role.YOUNG_PERSON), office.seat("bidder", Role.PROVIDER)

    def numbers() -> list[int]:
        answers = [visitor(office, each).client.get(f"{INBOX}/news").json for each in (young, other)]
        return [int((answer or {})["number"]) for answer in answers]

    before = numbers()
    taken = {"seat_id": other.seat, "holder_id": other.holder_id, "role": "provider"}
    office.put("people.seat_taken.v1", **taken)
    assert numbers() == [before[0], before[1] + 1]
    office.put("specification.criteria_set.v1")
    assert numbers() == [before[0] + 1, before[1] + 1]
