"""What tests with the provider do again and again."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from joserfc.jwk import RSAKey

from services.people.models import Identity
from services.people.queries.council import identity_hash
from shared.roles import AccountKind
from tests.openid.council import AtTheCouncil, Council, Tamper, signed_by
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.visitor import Visitor

START, BACK = "/people/openid/start", "/people/openid/return"
REFUSED, UNKNOWN = "That did not work", "We do not know this council account yet"


def linked(desk: Desk, council: Council, subject: str = "ada", kind: AccountKind = AccountKind.STAFF) -> Person:
    person = desk.person(kind)
    found = identity_hash(desk.settings, council.issuer, subject)
    with desk.session() as session:
        session.add(
            Identity(identity_hash=found, issuer=council.issuer, holder_id=person.holder_id, linked_at=desk.bench.now)
        )
    return person


def sent_to(client: FlaskClient, path: str = START) -> str:
    """Where we send a browser."""
    answer = client.get(path)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def back(address: str) -> str:
    """The way back, as this client asks for it."""
    assert address.startswith(f"http://localhost{BACK}?"), address
    return address.removeprefix("http://localhost")


def browser(desk: Desk) -> Visitor:
    return Visitor(desk.client.application.test_client())


def come_in(desk: Desk, council: Council, who: str = "ada", path: str = START) -> Visitor:
    visitor = browser(desk)
    return visitor.open(back(AtTheCouncil(council).go(sent_to(visitor.client, path), who)))


def signed_in(visitor: Visitor) -> bool:
    return visitor.client.get("/people/settings").status_code == 200


def changed(**claims: Any) -> Tamper:
    """The provider's own key on another claim; None takes it out."""

    def tamper(found: dict[str, Any], key: RSAKey) -> str:
        return signed_by(key, {name: value for name, value in {**found, **claims}.items() if value is not None})

    return tamper


def settle_in(desk: Desk, person: Person) -> Visitor:
    visitor = browser(desk)
    visitor.open("/people/sign-in").send(sign_in_name=person.name, passphrase=PASSPHRASE)
    return visitor


def later(seconds: int, **claims: Any) -> Tamper:
    """As if the provider's clock had gone on like the desk's. None takes a claim out."""

    def tamper(found: dict[str, Any], key: RSAKey) -> str:
        moved: dict[str, Any] = {name: found[name] + seconds for name in ("iat", "exp", "auth_time") if name in found}
        said: dict[str, Any] = {**found, **moved, **claims}
        return signed_by(key, {name: value for name, value in said.items() if value is not None})

    return tamper
