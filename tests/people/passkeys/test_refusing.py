"""Which answers of a device are refused, and in which words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.people.models import Guessing, Passkey, SignIn, UsedChallenge
from tests.authenticator import Authenticator, text
from tests.people.desk import Desk, Person
from tests.people.passkeys.moves import (
    PASSKEY_FORM,
    REFUSED,
    TOO_OLD,
    UNKNOWN,
    USED,
    add,
    asked,
    browser,
    come_in,
    enter,
    signed_in,
)


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


def test_a_removed_or_unknown_passkey_lets_nobody_in(
    desk: Desk, person: Person, phone: Authenticator, owned: Passkey
) -> None:
    visitor = signed_in(desk, person)
    visitor.open(f"/people/passkeys/{owned.passkey_id}/removal").send()
    found = come_in(desk, phone)
    assert (found.status, found.problems) == (403, [UNKNOWN])


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
