"""Pages that end what cannot be brought back: they ask who it is in the ways that one has, and go on where one was."""

from __future__ import annotations

import pytest

from services.people.models import Account, Seat, SignIn
from shared.roles import AccountKind, Role
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.visitor import Visitor

ASKED = "Is it you?"
PICTURES = {"first_picture": "cat", "second_picture": "moon", "third_picture": "key", "fourth_picture": "bus"}


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
    assert (visitor.status, visitor.heading, visitor.problems, ended(desk)) == (200, ASKED, [], 0)
    visitor.send(passphrase="not my words")
    assert (visitor.status, visitor.problems) == (403, ["This passphrase is not right. Try again."])
    assert visitor.heading == ASKED
    visitor.send(passphrase="")
    assert visitor.problems == ["Write your passphrase."]
    assert visitor.text.startswith("Error: Is it you?")
    visitor.send(passphrase=PASSPHRASE)
    assert visitor.heading == "Thank you. We know it is you."
    assert visitor.value("where") == ["others"]
    assert ended(desk) == 0, "nothing is sent before the person says so"
    visitor.send()
    assert (visitor.path, ended(desk)) == ("/people/devices", 1)
    assert desk.ask("GET", "/me", phone["token"]).status_code == 401


def test_a_page_that_ends_something_is_not_shown_before_the_confirmation(desk: Desk, visitor: Visitor) -> None:
    desk.advance(minutes=11)
    visitor.open("/people/devices/all")
    assert (visitor.status, visitor.heading, visitor.problems) == (200, ASKED, [])
    assert "pictures" not in visitor.text, "an account shows the ways it has, and no other"
    visitor.send(passphrase=PASSPHRASE)
    assert (visitor.status, visitor.path) == (200, "/people/devices/all")
    visitor.send()
    assert visitor.problems == ["Choose where to sign out."]


def test_a_confirmation_leads_to_no_other_place(desk: Desk, visitor: Visitor) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        for page in ("/people/confirm", "/people/confirm/passphrase"):
            visitor.open(f"{page}?next={elsewhere}").send(passphrase=PASSPHRASE)
            assert visitor.path == "/"


@pytest.fixture
def child(desk: Desk) -> Visitor:
    """One of the youngest, who joined with four pictures, and whose permission is on record."""
    found = Visitor(desk.client.application.test_client())
    found.open(f"/people/join-with-pictures?code={desk.invite()}")
    found.send(nickname="Pixelfox", born_on=["1", "6", "2014"], **PICTURES)
    with desk.session() as session:
        desk.sit(
            session, Person(_holder(desk), "pixelfox", AccountKind.YOUNG_PERSON), Role.YOUNG_PERSON, desk.commission_id
        )
    return found


def _holder(desk: Desk) -> str:
    return next(str(row.holder_id) for row in desk.bench.rows(Account) if row.name == "Pixelfox")


def test_whoever_signs_in_with_pictures_confirms_with_pictures_and_leaves_a_seat(desk: Desk, child: Visitor) -> None:
    desk.advance(minutes=11)
    seat = next(row for row in desk.bench.rows(Seat) if row.holder_id == _holder(desk))
    child.open(f"/people/seats/{seat.seat_id}/leaving")
    assert (child.status, child.heading, child.problems) == (200, ASKED, [])
    assert child.value("passphrase") == []
    child.send(**{**PICTURES, "fourth_picture": ""})
    assert child.problems == ["Choose four pictures, one in each place."]
    child.send(**{**PICTURES, "first_picture": "dog"})
    assert (child.status, child.problems) == (403, ["These pictures are not right. Try again."])
    assert child.value("second_picture") == [""], "a secret does not come back to the page"
    child.send(**PICTURES)
    assert child.path == f"/people/seats/{seat.seat_id}/leaving"
    child.send(reason="I move away.")
    assert [row.ended_at for row in desk.bench.rows(Seat) if row.seat_id == seat.seat_id] == [desk.bench.now]


def test_one_of_the_youngest_can_erase_themselves_an_hour_after_they_signed_in(desk: Desk, child: Visitor) -> None:
    desk.advance(minutes=61)
    child.open("/people/erase-me")
    assert child.heading == ASKED
    child.send(**PICTURES)
    assert child.path == "/people/erase-me"
    child.send()
    assert "Pixelfox" not in {row.name for row in desk.bench.rows(Account)}


def test_to_confirm_with_pictures_there_are_five_guesses_and_then_the_facilitator(desk: Desk, child: Visitor) -> None:
    desk.advance(minutes=11)
    child.open("/people/erase-me")
    for _ in range(5):
        child.send(**{**PICTURES, "first_picture": "dog"})
        assert child.problems == ["These pictures are not right. Try again."]
    desk.advance(minutes=1)
    child.send(**PICTURES)
    assert child.problems == ["That was tried too often. Ask the people who run your group to let you in."]
    desk.advance(minutes=61)
    child.open("/people/erase-me").send(**PICTURES)
    assert child.path == "/people/erase-me"


def test_the_list_names_the_devices(desk: Desk, person: Person, visitor: Visitor) -> None:
    desk.sign_in(person)
    visitor.open("/people/devices")
    assert "Another program" in visitor.text
    assert visitor.text.count("This device") == 1
    assert visitor.text.count("Last used") == 2
