"""Adding passkeys, naming and removing them; and which are not taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.people.models import Account, Passkey
from services.people.rules.passkeys import MOST_PASSKEYS
from services.people.use_cases.erase_person import erase_person
from services.people.worker import SERVICE
from shared.roles import AccountKind
from tests.authenticator import Authenticator, text
from tests.kit import Bench
from tests.people.desk import Desk, Person
from tests.people.passkeys.moves import (
    OPTIONS,
    REFUSED,
    TOO_OLD,
    UNKNOWN,
    add,
    asked,
    browser,
    come_in,
    enter,
    signed_in,
)
from tests.visitor import Visitor


def test_a_passkey_is_added_listed_renamed_and_removed(desk: Desk, person: Person, phone: Authenticator) -> None:
    visitor = signed_in(desk, person).open("/people/passkeys")
    assert "You have no passkey yet." in visitor.text
    add(visitor, phone)
    assert "Your passkey is added." in visitor.text
    assert "My phone Added 2 March 2026, 09:30. Not used yet." in visitor.text
    (kept,) = desk.bench.rows(Passkey)
    assert (kept.holder_id, kept.transports, kept.sign_count) == (person.holder_id, ["internal"], 0)
    assert kept.user_handle == text(phone.user_handle)
    assert kept.user_handle not in (person.holder_id, text(person.holder_id.encode()))
    visitor.open(f"/people/passkeys/{kept.passkey_id}")
    assert visitor.value("name") == ["My phone"]
    visitor.send(name="")
    assert visitor.problems == ["Write a name, so that you know it again."]
    visitor.send(name="Old phone")
    assert (visitor.path, "Old phone" in visitor.text) == ("/people/passkeys", True)
    visitor.open(f"/people/passkeys/{kept.passkey_id}/removal").send()
    assert (visitor.path, desk.bench.rows(Passkey)) == ("/people/passkeys", [])
    assert enter(browser(desk), "x").status == 403


def test_the_first_name_is_what_the_browser_calls_itself(desk: Desk, person: Person) -> None:
    agent = {"User-Agent": "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"}
    visitor = signed_in(desk, person).open("/people/passkeys/new", headers=agent)
    assert visitor.value("name") == ["Firefox on Android"]


def test_a_device_is_asked_to_know_its_owner_and_to_find_the_account_itself(desk: Desk, person: Person) -> None:
    found = asked(signed_in(desk, person), "new")
    assert found["authenticatorSelection"] == {
        "residentKey": "required", "requireResidentKey": True, "userVerification": "required",
    }  # fmt: skip
    assert (found["rp"], found["attestation"], found["timeout"]) == (
        {"name": "Coproduce", "id": "localhost"}, "none", 300_000,
    )  # fmt: skip
    at_the_door = asked(browser(desk), "signing-in")
    assert (at_the_door["userVerification"], at_the_door["allowCredentials"]) == ("required", [])
    assert (at_the_door["rpId"], at_the_door["timeout"]) == ("localhost", 300_000)


def test_all_passkeys_of_a_person_have_one_handle_and_no_device_makes_two(desk: Desk, person: Person) -> None:
    visitor = signed_in(desk, person)
    first, second = Authenticator(), Authenticator()
    add(visitor, first)
    excluded = asked(visitor, "new")["excludeCredentials"]
    assert [each["id"] for each in excluded] == [text(first.credential_id)]
    add(visitor, second, "Laptop")
    assert {row.user_handle for row in desk.bench.rows(Passkey)} == {text(first.user_handle)}
    # Another person's is another.
    add(signed_in(desk, desk.person()), other := Authenticator())
    assert other.user_handle != first.user_handle


def test_of_two_first_passkeys_begun_side_by_side_the_second_is_asked_for_anew(desk: Desk, person: Person) -> None:
    visitor = signed_in(desk, person)
    early = asked(visitor, "new")
    add(visitor, Authenticator())
    visitor.open("/people/passkeys/new").send(name="Laptop", credential=Authenticator().make(early))
    assert visitor.problems == [TOO_OLD]
    assert add(visitor, Authenticator(), "Laptop").path == "/people/passkeys"


def test_a_passkey_of_another_origin_is_not_taken_in(desk: Desk, person: Person, phone: Authenticator) -> None:
    assert add(signed_in(desk, person), phone, origin="https://evil.example").problems == [REFUSED]
    assert desk.bench.rows(Passkey) == []


def test_the_same_passkey_is_not_kept_twice_nor_for_two_people(
    desk: Desk, person: Person, phone: Authenticator, owned: Passkey
) -> None:
    for whose in (person, desk.person()):
        visitor = add(signed_in(desk, whose), Authenticator(), credential_id=phone.credential_id)
        assert visitor.problems == ["This passkey is there already."]
    assert len(desk.bench.rows(Passkey)) == 1


def test_a_credential_id_longer_than_the_standard_allows_is_refused(desk: Desk, person: Person) -> None:
    visitor = signed_in(desk, person)
    assert add(visitor, Authenticator(), credential_id=bytes(1024)).problems == [REFUSED]
    assert add(visitor, Authenticator(), credential_id=bytes(1023)).problems == []


def test_nobody_has_more_passkeys_than_ten(desk: Desk, person: Person) -> None:
    visitor = signed_in(desk, person)
    for _ in range(MOST_PASSKEYS - 1):
        add(visitor, Authenticator())
    asks = asked(visitor, "new")
    assert add(visitor, Authenticator()).problems == []
    assert visitor.client.get(f"{OPTIONS}/new").status_code == 409
    visitor.open("/people/passkeys/new").send(name="x", credential=Authenticator().make(asks))
    assert visitor.problems == ["You have 10 passkeys. Remove one first."]


@pytest.mark.parametrize("way", ["", "/removal"])
def test_nobody_reaches_the_passkey_of_another(desk: Desk, owned: Passkey, way: str) -> None:
    visitor = signed_in(desk, desk.person())
    assert visitor.open(f"/people/passkeys/{owned.passkey_id}{way}").status == 404


def test_adding_and_removing_ask_for_a_confirmation_and_renaming_does_not(
    desk: Desk, person: Person, owned: Passkey
) -> None:
    visitor = signed_in(desk, person)
    desk.advance(minutes=11)
    for path in ("new", f"{owned.passkey_id}/removal"):
        assert visitor.open(f"/people/passkeys/{path}").heading == "Is it you?"
    answer = visitor.client.get(f"{OPTIONS}/new")
    assert (answer.status_code, (answer.json or {})["code"]) == (403, "confirmation_is_needed")
    assert visitor.open(f"/people/passkeys/{owned.passkey_id}").status == 200


def test_the_only_way_in_is_not_removed(desk: Desk, person: Person, owned: Passkey) -> None:
    visitor = signed_in(desk, person)
    with desk.session() as session:
        # As somebody would be who never had a passphrase.
        session.get_one(Account, person.holder_id).passphrase_hash = None
    visitor.open(f"/people/passkeys/{owned.passkey_id}/removal").send()
    assert visitor.problems == ["This passkey is the only way in that you have. Add another one first."]
    add(visitor, Authenticator(), "Laptop")
    visitor.open(f"/people/passkeys/{owned.passkey_id}/removal").send()
    assert [row.name for row in desk.bench.rows(Passkey)] == ["Laptop"]


def test_young_people_are_not_asked_about_passkeys(desk: Desk) -> None:
    visitor = signed_in(desk, desk.person(AccountKind.YOUNG_PERSON))
    assert "Passkeys" not in visitor.open("/people/settings").text
    assert visitor.open("/people/passkeys").status == 403


def test_whoever_is_forgotten_has_no_passkey_and_sees_theirs_before(
    desk: Desk, person: Person, phone: Authenticator, owned: Passkey
) -> None:
    visitor = signed_in(desk, person)
    (held,) = (visitor.client.get("/people/my-data.json").json or {})["held"]["passkeys"]
    assert (held["name"], held["credential_id"]) == ("My phone", text(phone.credential_id))
    with desk.session() as session:
        erase_person(session, desk.settings, caller=person.caller(), now=desk.bench.now)
    assert desk.bench.rows(Passkey) == []
    assert come_in(desk, phone).problems == [UNKNOWN]


def at(desk: Desk, person: Person, address: str) -> Visitor:
    desk.client.application.config["SERVER_NAME"] = address
    return signed_in(desk, person)


def test_an_address_made_of_numbers_has_no_passkeys_and_says_which_one_has(desk: Desk, person: Person) -> None:
    visitor = at(desk, person, "127.0.0.1:8000").open("/people/passkeys")
    assert "Passkeys do not work at an address that is made of numbers." in visitor.text
    assert "Open this address instead, and sign in there: http://localhost:8000" in visitor.text
    assert "Add a passkey" not in visitor.text
    assert visitor.client.get(f"{OPTIONS}/new").status_code == 409
    assert visitor.client.get(f"{OPTIONS}/signing-in").status_code == 409


def test_an_address_without_https_has_no_passkeys(tmp_path: Path) -> None:
    desk = Desk(tmp_path, Bench(SERVICE, tmp_path, address="http://council.example"))
    visitor = at(desk, desk.person(), "council.example").open("/people/passkeys")
    assert "Passkeys work only where the address begins with https." in visitor.text
    assert "localhost" not in visitor.text
    desk.bench.runtime.close()
