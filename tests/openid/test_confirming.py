"""Before what cannot be undone the council's sign-in asks once more; and what was typed meanwhile is not lost."""

from __future__ import annotations

from typing import Any

import pytest

from services.people.models import Account, SignIn
from tests.openid.council import AtTheCouncil, Council
from tests.openid.moves import REFUSED, START, back, browser, come_in, later, linked, sent_to, settle_in, signed_in
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.visitor import Visitor

ASK = "/people/openid/confirm?next=/people/go-on/other-tab"
ASKED = "Is it you?"


def wait(desk: Desk, council: Council, minutes: int) -> None:
    desk.advance(minutes=minutes)
    council.tamper = later(60 * minutes)


def without_a_passphrase(desk: Desk, council: Council) -> Person:
    person = linked(desk, council)
    with desk.session() as session:
        session.get_one(Account, person.holder_id).passphrase_hash = None
    return person


def ended(desk: Desk) -> int:
    return sum(row.revoked_at is not None for row in desk.bench.rows(SignIn))


def test_somebody_without_a_passphrase_confirms_at_the_council_and_sends_what_they_typed(
    desk: Desk, council: Council
) -> None:
    without_a_passphrase(desk, council)
    come_in(desk, council)
    at = AtTheCouncil(council)
    visitor = browser(desk)
    visitor.open(back(at.go(sent_to(visitor.client), "ada")))
    assert at.asked_for_passphrase == 1
    visitor.open("/people/devices/all")
    wait(desk, council, 11)
    visitor.send(where="others")
    assert (visitor.heading, len(visitor.read.forms)) == (ASKED, 1), "no passphrase is asked for where there is none"
    visitor.send()
    assert (visitor.status, visitor.heading) == (409, ASKED)
    assert "has not asked you yet" in visitor.problems[0]

    other_tab = Visitor(visitor.client)
    other_tab.open(back(at.go(sent_to(visitor.client, ASK), "ada")))
    assert other_tab.heading == "We know it is you"
    assert at.asked_for_passphrase == 2, "the provider asks again, though it knows them"

    visitor.send()
    assert visitor.value("where") == ["others"]
    assert ended(desk) == 0, "nothing is sent before the person says so"
    visitor.send()
    assert (visitor.path, ended(desk)) == ("/people/devices", 1)


@pytest.mark.parametrize(
    ("who", "claims"),
    [("bo", {}), ("ada", {"auth_time": None}), ("ada", {"auth_time": 1_000_000_000})],
    ids=["somebody else", "it does not say when", "long ago"],
)
def test_what_confirms_nothing(desk: Desk, council: Council, who: str, claims: dict[str, Any]) -> None:
    without_a_passphrase(desk, council)
    linked(desk, council, "bo")
    visitor = come_in(desk, council)
    wait(desk, council, 11)
    council.tamper = later(660, **claims)
    visitor.open(back(AtTheCouncil(council).go(sent_to(visitor.client, ASK), who)))
    assert (visitor.status, visitor.heading) == (403, REFUSED)
    assert visitor.open("/people/erase-me").heading == ASKED
    assert signed_in(visitor), "the session goes on as it was"


def test_whoever_has_a_passphrase_too_may_choose(desk: Desk, council: Council) -> None:
    linked(desk, council)
    visitor = come_in(desk, council)
    wait(desk, council, 11)
    visitor.open("/people/erase-me")
    assert [form.action for form in visitor.read.forms] == ["/people/confirm/passphrase", "/people/confirm/council"]
    visitor.send(passphrase=PASSPHRASE)
    assert visitor.path == "/people/erase-me"


def test_a_token_that_ran_out_on_the_way_is_renewed_on_the_way_back(desk: Desk, council: Council) -> None:
    without_a_passphrase(desk, council)
    visitor = come_in(desk, council)
    wait(desk, council, 14)
    found = back(AtTheCouncil(council).go(sent_to(visitor.client, ASK), "ada"))
    desk.advance(minutes=3)
    council.tamper = later(60 * 17)
    assert visitor.open(found).heading == "We know it is you"


def test_who_is_signed_out_meanwhile_confirms_nothing(desk: Desk, council: Council) -> None:
    without_a_passphrase(desk, council)
    visitor = come_in(desk, council)
    wait(desk, council, 11)
    found = back(AtTheCouncil(council).go(sent_to(visitor.client, ASK), "ada"))
    with desk.session() as session:
        for row in session.query(SignIn):
            row.revoked_at = desk.bench.now
    assert visitor.open(found).status == 401


def test_what_was_typed_waits_in_one_tab_while_somebody_signs_in_in_another(desk: Desk, council: Council) -> None:
    person = linked(desk, council)
    visitor = settle_in(desk, person)
    visitor.open("/people/devices/all")
    wait(desk, council, 200)
    visitor.send(where="others")
    assert visitor.status == 401
    # The way of the youngest leads there as well, and says so.
    number = [(form.action, form.named("way")) for form in visitor.read.forms].index(("/people/go-on", []))
    visitor.send_form(number)
    assert (visitor.status, visitor.heading) == (409, "Go on where you were")
    assert "You are not signed in yet" in visitor.problems[0]

    other_tab = Visitor(visitor.client)
    found = AtTheCouncil(council).go(sent_to(visitor.client, f"{START}?next=/people/go-on/other-tab"), "ada")
    assert other_tab.open(back(found)).heading == "We know it is you"

    # Whoever signs in gets another CSRF secret, so the button is pressed once more; nothing typed is lost over it.
    visitor.send()
    assert "Nothing was sent yet" in visitor.problems[0]
    visitor.send()
    assert visitor.value("where") == ["others"]
    visitor.send()
    assert visitor.path == "/people/devices"


def test_going_on_leads_to_no_other_place(desk: Desk, council: Council) -> None:
    visitor = settle_in(desk, linked(desk, council))
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        visitor.open("/people/go-on").send(next=elsewhere)
        assert visitor.path == "/"
