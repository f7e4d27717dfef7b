"""Signing in with a passkey, and confirming with one."""

from __future__ import annotations

from services.people.models import Passkey, SecondFactor, SignIn
from tests.authenticator import Authenticator
from tests.people.desk import Desk, Person
from tests.people.passkeys.moves import PASSKEY_FORM, REFUSED, TOO_OLD, UNKNOWN, add, asked, browser, come_in, signed_in


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
