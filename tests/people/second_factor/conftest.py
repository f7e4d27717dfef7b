from __future__ import annotations

import pytest

from tests.people.desk import Desk, Person
from tests.people.second_factor.phone import Phone


@pytest.fixture
def person(desk: Desk) -> Person:
    return desk.person(name="Hyacinth Okonjo")


@pytest.fixture
def phone(desk: Desk, person: Person) -> Phone:
    return Phone(desk, person)
