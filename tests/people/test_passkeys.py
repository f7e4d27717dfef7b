"""Passkeys: adding, signing in, removing; and what is refused. The device is one of the test's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.people.models import Account, Guessing, Passkey, SecondFactor, SignIn, UsedChallenge
from services.people.rules.passkeys import MOST_PASSKEYS
from services.people.use_cases.erase_person import erase_person
from services.people.worker import SERVICE
from shared.roles import AccountKind
from tests.authenticator import Authenticator, text
from tests.kit import Bench
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.visitor import Visitor

OPTIONS = "/people/passkeys/options"
PASSKEY_FORM = 1
REFUSED = "This passkey did not work here. Try again, or go on in another way."
UNKNOWN = "We do not know this passkey, or no longer. Try another one, or go on in another way."
TOO_OLD = "That took too long, or this page is old. Please try again."
USED = "This was sent before, and counts only once. Please try again."


@pytest.fixture
def person(desk: Desk) -> Person:
    return desk.person()


@pytest.fixture
def phone() -> Authenticator:
    return Authenticator()


def browser(desk: Desk) -> Visitor:
    return Visitor(desk.client.application.test_client())


def signed_in(desk: Desk, person: Person) -> Visitor:
    return browser(desk).open("/people/sign-in").send(sign_in_name=person.name, passphrase=PASSPHRASE)


def asked(visitor: Visitor, what: str) -> Any:
    answer = visitor.client.get(f"{OPTIONS}/{what}")
    assert answer.status_code == 200, answer.text
    return answer.json


def add(visitor: Visitor, phone: Authenticator, name: str = "My phone", **told: Any) -> Visitor:
    visitor.open("/people/passkeys/new")
    return visitor.send(name=name, credential=phone.make(asked(visitor, "new"), **told))


@pytest.fixture
def owned(desk: Desk, person: Person, phone: Authenticator) -> Passkey:
    """A passkey that somebody has; the browser it was made in is gone."""
    assert add(signed_in(desk, person), phone).path == "/people/passkeys"
    found: Passkey = desk.bench.rows(Passkey)[0]
    return found


def enter(visitor: Visitor, answer: str) -> Visitor:
    visitor.open("/people/sign-in")
    return visitor.send_form(PASSKEY_FORM, credential=answer)


def come_in(desk: Desk, phone: Authenticator, **told: Any) -> Visitor:
    visitor = browser(desk)
    return enter(visitor, phone.sign(asked(visitor, "signing-in"), **told))


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


def test_whoever_has_a_passkey_comes_in_without_saying_who_they_are(
    desk: Desk, person: Person, phone: Authenticator, owned: Passkey
) -> None:
    desk.advance(hours=1)
    visitor = come_in(desk, phone)
    assert (visitor.status, visitor.path) == (404, "/"), "the home page is another service's"
    assert visitor.open("/people/settings").text.count(person.name.split("@", maxsplit=1)[0]) > 0
    (used,) = desk.bench.rows(Passkey)
    assert (used.sign_count, used.last_used_at) == (1, desk.bench.now)
    newest = max(desk.bench.rows(SignIn), key=lambda row: row.begun_at)
    assert (newest.holder_id, newest.confirmed_at) == (person.holder_id, desk.bench.now)
    # An act that cannot be undone is near enough to it; a passkey proves who it is.
    assert visitor.open("/people/devices/all").status == 200
    assert "Last used 2 March 2026, 10:30" in visitor.open("/people/passkeys").text


def test_whoever_gives_a_code_with_their_passphrase_gives_none_with_a_passkey(
    desk: Desk, person: Person, phone: Authenticator, owned: Passkey
) -> None:
    with desk.session() as session:
        factor = SecondFactor(
            holder_id=person.holder_id, locked_secret="", begun_at=desk.bench.now, confirmed_at=desk.bench.now
        )
        session.add(factor)
    assert signed_in(desk, person).open("/people/settings").status == 401
    assert come_in(desk, phone).open("/people/settings").status == 200


def test_a_session_by_passkey_has_the_limits_of_its_person(desk: Desk, phone: Authenticator, owned: Passkey) -> None:
    visitor = come_in(desk, phone)
    desk.advance(minutes=119)
    assert visitor.open("/people/settings").status == 200
    desk.advance(minutes=121)
    assert visitor.open("/people/settings").status == 401


def test_what_was_typed_comes_back_after_signing_in_with_a_passkey(
    desk: Desk, person: Person, phone: Authenticator, owned: Passkey
) -> None:
    visitor = signed_in(desk, person).open(f"/people/passkeys/{owned.passkey_id}")
    desk.advance(hours=3)
    visitor.send(name="Renamed on the way")
    assert visitor.status == 401
    wrong = phone.sign(asked(visitor, "signing-in"), origin="https://evil.example")
    visitor.send_form(PASSKEY_FORM, credential=wrong)
    # Wrong once, and still nothing is lost.
    assert (visitor.status, visitor.problems) == (403, [REFUSED])
    visitor.send_form(PASSKEY_FORM, credential=phone.sign(asked(visitor, "signing-in")))
    assert visitor.heading == "You are signed in again"
    assert visitor.value("name") == ["Renamed on the way"]
    visitor.send()
    assert "Renamed on the way" in visitor.text


def test_a_passkey_leads_to_no_other_place(desk: Desk, phone: Authenticator, owned: Passkey) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        visitor = browser(desk)
        visitor.open(f"/people/sign-in-with-passkey?next={elsewhere}")
        visitor.send_form(PASSKEY_FORM, credential=phone.sign(asked(visitor, "signing-in")), next=elsewhere)
        assert visitor.path == "/"


@pytest.mark.parametrize(
    "told",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost"},
        {"rp_id": "evil.example"},
        {"user_handle": b"somebody else"},
    ],
    ids=str,
)
def test_an_answer_from_elsewhere_is_refused_and_counted(
    desk: Desk, phone: Authenticator, owned: Passkey, told: dict[str, Any]
) -> None:
    visitor = come_in(desk, phone, **told)
    assert (visitor.status, visitor.problems) == (403, [REFUSED])
    assert sorted(row.failures for row in desk.bench.rows(Guessing)) == [1, 1]
    assert [row.last_used_at for row in desk.bench.rows(Passkey)] == [None]
    assert len(desk.bench.rows(SignIn)) == 1, "only the one in which it was added"


def test_a_signature_of_another_key_is_refused(desk: Desk, phone: Authenticator, owned: Passkey) -> None:
    phone.key = Authenticator().key
    assert come_in(desk, phone).problems == [REFUSED]


def test_a_device_that_does_not_check_who_holds_it_is_refused(desk: Desk, person: Person, phone: Authenticator) -> None:
    phone.verifies = False
    assert add(signed_in(desk, person), phone).problems == [REFUSED]
    assert desk.bench.rows(Passkey) == []
    phone.verifies = True
    add(signed_in(desk, person), phone)
    phone.verifies = False
    assert come_in(desk, phone).problems == [REFUSED]


def test_a_count_that_goes_back_or_stands_still_is_refused(desk: Desk, phone: Authenticator, owned: Passkey) -> None:
    phone.count = 6
    assert come_in(desk, phone).problems == []
    for before in (2, 6):
        phone.count = before
        assert come_in(desk, phone).problems == [REFUSED]
    phone.count = 7
    assert come_in(desk, phone).problems == []


def test_a_device_that_never_counts_is_not_refused_for_it(desk: Desk, phone: Authenticator, owned: Passkey) -> None:
    for _ in range(2):
        phone.count = -1
        assert come_in(desk, phone).problems == []


def test_a_challenge_counts_once_even_when_the_answer_was_wrong(
    desk: Desk, phone: Authenticator, owned: Passkey
) -> None:
    visitor = browser(desk)
    asks = asked(visitor, "signing-in")
    right = phone.sign(asks)
    assert enter(visitor, phone.sign(asks, origin="https://evil.example")).problems == [REFUSED]
    assert enter(visitor, right).problems == [USED]
    other = browser(desk)
    asks = asked(other, "signing-in")
    right = phone.sign(asks)
    cookie = other.client.get_cookie("coproduce")
    assert cookie is not None
    enter(other, right)
    # Somebody who saw it all, the cookie too, sends it once more.
    again = browser(desk)
    again.client.set_cookie("coproduce", cookie.value)
    assert enter(again, right).problems == [USED]


def test_a_challenge_is_good_for_five_minutes(desk: Desk, phone: Authenticator, owned: Passkey) -> None:
    for minutes, problems in ((4.9, []), (5, [TOO_OLD])):
        visitor = browser(desk)
        answer = phone.sign(asked(visitor, "signing-in"))
        desk.advance(minutes=minutes)
        assert enter(visitor, answer).problems == problems


def test_used_challenges_are_forgotten(desk: Desk, phone: Authenticator, owned: Passkey) -> None:
    come_in(desk, phone)
    desk.advance(minutes=6)
    come_in(desk, phone)
    assert [row.used_at for row in desk.bench.rows(UsedChallenge)] == [desk.bench.now]


def test_a_challenge_is_good_in_its_own_browser_and_for_its_own_purpose_only(
    desk: Desk, person: Person, phone: Authenticator, owned: Passkey
) -> None:
    mine, other = browser(desk), browser(desk)
    asked(other, "signing-in")
    assert enter(other, phone.sign(asked(mine, "signing-in"))).problems == [TOO_OLD]
    visitor = signed_in(desk, person)
    made = Authenticator().make(asked(visitor, "new") | {"challenge": asked(visitor, "signing-in")["challenge"]})
    assert visitor.open("/people/passkeys/new").send(name="x", credential=made).problems == [TOO_OLD]
    invented = text(bytes(56))
    assert come_in(desk, phone, challenge=invented).problems == [TOO_OLD]
    assert come_in(desk, phone, challenge="").problems == [TOO_OLD]


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


def test_a_removed_or_unknown_passkey_lets_nobody_in(
    desk: Desk, person: Person, phone: Authenticator, owned: Passkey
) -> None:
    visitor = signed_in(desk, person)
    visitor.open(f"/people/passkeys/{owned.passkey_id}/removal").send()
    found = come_in(desk, phone)
    assert (found.status, found.problems) == (403, [UNKNOWN])


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


def test_whoever_has_a_passkey_confirms_with_it_and_goes_on_where_they_were(
    desk: Desk, person: Person, phone: Authenticator, owned: Passkey
) -> None:
    visitor = signed_in(desk, person).open("/people/devices/all")
    desk.advance(minutes=11)
    visitor.send(where="others")
    assert (visitor.heading, "Confirm with a passkey" in visitor.text) == ("Is it you?", True)
    asks = asked(visitor, "confirming")
    assert [each["id"] for each in asks["allowCredentials"]] == [owned.credential_id]
    assert (asks["allowCredentials"][0]["transports"], asks["userVerification"]) == (["internal"], "required")
    visitor.send_form(PASSKEY_FORM, credential=phone.sign(asks, rp_id="evil.example"))
    assert (visitor.status, visitor.problems, visitor.heading) == (403, [REFUSED], "Is it you?")
    visitor.send_form(PASSKEY_FORM, credential=phone.sign(asked(visitor, "confirming")))
    assert (visitor.heading, visitor.value("where")) == ("Thank you. We know it is you.", ["others"])
    visitor.send()
    assert (visitor.path, visitor.problems) == ("/people/devices", [])


def test_nobody_confirms_with_the_passkey_of_another_or_with_a_signature_for_signing_in(
    desk: Desk, person: Person, phone: Authenticator, owned: Passkey
) -> None:
    other, theirs = signed_in(desk, desk.person()), Authenticator()
    add(other, theirs)
    desk.advance(minutes=11)
    other.open("/people/devices/all")
    other.send_form(PASSKEY_FORM, credential=phone.sign(asked(other, "confirming")))
    assert (other.status, other.problems) == (403, [UNKNOWN])
    other.send_form(PASSKEY_FORM, credential=theirs.sign(asked(other, "signing-in") | {"allowCredentials": []}))
    assert other.problems == [TOO_OLD]
    other.send_form(PASSKEY_FORM, credential=theirs.sign(asked(other, "confirming")))
    assert other.path == "/people/devices/all"


def test_whoever_has_no_passkey_is_not_asked_for_one(desk: Desk, person: Person) -> None:
    visitor = signed_in(desk, person)
    assert "passkey" not in visitor.open("/people/confirm").text


def test_young_people_are_not_asked_about_passkeys(desk: Desk) -> None:
    visitor = signed_in(desk, desk.person(AccountKind.YOUNG_PERSON))
    assert "Passkeys" not in visitor.open("/people/settings").text
    assert visitor.open("/people/passkeys").status == 403


def test_wrong_answers_slow_their_address_down_but_not_the_owner_on_their_own_device(
    desk: Desk, person: Person, phone: Authenticator, owned: Passkey
) -> None:
    own = come_in(desk, phone)
    stranger = Authenticator(credential_id=b"made up", user_handle=b"made up")
    for _ in range(60):
        assert come_in(desk, stranger).problems == [UNKNOWN]
    found = come_in(desk, stranger)
    assert (found.status, found.problems) == (429, ["That was tried too often. Wait 1 seconds, then try again."])
    own.open("/people/sign-out").send()
    enter(own, phone.sign(asked(own, "signing-in")))
    assert own.open("/people/settings").status == 200


PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")


def credential(part: str) -> str:
    return json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "response": dict.fromkeys(PARTS, part)})


@pytest.mark.parametrize(
    "answer",
    [
        "{", "[]", "{}", "null", "1" * 20_001, "[" * 20_000, credential("a"), credential("e30"),
        credential(text(b'{"type": 1, "challenge": 1, "origin": 1}')),
    ],
    ids=lambda answer: answer[:12] + str(len(answer)),
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(desk: Desk, person: Person, answer: str) -> None:
    assert enter(browser(desk), answer).problems == [REFUSED]
    visitor = signed_in(desk, person).open("/people/passkeys/new")
    assert visitor.send(name="x", credential=answer).problems == [REFUSED]
    assert visitor.value("credential") == [""]


def test_a_device_whose_words_are_spoilt_is_refused_in_words(
    desk: Desk, person: Person, phone: Authenticator, owned: Passkey
) -> None:
    """Each part of a right answer is cut short, or replaced: never a breakdown, never a way in."""
    for kind, parts in (("sign", ("authenticatorData", "signature")), ("make", ("attestationObject",))):
        for part in parts:
            for spoilt in ("", "AA", "_" * 400):
                visitor = signed_in(desk, person)
                asks = asked(visitor, "new" if kind == "make" else "signing-in")
                answer = json.loads(Authenticator().make(asks) if kind == "make" else phone.sign(asks))
                answer["response"][part] = spoilt or answer["response"][part][:20]
                if kind == "make":
                    visitor.open("/people/passkeys/new").send(name="x", credential=json.dumps(answer))
                else:
                    visitor.open("/people/sign-in").send_form(PASSKEY_FORM, credential=json.dumps(answer))
                assert (visitor.status, visitor.problems) == (403, [REFUSED]), (part, spoilt)


def test_a_form_without_a_passkey_says_what_to_do(desk: Desk, person: Person) -> None:
    words = ["No passkey came with this. Press the button once more, and follow your device."]
    assert enter(browser(desk), "").problems == words
    visitor = signed_in(desk, person).open("/people/passkeys/new").send(name="Mine")
    assert (visitor.problems, visitor.value("name")) == (words, ["Mine"])


def test_an_old_page_is_told_to_press_again(desk: Desk, phone: Authenticator, owned: Passkey) -> None:
    visitor = browser(desk)
    answer = phone.sign(asked(visitor, "signing-in"))
    visitor.open("/people/sign-in").send_form(PASSKEY_FORM, credential=answer, csrf_token="made up")
    assert visitor.problems == [
        "This page was open for a long time. Nothing was sent yet. Please press the button again."
    ]


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
