"""What tests with passkeys do again and again. The device is one of the test's own."""

from __future__ import annotations

from typing import Any

from tests.authenticator import Authenticator
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.visitor import Visitor

OPTIONS = "/people/passkeys/options"
PASSKEY_FORM = 1
REFUSED = "This passkey did not work here. Try again, or go on in another way."
UNKNOWN = "We do not know this passkey, or no longer. Try another one, or go on in another way."
TOO_OLD = "That took too long, or this page is old. Please try again."
USED = "This was sent before, and counts only once. Please try again."


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


def enter(visitor: Visitor, answer: str) -> Visitor:
    visitor.open("/people/sign-in")
    return visitor.send_form(PASSKEY_FORM, credential=answer)


def come_in(desk: Desk, phone: Authenticator, **told: Any) -> Visitor:
    visitor = browser(desk)
    return enter(visitor, phone.sign(asked(visitor, "signing-in"), **told))
