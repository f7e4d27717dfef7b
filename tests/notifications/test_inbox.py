"""The inbox and the address over HTTP: one's own and nobody else's, with whatever is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, text

from services.notifications.models import Contact, InboxMessage
from services.notifications.queries import inbox, unread_count
from shared.access import Caller
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.notifications.office import Office, sample
from tests.notifications.test_sending import BAD, GOOD

# Written out, so that every process that runs a part of the tests calls them by the same names.
NOBODYS = "5b0c9a3e-0d6e-4d8a-9c39-1f2f6f0a7c41"

OPEN = [
    ("GET", "/messages", None),
    ("POST", f"/messages/{NOBODYS}/reading", None),
    ("POST", "/messages/reading", {"until": "2026-03-02T09:30:00Z"}),
    ("GET", "/me/contact", None),
    ("PUT", "/me/contact", {"email": "a@example.org"}),
    ("DELETE", "/me/contact", None),
]


def own(office: Office, caller: Caller) -> list[dict[str, Any]]:
    answer = office.ask("GET", "/messages", caller)
    assert answer.status_code == 200
    return list(answer.json or [])


def test_everybody_reads_their_own_messages_and_nobody_elses(office: Office) -> None:
    office.fill()
    message = office.put("specification.specification_agreed.v1")
    for name, caller in office.cast.items():
        mine = own(office, caller)
        assert {each["message_id"] for each in mine} == {m.message_id for m in office.messages(who=name)}
    told = {m.message_id for m in office.messages(message)}
    found = next(each for each in own(office, office.cast["young"]) if each["message_id"] in told)
    assert found == {
        "message_id": found["message_id"], "commission_id": office.commission_id, "notice": "specification_agreed",
        "title": "It is agreed", "text": "Everybody who has to has signed. The text is agreed.",
        "place": f"/commissions/{office.commission_id}", "sent_at": "2026-03-02T09:30:00.000000Z", "read_at": None,
    }  # fmt: skip


def test_an_inbox_of_somebody_without_a_seat_is_empty(office: Office) -> None:
    office.fill()
    for kind in AccountKind:
        assert own(office, office.bench.account(kind)) == []


def test_the_newest_message_comes_first_and_two_hundred_at_most(office: Office) -> None:
    office.seat("young", Role.YOUNG_PERSON)
    for _ in range(205):
        office.bench.advance(timedelta(minutes=1))
        office.bench.take(sample("specification.criteria_set.v1", commission_id=office.commission_id))
    found = own(office, office.cast["young"])
    assert len(found) == 200
    assert [each["sent_at"] for each in found] == sorted((each["sent_at"] for each in found), reverse=True)


def test_a_message_is_marked_read_once_and_keeps_its_first_time(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    (message,) = own(office, young)
    office.bench.advance(timedelta(hours=1))
    path = f"/messages/{message['message_id']}/reading"
    first = office.ask("POST", path, young)
    assert (first.status_code, (first.json or {})["read_at"]) == (200, "2026-03-02T10:30:00.000000Z")
    office.bench.advance(timedelta(minutes=5))
    again = office.ask("POST", path, young)
    assert (again.status_code, again.json) == (200, first.json)
    assert own(office, young) == [first.json]


def test_nobody_marks_a_message_of_somebody_else(office: Office) -> None:
    office.fill()
    (message,) = office.messages(who="provider")
    for name, caller in office.cast.items():
        if name != "provider":
            answer = office.ask("POST", f"/messages/{message.message_id}/reading", caller)
            assert (answer.status_code, (answer.json or {})["code"]) == (404, "no_such_message"), name
            assert message.text not in answer.text
    assert [each.read_at for each in office.messages(who="provider")] == [None]


def test_everything_that_was_seen_is_marked_read_at_once_and_what_came_later_is_not(office: Office) -> None:
    office.fill()
    office.put("specification.criteria_set.v1")
    young, other = office.cast["young"], office.cast["facilitator"]
    seen = own(office, young)
    office.ask("POST", f"/messages/{seen[0]['message_id']}/reading", young)
    office.bench.advance(timedelta(minutes=1))
    office.put("specification.specification_agreed.v1")
    answer = office.ask("POST", "/messages/reading", young, {"until": seen[0]["sent_at"]})
    assert (answer.status_code, answer.json) == (200, {"marked": len(seen) - 1})
    assert [each["title"] for each in own(office, young) if each["read_at"] is None] == ["It is agreed"]
    assert all(each["read_at"] is None for each in own(office, other))
    again = office.ask("POST", "/messages/reading", young, {"until": seen[0]["sent_at"]})
    assert again.json == {"marked": 0}


def pages_of(office: Office, caller: Caller, size: int) -> list[list[list[InboxMessage]]]:
    """The messages by page and bundle, until no page follows."""
    found: list[list[list[InboxMessage]]] = []
    more = True
    with office.bench.runtime.read_sessions() as session:
        while more:
            bundles, more = inbox(session, caller.holder_id, len(found) + 1, size)
            found.append([bundle.messages for bundle in bundles])
            assert len(found) < 50
    return found


def test_unread_messages_come_first_page_by_page(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    for _ in range(5):
        office.bench.advance(timedelta(days=1))
        office.put("specification.criteria_set.v1")
    newest = own(office, young)[0]
    office.ask("POST", f"/messages/{newest['message_id']}/reading", young)
    with office.bench.runtime.read_sessions() as session:
        assert unread_count(session, young.holder_id) == 5
        assert inbox(session, young.holder_id, 3, 4) == ([], False)
    pages = pages_of(office, young, 4)
    assert [len(bundles) for bundles in pages] == [4, 2]
    found = [message for bundles in pages for bundle in bundles for message in bundle]
    assert [each.read_at is None for each in found] == [True] * 5 + [False]
    assert found[-1].message_id == newest["message_id"]
    assert [each.sent_at for each in found[:5]] == sorted((each.sent_at for each in found[:5]), reverse=True)


def test_one_kind_of_one_commission_on_one_day_is_one_bundle_whatever_came_between(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    for _ in range(3):
        office.put("specification.criteria_set.v1")
        office.put("specification.specification_agreed.v1")
        office.bench.advance(timedelta(minutes=1))
    office.seat("young", Role.YOUNG_PERSON, new_id(), young.holder_id)
    ((*bundles,),) = pages_of(office, young, 20)
    assert sorted((bundle[0].notice, len(bundle)) for bundle in bundles) == [
        ("criteria_set", 3), ("specification_agreed", 3), ("welcome", 1), ("welcome", 1),
    ]  # fmt: skip
    for bundle in bundles:
        assert [each.sent_at for each in bundle] == sorted((each.sent_at for each in bundle), reverse=True)


def test_a_read_message_is_in_no_bundle_with_unread_ones(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    for _ in range(3):
        office.put("specification.criteria_set.v1")
    (some, *_rest) = [each for each in own(office, young) if each["notice"] == "criteria_set"]
    office.ask("POST", f"/messages/{some['message_id']}/reading", young)
    ((*bundles,),) = pages_of(office, young, 20)
    assert [{each.read_at is None for each in bundle} for bundle in bundles] == [{True}, {True}, {False}]
    assert sorted(len(bundle) for bundle in bundles) == [1, 1, 2]


def test_a_day_ends_at_midnight_by_the_clocks_in_the_uk(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    for hour in (22, 23):  # in June: 23:00 and, on the next day, 0:00
        office.bench.now = datetime(2026, 6, 1, hour, 30, tzinfo=UTC)
        office.put("specification.criteria_set.v1")
    ((*bundles,),) = pages_of(office, young, 20)
    assert [len(bundle) for bundle in bundles] == [1, 1, 1]


def test_every_message_stands_on_one_page_wherever_a_page_ends(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    kinds = ("specification.criteria_set.v1", "specification.specification_agreed.v1", "tendering.bids_opened.v1")
    for number in range(24):
        office.bench.advance(timedelta(hours=5))
        office.put(kinds[number % 3])
    for size in (1, 2, 3, 7, 50):
        pages = pages_of(office, young, size)
        found = [each.message_id for bundles in pages for bundle in bundles for each in bundle]
        assert len(found) == len(set(found)) == 25
        assert all(len(bundles) == size for bundles in pages[:-1])
        assert pages[-1]


@pytest.mark.parametrize("message_id", [NOBODYS, "x", "1", "00000000-0000-0000-0000-000000000000", "%00"])
def test_a_message_that_is_not_there_is_not_found(office: Office, message_id: str) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    assert office.ask("POST", f"/messages/{message_id}/reading", young).status_code == 404


@pytest.mark.parametrize(("method", "path", "body"), OPEN)
def test_whoever_is_not_signed_in_is_told_so(office: Office, method: str, path: str, body: Any) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    assert office.ask(method, path, None, body).status_code == 401
    for header in ("Bearer x.y.z", "Bearer", "Basic YTpi", "Bearer " + "x" * 5000):
        assert office.ask(method, path, None, body, headers={"Authorization": header}).status_code == 401
    headers = office.bench.headers(young)
    office.bench.advance(timedelta(minutes=16))
    answer = office.ask(method, path, None, body, headers=headers)
    assert (answer.status_code, (answer.json or {})["code"]) == (401, "token_expired")
    assert office.bench.rows(Contact) == []


def test_an_address_is_given_changed_read_and_taken_back(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    assert office.ask("GET", "/me/contact", young).json == {"wants_email": False, "email": None}
    for email in ("first@example.org", "second@example.org"):
        answer = office.ask("PUT", "/me/contact", young, {"email": f"  {email} "})
        assert (answer.status_code, answer.json) == (200, {"wants_email": True})
        assert office.ask("GET", "/me/contact", young).json == {"wants_email": True, "email": email}
    other = office.seat("other", Role.FACILITATOR)
    assert office.ask("GET", "/me/contact", other).json == {"wants_email": False, "email": None}
    for _ in range(2):
        assert office.ask("DELETE", "/me/contact", young).json == {"wants_email": False}
    assert office.bench.rows(Contact) == []


@pytest.mark.parametrize("email", GOOD)
def test_an_address_as_people_have_them_is_kept(office: Office, email: str) -> None:
    assert (
        office.ask("PUT", "/me/contact", office.seat("young", Role.YOUNG_PERSON), {"email": email}).status_code == 200
    )


@pytest.mark.parametrize("email", [*(bad for bad in BAD if bad != "a@b.cd\n"), None, True, 7, [], {}, "\ud800@b.cd"])
def test_a_wrong_address_is_refused_and_not_kept(office: Office, email: Any) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    office.wants_email("young", "before@example.org")
    answer = office.ask("PUT", "/me/contact", young, {"email": email})
    assert answer.status_code == 422
    assert [error["field"] for error in (answer.json or {})["errors"]] == ["email"]
    assert [contact.email for contact in office.bench.rows(Contact)] == ["before@example.org"]


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"email":"a@b.cd","email":"c@d.ef"}', "application/json", 400),
        (b"[" * 2000, "application/json", 400),
        (b"email=a@b.cd", "application/x-www-form-urlencoded", 415),
        (b"[]", "application/json", 422),
        (b"{}", "application/json", 422),
        (b'{"email":"a@b.cd","holder_id":"x"}', "application/json", 422),
        (b'{"email":"' + b"x" * 1024 * 1024 + b'"}', "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_a_clear_problem(
    office: Office, data: bytes, content_type: str, status: int
) -> None:
    headers = office.bench.headers(office.seat("young", Role.YOUNG_PERSON))
    answer = office.client.put("/notifications/me/contact", data=data, content_type=content_type, headers=headers)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert office.bench.rows(Contact) == []


def test_an_address_stands_in_one_table_and_in_no_event_answer_or_log(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.fill()
    young, needle = office.cast["young"], "findable.needle"
    body = {"email": f"{needle}@example.org"}
    answers = [office.ask("PUT", "/me/contact", young, body, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    office.put("specification.specification_agreed.v1")
    answers += [office.ask("GET", "/messages", young), office.ask("DELETE", "/me/contact", office.cast["board"])]
    assert all(needle not in answer.text for answer in answers)
    assert needle not in str(office.bench.recorded())
    assert needle not in "".join(capsys.readouterr())
    assert _tables_with(office, needle) == {"contacts"}


def _tables_with(office: Office, needle: str) -> set[str]:
    engine = office.bench.runtime.engine
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return {name for name in names if needle in str(connection.execute(text(f'SELECT * FROM "{name}"')).all())}  # noqa: S608


def test_forgetting_a_person_deletes_address_messages_and_email_and_nobody_elses(office: Office) -> None:
    office.fill()
    for name in ("young", "board"):
        office.wants_email(name)
    office.put("specification.specification_agreed.v1")
    board = len(office.messages(who="board"))
    office.bench.handle(sample("people.person_erased.v1", holder_id=office.cast["young"].holder_id))
    assert office.messages(who="young") == []
    assert [contact.email for contact in office.bench.rows(Contact)] == ["board@example.org"]
    assert (len(office.emails()), len(office.messages(who="board"))) == (1, board)
    # The end of their seat, and whatever else is said to it, may come later: the log keeps no order between persons.
    for event_type in ("people.seat_ended.v1", "specification.criteria_set.v1"):
        fields = {"seat_id": office.cast["young"].seat} if "seat" in event_type else {}
        office.put(event_type, **fields)
    assert office.messages(who="young") == []


def test_an_address_given_after_being_forgotten_is_refused(office: Office) -> None:
    young = office.seat("young", Role.YOUNG_PERSON)
    office.bench.handle(sample("people.person_erased.v1", holder_id=young.holder_id))
    answer = office.ask("PUT", "/me/contact", young, {"email": "a@example.org"})
    assert (answer.status_code, (answer.json or {})["code"]) == (409, "person_is_forgotten")
    assert office.bench.rows(Contact) == []


def test_how_many_messages_went_where_is_counted_without_the_providers(office: Office) -> None:
    office.fill()
    for name in ("young", "board", "bidder"):
        office.wants_email(name)
    office.judge()
    office.put("tendering.bids_opened.v1")
    young = office.cast["young"]
    (message,) = [each for each in own(office, young) if each["notice"] == "bids_opened"]
    office.ask("POST", f"/messages/{message['message_id']}/reading", young)
    path = f"/commissions/{office.commission_id}/deliveries"
    for name, caller in office.cast.items():
        status = 200 if name in ("commissioner", "auditor") else 403
        assert office.ask("GET", path, caller).status_code == status, name
    rows = {row["notice"]: row for row in office.ask("GET", path, office.cast["auditor"]).json or []}
    assert rows["bids_opened"] == {
        "notice": "bids_opened", "in_app": 9, "read": 1, "queued": 2, "sent": 0, "failed": 0,
    }  # fmt: skip
    assert rows["welcome"]["in_app"] == 10


def test_a_message_row_is_one_for_an_event_a_notice_and_a_seat(office: Office) -> None:
    office.fill()
    message = office.put("specification.specification_agreed.v1")
    rows = [(m.event_id, m.notice, m.seat_id) for m in office.bench.rows(InboxMessage)]
    assert len(rows) == len(set(rows))
    assert len(office.messages(message)) == 9
