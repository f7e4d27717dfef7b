from __future__ import annotations

import pytest

from services.people.models import Passkey
from tests.authenticator import Authenticator
from tests.people.desk import Desk, Person
from tests.people.passkeys.moves import add, signed_in


@pytest.fixture
def person(desk: Desk) -> Person:
    return desk.person()


@pytest.fixture
def phone() -> Authenticator:
    return Authenticator()


@pytest.fixture
def owned(desk: Desk, person: Person, phone: Authenticator) -> Passkey:
    """A passkey that somebody has; the browser it was made in is gone."""
    assert add(signed_in(desk, person), phone).path == "/people/passkeys"
    found: Passkey = desk.bench.rows(Passkey)[0]
    return found
