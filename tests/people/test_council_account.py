"""Accounts of the council, as far as no provider has to be asked: where there is none, and what is kept of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.people.models import Account, Identity, SpentState
from services.people.queries.council import add_identity, identity_hash, spend_state
from services.people.rules.council import CouncilAccountIsTaken, NoOtherWayIn, ReturnIsNotGood
from services.people.use_cases.erase_person import erase_person
from services.people.use_cases.open_account import open_account
from services.people.use_cases.unlink_council_account import unlink_council_account
from shared.roles import AccountKind
from tests.kit import SETUP_CODE
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.visitor import Visitor

ISSUER = "https://login.example.org"


@pytest.fixture
def council(desk: Desk) -> Desk:
    desk.settings = replace(desk.settings, oidc_issuer=ISSUER)
    return desk


def link(desk: Desk, person: Person, subject: str = "ada") -> None:
    with desk.session() as session:
        account = session.get_one(Account, person.holder_id)
        add_identity(session, desk.settings, account, identity_hash(desk.settings, ISSUER, subject), desk.bench.now)


def let_go(desk: Desk, person: Person) -> None:
    with desk.session() as session:
        unlink_council_account(session, desk.settings, caller=person.caller())


def change(desk: Desk, person: Person, **values: object) -> None:
    with desk.session() as session:
        for name, value in values.items():
            setattr(session.get_one(Account, person.holder_id), name, value)


def test_where_there_is_no_provider_no_page_says_a_word_of_it(desk: Desk) -> None:
    person = desk.person()
    visitor = Visitor(desk.client.application.test_client())
    for path in ("/people/sign-in", "/people/open-account", "/people/devices"):
        assert "ouncil account" not in visitor.open(path).text
    visitor.open("/people/sign-in").send(sign_in_name=person.name, passphrase=PASSPHRASE)
    assert "ouncil account" not in visitor.open("/people/settings").text
    desk.advance(minutes=11)
    assert "ouncil" not in visitor.open("/people/erase-me").text.partition("<main")[2]
    for path in ("start", "return?code=x&state=y", "link", "confirm"):
        answer = visitor.client.get(f"/people/openid/{path}")
        assert answer.headers["Location"].startswith("/people/"), path


def test_of_an_account_at_the_council_only_a_keyed_hash_is_kept(council: Desk) -> None:
    link(council, council.person(), "ada@council.example")
    (kept,) = council.bench.rows(Identity)
    assert "ada" not in kept.identity_hash
    other = replace(council.settings, secret="another secret, and long enough too")
    found = {
        identity_hash(settings, issuer, "ada@council.example")
        for settings in (council.settings, other) for issuer in (ISSUER, f"{ISSUER}/")
    }  # fmt: skip
    assert len(found) == 4, "it differs by issuer and by deployment"


def test_one_goes_with_one(council: Desk) -> None:
    one, other = council.person(), council.person()
    link(council, one)
    for person, subject in ((other, "ada"), (one, "bo"), (one, "ada")):
        with pytest.raises(CouncilAccountIsTaken):
            link(council, person, subject)
    assert len(council.bench.rows(Identity)) == 1


def test_an_account_that_is_opened_twice_with_it_is_opened_once(council: Desk) -> None:
    found = identity_hash(council.settings, ISSUER, "ada")

    def opens(email: str) -> None:
        with council.session() as session:
            open_account(
                session, council.settings, kind=AccountKind.STAFF, email=email, name="Ada", invite_code=SETUP_CODE,
                identity=found, now=council.bench.now,
            )  # fmt: skip

    opens("ada@example.org")
    with pytest.raises(CouncilAccountIsTaken):
        opens("ada.again@example.org")
    (account,) = council.bench.rows(Account)
    assert (account.sign_in_name, account.passphrase_hash) == ("ada@example.org", None)


def test_nobody_lets_go_of_their_last_way_in(council: Desk) -> None:
    person = council.person()
    link(council, person)
    change(council, person, passphrase_hash=None)
    with pytest.raises(NoOtherWayIn):
        let_go(council, person)
    assert len(council.bench.rows(Identity)) == 1
    change(council, person, passphrase_hash="one")
    let_go(council, person)
    assert council.bench.rows(Identity) == []


def test_what_is_kept_of_it_is_told_to_the_person_and_goes_with_them(council: Desk) -> None:
    person = council.person()
    link(council, person)
    token = council.sign_in(person)["token"]
    held = (council.ask("GET", "/my-data.json", token).json or {})["held"]
    assert [each["issuer"] for each in held["identities"]] == [ISSUER]
    with council.session() as session:
        erase_person(session, council.settings, caller=person.caller(), now=council.bench.now)
    assert council.bench.rows(Identity) == []


def test_a_state_is_spent_once_and_forgotten_after_ten_minutes(council: Desk) -> None:
    def spend(state: str) -> None:
        with council.session() as session:
            spend_state(session, council.settings, state, council.bench.now)

    spend("one")
    with pytest.raises(ReturnIsNotGood):
        spend("one")
    council.advance(minutes=11)
    spend("other")
    assert len(council.bench.rows(SpentState)) == 1
