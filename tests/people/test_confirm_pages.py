"""Pages that end what cannot be brought back: they ask for the passphrase, and go on where the person was."""

from __future__ import annotations

import pytest

from services.people.models import SignIn
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.visitor import Visitor

ASKED = "Is it you?"


@pytest.fixture
def person(desk: Desk) -> Person:
    return desk.person()


@pytest.fixture
def visitor(desk: Desk, person: Person) -> Visitor:
    found = Visitor(desk.client.application.test_client())
    found.open("/people/sign-in").send(sign_in_name=person.name, passphrase=PASSPHRASE)
    return found


def ended(desk: Desk) -> int:
    return sum(row.revoked_at is not None for row in desk.bench.rows(SignIn))


def test_signing_out_everywhere_asks_for_the_passphrase_and_goes_on_where_one_was(
    desk: Desk, person: Person, visitor: Visitor
) -> None:
    phone = desk.sign_in(person)
    visitor.open("/people/devices/all")
    assert visitor.heading == "Sign out on many devices at once"
    desk.advance(minutes=11)
    # What was chosen on a page that is open since then is asked about, and comes back after the passphrase.
    visitor.send(where="others")
    assert (visitor.status, visitor.heading, ended(desk)) == (403, ASKED, 0)
    visitor.send(passphrase="not my words")
    assert (visitor.status, visitor.problems) == (403, ["This passphrase is not right. Try again."])
    visitor.send(passphrase=PASSPHRASE)
    assert visitor.value("where") == ["others"]
    assert ended(desk) == 0, "nothing is sent before the person says so"
    visitor.send()
    assert (visitor.path, ended(desk)) == ("/people/devices", 1)
    assert desk.ask("GET", "/me", phone["token"]).status_code == 401


def test_a_page_that_ends_something_is_not_shown_before_the_confirmation(desk: Desk, visitor: Visitor) -> None:
    desk.advance(minutes=11)
    visitor.open("/people/devices/all")
    assert (visitor.status, visitor.heading) == (403, ASKED)
    visitor.send(passphrase=PASSPHRASE)
    assert (visitor.status, visitor.path) == (200, "/people/devices/all")
    visitor.send()
    assert visitor.problems == ["Choose where to sign out."]


def test_a_confirmation_leads_to_no_other_place(desk: Desk, visitor: Visitor) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        visitor.open(f"/people/confirm?next={elsewhere}").send(passphrase=PASSPHRASE)
        assert visitor.path == "/"


def test_the_list_names_the_devices(desk: Desk, person: Person, visitor: Visitor) -> None:
    desk.sign_in(person)
    visitor.open("/people/devices")
    assert "Another program" in visitor.text
    assert visitor.text.count("This device") == 1
    assert visitor.text.count("Last used") == 2
