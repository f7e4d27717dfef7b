"""A code from the phone as well, as pages: setting it up, signing in in two steps, and turning it off."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pyotp
import pytest

from services.people.models import RecoveryCode, SecondFactor, SignIn
from services.people.rules.guessing import FREE_AT_A_NAME
from shared.roles import AccountKind
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.people.second_factor.phone import Phone
from tests.visitor import Visitor

STEP, SETTINGS = "/people/sign-in/code", "/people/second-factor"
RECOVERY = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b")


@pytest.fixture
def person(desk: Desk) -> Person:
    return desk.person(name="Hyacinth Okonjo")


@pytest.fixture
def phone(desk: Desk, person: Person) -> Phone:
    return Phone(desk, person)


def browser(desk: Desk) -> Visitor:
    return Visitor(desk.client.application.test_client())


def first_step(desk: Desk, person: Person, visitor: Visitor | None = None, address: str = "/people/sign-in") -> Visitor:
    found = visitor or browser(desk)
    found.open(address).send(sign_in_name=person.name, passphrase=PASSPHRASE)
    return found


def html(visitor: Visitor) -> str:
    assert visitor.answer is not None
    return visitor.answer.get_data(as_text=True)


def sessions(desk: Desk) -> int:
    return len(desk.bench.rows(SignIn))


# Setting it up.


def test_an_officer_sets_it_up_with_picture_or_key_and_gets_recovery_codes_once(desk: Desk, person: Person) -> None:
    visitor = first_step(desk, person).open("/people/settings")
    assert "Ask for a code from my phone as well" in visitor.text
    assert "It is off." in visitor.open(SETTINGS).text
    visitor.open(f"{SETTINGS}/set-up").send()
    assert (visitor.path, visitor.heading) == (f"{SETTINGS}/phone", "Show this to your phone")
    assert "<svg" in html(visitor)
    key = re.search(r"type this key into the app:\s*((?:[A-Z2-7]{4} ?){8})", visitor.text)
    assert key is not None
    codes = pyotp.TOTP(key[1].replace(" ", ""))
    visitor.send(second_code="000 00")
    assert visitor.problems[0].startswith("This code is not right. Write the one that your phone shows now.")
    assert visitor.value("second_code") == [""]
    assert key[1] in visitor.text, "the same key: the phone has read it already"
    visitor.send(second_code=codes.at(desk.bench.now))
    assert (visitor.status, visitor.heading) == (200, "Your recovery codes")
    shown = RECOVERY.findall(visitor.text)
    assert len(set(shown)) == 10
    visitor.open(SETTINGS)
    assert "You have 10 recovery codes left." in visitor.text
    for page in ("", "/phone", "/set-up", "/recovery-codes", "/ending"):
        seen = html(visitor.open(f"{SETTINGS}{page}"))
        assert visitor.status == 200
        assert not RECOVERY.findall(seen), "they are shown once"
        assert key[1] not in unescape(seen)
    desk.advance(seconds=30)
    again = first_step(desk, person)
    assert again.heading == "Your code"
    assert again.send(second_code=shown[0]).path == "/"


def test_the_picture_says_whose_code_it_is(desk: Desk, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    import segno  # noqa: PLC0415

    drawn: list[str] = []
    make = segno.make

    def noted(address: str, **options: Any) -> Any:
        drawn.append(address)
        return make(address, **options)

    monkeypatch.setattr(segno, "make", noted)
    first_step(desk, person).open(f"{SETTINGS}/set-up").send()
    (address,) = drawn
    parsed = pyotp.parse_uri(address)
    assert isinstance(parsed, pyotp.TOTP)
    assert (parsed.name, parsed.issuer, parsed.digits, parsed.interval) == (person.name, "Coproduce", 6, 30)


def test_a_double_click_does_not_turn_it_on_twice_and_says_where_new_recovery_codes_are(
    desk: Desk, person: Person
) -> None:
    visitor = first_step(desk, person).open(f"{SETTINGS}/set-up").send()
    key = re.search(r"((?:[A-Z2-7]{4} ?){8})", visitor.text)
    assert key is not None
    code = pyotp.TOTP(key[1].replace(" ", "")).at(desk.bench.now)
    form = dict(visitor.read.forms[0].values) | {"second_code": code}
    answers = [visitor.client.post(f"{SETTINGS}/phone", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert "make new ones" in answers[1].get_data(as_text=True).lower()
    assert len(desk.bench.rows(RecoveryCode)) == 10


@pytest.mark.parametrize("page", ["/set-up", "/phone", "/recovery-codes", "/ending"])
def test_what_changes_it_asks_for_the_passphrase_once_more(desk: Desk, person: Person, phone: Phone, page: str) -> None:
    visitor = first_step(desk, person).send(second_code=phone.next_code())
    desk.advance(minutes=11)
    visitor.open(f"{SETTINGS}{page}")
    assert (visitor.status, visitor.heading) == (200, "Is it you?")
    assert visitor.open(SETTINGS).status == 200


@pytest.mark.parametrize("kind", [AccountKind.YOUNG_PERSON, AccountKind.PROVIDER])
@pytest.mark.parametrize("page", ["", "/set-up", "/phone", "/recovery-codes", "/ending"])
def test_it_is_for_staff(desk: Desk, kind: AccountKind, page: str) -> None:
    visitor = first_step(desk, desk.person(kind))
    assert "code from my phone" not in visitor.open("/people/settings").text
    assert visitor.open(f"{SETTINGS}{page}").status == 403


def test_new_recovery_codes_and_turning_it_off(desk: Desk, person: Person, phone: Phone) -> None:
    visitor = first_step(desk, person).send(second_code=phone.next_code())
    visitor.open(f"{SETTINGS}/recovery-codes").send()
    new = RECOVERY.findall(visitor.text)
    assert len(set(new) - set(phone.recovery)) == 10
    for code in new[:8]:
        assert first_step(desk, person).send(second_code=code).path == "/"
    visitor.open(SETTINGS)
    assert "You have 2 recovery codes left." in visitor.text
    assert "Make new recovery codes, before there are none." in visitor.text
    visitor.open(f"{SETTINGS}/ending").send()
    assert (visitor.path, desk.bench.rows(SecondFactor)) == (SETTINGS, [])
    assert "Turned off." in visitor.text
    assert first_step(desk, person).path == "/"


# Signing in.


def test_the_code_comes_after_the_passphrase_which_is_not_asked_for_again(
    desk: Desk, person: Person, phone: Phone
) -> None:
    visitor = first_step(desk, person)
    assert (visitor.status, visitor.heading, sessions(desk)) == (200, "Your code", 0)
    assert visitor.value("passphrase") == []
    assert PASSPHRASE not in html(visitor)
    visitor.send(second_code=phone.wrong_code())
    assert visitor.status == 403
    assert visitor.problems == [
        "This code is not right, or was used before. Wait for the next one on your phone, or use a recovery code."
    ]
    assert (visitor.value("second_code"), visitor.value("passphrase"), sessions(desk)) == ([""], [], 0)
    visitor.send(second_code="")
    assert visitor.problems == ["Write the code."]
    visitor.send(second_code=phone.next_code())
    assert (visitor.path, sessions(desk)) == ("/", 1)
    assert "Hyacinth Okonjo" in visitor.open("/people/settings").text


def test_the_first_step_signs_nobody_in(desk: Desk, person: Person, phone: Phone) -> None:
    visitor = first_step(desk, person)
    for page in ("/people/settings", "/people/my-data.json", "/people/me"):
        assert visitor.open(page).status == 401, page
    assert phone


def test_the_first_step_signs_out_whoever_was_here(desk: Desk, person: Person, phone: Phone) -> None:
    visitor = first_step(desk, desk.person())
    assert visitor.open("/people/settings").status == 200
    first_step(desk, person, visitor)
    assert visitor.open("/people/settings").status == 401
    assert phone


def test_it_leads_back_to_where_the_person_was(desk: Desk, person: Person, phone: Phone) -> None:
    visitor = first_step(desk, person, address="/people/sign-in?next=/people/devices")
    visitor.send(second_code="123").send(second_code=phone.next_code())
    assert visitor.path == "/people/devices"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_it_leads_to_no_other_place(desk: Desk, person: Person, phone: Phone, elsewhere: str) -> None:
    visitor = first_step(desk, person).send(next=elsewhere, second_code=phone.next_code())
    assert visitor.path == "/"


def test_what_was_typed_before_the_session_ended_survives_both_steps(desk: Desk, person: Person, phone: Phone) -> None:
    visitor = first_step(desk, person).send(second_code=phone.next_code())
    visitor.open("/people/devices/all")
    desk.advance(hours=3)
    visitor.send(where="others")
    assert (visitor.status, visitor.heading) == (401, "Sign in")
    visitor.send(sign_in_name=person.name, passphrase=PASSPHRASE)
    assert visitor.heading == "Your code"
    visitor.send(second_code=phone.wrong_code())
    visitor.send(second_code=phone.next_code())
    assert visitor.heading == "You are signed in again"
    assert visitor.value("where") == ["others"]
    assert visitor.send().path == "/people/devices"


def test_after_five_minutes_the_passphrase_is_asked_again_and_what_was_typed_is_still_kept(
    desk: Desk, person: Person, phone: Phone
) -> None:
    visitor = first_step(desk, person, address="/people/sign-in?next=/people/devices")
    desk.advance(minutes=5)
    visitor.send(second_code=phone.code())
    assert (visitor.status, visitor.heading, sessions(desk)) == (403, "Sign in", 0)
    assert visitor.problems == [
        "It is more than five minutes since you gave your passphrase here. Please sign in again."
    ]
    visitor.send(sign_in_name=person.name, passphrase=PASSPHRASE)
    visitor.send(second_code=phone.next_code())
    assert visitor.path == "/people/devices"


def test_just_before_five_minutes_it_is_in_time(desk: Desk, person: Person, phone: Phone) -> None:
    visitor = first_step(desk, person)
    desk.advance(seconds=299)
    assert visitor.send(second_code=phone.code()).path == "/"


def test_another_browser_gets_nowhere_with_the_code_alone(desk: Desk, person: Person, phone: Phone) -> None:
    first_step(desk, person)
    other = browser(desk).open(STEP)
    assert (other.status, other.heading, other.value("second_code")) == (200, "Sign in", [])
    answer = other.client.post(STEP, data=dict(other.read.forms[0].values) | {"second_code": phone.next_code()})
    assert (answer.status_code, sessions(desk)) == (403, 0)


def test_the_first_step_of_one_account_is_none_of_another(desk: Desk, person: Person, phone: Phone) -> None:
    other = Phone(desk, desk.person(name="Marlowe Adeyemi"))
    visitor = first_step(desk, person)
    assert visitor.send(second_code=other.next_code()).status == 403
    # Whoever signs in meanwhile in the same browser takes its place.
    first_step(desk, other.person, visitor)
    assert visitor.send(second_code=phone.next_code()).status == 403
    visitor.send(second_code=other.next_code())
    assert "Marlowe Adeyemi" in visitor.open("/people/settings").text


def test_the_step_cannot_be_taken_from_another_site(desk: Desk, person: Person, phone: Phone) -> None:
    visitor = first_step(desk, person)
    answer = visitor.client.post(STEP, data={"second_code": phone.next_code()})
    assert (answer.status_code, sessions(desk)) == (422, 0), "without the CSRF token"


def test_the_page_of_before_the_first_step_has_no_token_that_still_counts(
    desk: Desk, person: Person, phone: Phone
) -> None:
    visitor = browser(desk).open("/people/sign-in")
    before = dict(visitor.read.forms[0].values)["csrf_token"]
    first_step(desk, person, visitor)
    answer = visitor.client.post(STEP, data={"csrf_token": before, "second_code": phone.next_code()})
    assert (answer.status_code, sessions(desk)) == (422, 0), "against session fixation"


def test_guessing_codes_is_slowed_down_and_says_for_how_long(desk: Desk, person: Person, phone: Phone) -> None:
    visitor = first_step(desk, person)
    for _ in range(FREE_AT_A_NAME):
        assert visitor.send(second_code=phone.wrong_code()).status == 403
    visitor.send(second_code=phone.recovery[0])
    assert (visitor.status, sessions(desk)) == (429, 0)
    assert visitor.problems == ["That was tried too often. Wait 1 seconds, then try again."]
    assert phone.recovery[0] not in html(visitor), "a secret is never sent back"
    desk.advance(seconds=1)
    assert visitor.send(second_code=phone.recovery[0]).path == "/"


def test_when_it_was_turned_off_meanwhile_the_passphrase_is_asked_again(
    desk: Desk, person: Person, phone: Phone
) -> None:
    visitor = first_step(desk, person)
    inside = first_step(desk, person).send(second_code=phone.next_code())
    inside.open(f"{SETTINGS}/ending").send()
    visitor.send(second_code=phone.next_code())
    assert visitor.status == 403
    assert visitor.problems == ["Something has changed since you gave your passphrase. Please sign in once more."]
    assert first_step(desk, person, visitor).path == "/"


def test_my_data_says_that_it_is_on_and_no_more(desk: Desk, person: Person, phone: Phone) -> None:
    visitor = first_step(desk, person).send(second_code=phone.next_code())
    seen = html(visitor.open("/people/my-data.json"))
    assert "second_factors" in seen
    assert phone.secret not in seen
    assert "locked_secret" not in seen
    assert "code_hash" not in seen
