"""The first officer's link: it opens one staff account, once, for a day, and leads on."""

from __future__ import annotations

from functools import partial

import pytest

from services.people.models import Account, FirstOfficerLink
from services.people.queries.first_officer import staff_accounts
from services.people.rules.first_officer import LINK_LASTS
from services.people.rules.guessing import FREE_FROM_AN_ADDRESS
from services.people.use_cases.make_first_officer_link import make_first_officer_link
from shared.roles import AccountKind
from tests.kit import at_once
from tests.people.desk import PASSPHRASE, Desk
from tests.people.test_erasing import erased, whole_database
from tests.visitor import Visitor

OFFICER = {"name": "Hyacinth Okonjo", "email": "h.okonjo@example.org", "passphrase": PASSPHRASE}


@pytest.fixture
def visitor(desk: Desk) -> Visitor:
    return Visitor(desk.client)


def link(desk: Desk) -> str:
    with desk.session() as session:
        _, code = make_first_officer_link(session, desk.settings, now=desk.bench.now)
    return f"/people/first-officer?code={code}"


def names(desk: Desk) -> list[str]:
    return [account.name for account in desk.bench.rows(Account)]


def test_the_link_opens_a_staff_account_signs_in_and_leads_on(desk: Desk, visitor: Visitor) -> None:
    visitor.open(link(desk))
    assert visitor.heading == "The first account"
    visitor.send(**OFFICER)
    assert (visitor.status, visitor.path, visitor.heading) == (200, "/people/first-steps", "What to do first")
    assert "coproduce safeguarding-lead" in visitor.text
    assert "over the API" in visitor.text
    (account,) = desk.bench.rows(Account)
    assert (account.kind, account.name, account.sign_in_name) == ("staff", OFFICER["name"], OFFICER["email"])
    assert visitor.open("/people/settings").status == 200
    assert desk.events() == [], "a person who opened an account and has no seat yet is in no event"


def test_it_works_once_and_says_so(desk: Desk, visitor: Visitor) -> None:
    address = link(desk)
    visitor.open(address).send(**OFFICER)
    again = Visitor(desk.client.application.test_client())
    assert again.open(address).status == 404
    assert "This link was used: it opened an account." in again.text
    assert names(desk) == [OFFICER["name"]]


def test_two_who_have_the_page_open_get_one_account(desk: Desk) -> None:
    address = link(desk)
    first, second = (Visitor(desk.client.application.test_client()).open(address) for _ in range(2))
    assert first.send(**OFFICER).path == "/people/first-steps"
    second.send(**OFFICER | {"email": "other@example.org", "name": "Other"})
    assert second.status == 404
    assert second.problems[0].startswith("This link was used")
    assert names(desk) == [OFFICER["name"]]


def test_two_at_the_same_moment_get_one_account(desk: Desk) -> None:
    address = link(desk)
    visitors = [Visitor(desk.client.application.test_client()).open(address) for _ in range(2)]
    at_once([partial(each.send, **OFFICER) for each in visitors])
    assert sorted(each.status for each in visitors) == [200, 404]
    assert len(names(desk)) == 1


@pytest.mark.parametrize(("hours", "status"), [(23.99, 200), (24, 404), (100, 404)])
def test_it_works_for_a_day(desk: Desk, visitor: Visitor, hours: float, status: int) -> None:
    address = link(desk)
    desk.advance(hours=hours)
    assert visitor.open(address).status == status
    assert ("This link is older than 24 hours." in visitor.text) == (status == 404)


def test_a_page_left_open_for_a_day_opens_nothing(desk: Desk, visitor: Visitor) -> None:
    visitor.open(link(desk))
    desk.advance(hours=LINK_LASTS.total_seconds() / 3600)
    visitor.send(**OFFICER)
    assert (visitor.status, names(desk)) == (404, [])
    assert visitor.problems[0].startswith("This link is older than 24 hours.")


def test_a_new_link_ends_the_one_before(desk: Desk, visitor: Visitor) -> None:
    before, after = link(desk), link(desk)
    visitor.open(before).send(**OFFICER)
    assert visitor.status == 404
    assert visitor.problems[0].startswith("This link does not work. A newer one may have been made since")
    assert visitor.value("name") == [OFFICER["name"]], "what was typed stays"
    assert visitor.value("passphrase") == [""]
    assert visitor.open(after).send(**OFFICER).status == 200
    assert len(desk.bench.rows(FirstOfficerLink)) == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Write your name."),
        ({"email": "okonjo"}, "This does not look like an e-mail address."),
        ({"passphrase": "short"}, "This has 5 characters. Choose at least 12"),
    ],
    ids=str,
)
def test_what_is_mistyped_does_not_use_the_link_up(
    desk: Desk, visitor: Visitor, changed: dict[str, str], words: str
) -> None:
    visitor.open(link(desk)).send(**OFFICER | changed)
    assert visitor.problems[0].startswith(words)
    visitor.send(**OFFICER)
    assert visitor.path == "/people/first-steps"


def test_an_email_address_that_is_taken_does_not_use_the_link_up(desk: Desk, visitor: Visitor) -> None:
    taken = desk.person()
    visitor.open(link(desk)).send(**OFFICER | {"email": taken.name})
    assert visitor.problems[0].startswith("Somebody signs in with this e-mail address already.")
    assert visitor.send(**OFFICER).path == "/people/first-steps"


def test_without_its_code_the_page_says_where_the_link_comes_from(visitor: Visitor) -> None:
    visitor.open("/people/first-officer")
    assert (visitor.status, visitor.value("email")) == (200, [])
    assert "coproduce first-officer" in visitor.text


def test_the_code_is_kept_as_a_keyed_hash(desk: Desk) -> None:
    address = link(desk)
    assert address.partition("code=")[2].lower() not in whole_database(desk)


def test_who_has_no_link_does_not_learn_which_staff_have_accounts(desk: Desk, visitor: Visitor) -> None:
    taken = desk.person()
    for email in (taken.name, "nobody@example.org"):
        visitor.open("/people/first-officer?code=made-up").send(**OFFICER | {"email": email})
        assert visitor.status == 404
        assert visitor.problems[0].startswith("This link does not work.")


def test_wrong_links_are_counted_with_the_address_like_other_codes(desk: Desk, visitor: Visitor) -> None:
    for number in range(FREE_FROM_AN_ADDRESS):
        assert visitor.open(f"/people/first-officer?code=made-up-{number}").send(**OFFICER).status == 404
    good = link(desk)
    assert visitor.open(good).send(**OFFICER).status == 429
    desk.advance(minutes=1)
    assert visitor.open(good).send(**OFFICER).status == 200


def test_staff_accounts_are_counted_without_those_who_were_forgotten(desk: Desk) -> None:
    for kind in AccountKind:
        desk.person(kind)
    leaving = desk.person()
    with desk.session() as session:
        assert staff_accounts(session) == 2
    erased(desk, leaving)
    with desk.session() as session:
        assert staff_accounts(session) == 1
