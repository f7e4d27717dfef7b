"""Setting up a code from the phone: when it counts, and what is kept, shown and forgotten of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pyotp
import pytest

from services.people.models import Guessing, RecoveryCode, SecondFactor
from services.people.queries.second_factor import new_locked_secret, secret_of
from services.people.rules.second_factor import (
    RECOVERY_CODES,
    SecondCodeIsWrong,
    SecondFactorCannotBeRead,
    SecondFactorIsNeeded,
    SecondFactorIsOff,
    SecondFactorIsOn,
)
from services.people.rules.sessions import NoSuchAccount
from services.people.use_cases.begin_second_factor import begin_second_factor
from services.people.use_cases.confirm_second_factor import confirm_second_factor
from services.people.use_cases.end_second_factor import end_second_factor
from services.people.use_cases.renew_recovery_codes import renew_recovery_codes
from shared.own_data import held_about
from tests.people.desk import Desk, Person
from tests.people.second_factor.phone import Phone, count_of, finished, tried
from tests.people.test_erasing import erased, whole_database


def test_it_counts_only_when_a_first_code_was_right(desk: Desk, person: Person) -> None:
    with desk.session() as session:
        factor = begin_second_factor(session, desk.settings, caller=person.caller(), now=desk.bench.now)
        secret = secret_of(desk.settings, factor)
    assert tried(desk, person)["holder_id"] == person.holder_id
    with desk.session() as session, pytest.raises(SecondCodeIsWrong):
        confirm_second_factor(session, desk.settings, code="12345", caller=person.caller(), now=desk.bench.now)
    assert tried(desk, person)["holder_id"] == person.holder_id
    with desk.session() as session:
        code = pyotp.TOTP(secret).at(desk.bench.now)
        codes = confirm_second_factor(session, desk.settings, code=code, caller=person.caller(), now=desk.bench.now)
    assert len(set(codes)) == RECOVERY_CODES
    assert all(re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", each) for each in codes)
    assert isinstance(tried(desk, person), SecondFactorIsNeeded)
    assert isinstance(tried(desk, person, code), SecondCodeIsWrong), "the first code was taken by setting it up"


def test_whoever_begins_again_gets_another_key(desk: Desk, person: Person) -> None:
    secrets = set()
    for _ in range(2):
        with desk.session() as session:
            factor = begin_second_factor(session, desk.settings, caller=person.caller(), now=desk.bench.now)
            secrets.add(secret_of(desk.settings, factor))
    assert len(secrets) == 2
    assert len(desk.bench.rows(SecondFactor)) == 1


def test_what_is_on_is_not_set_up_over(desk: Desk, person: Person, phone: Phone) -> None:
    with desk.session() as session, pytest.raises(SecondFactorIsOn):
        begin_second_factor(session, desk.settings, caller=person.caller(), now=desk.bench.now)
    with desk.session() as session, pytest.raises(SecondFactorIsOn):
        confirm_second_factor(
            session, desk.settings, code=phone.next_code(), caller=person.caller(), now=desk.bench.now
        )  # fmt: skip
    assert tried(desk, person, phone.next_code())["holder_id"] == person.holder_id


def test_nothing_is_confirmed_renewed_or_ended_that_was_not_begun(desk: Desk, person: Person) -> None:
    options: dict[str, Any] = {"caller": person.caller(), "now": desk.bench.now}
    with desk.session() as session, pytest.raises(SecondFactorIsOff):
        confirm_second_factor(session, desk.settings, code="123456", **options)
    with desk.session() as session, pytest.raises(SecondFactorIsOff):
        renew_recovery_codes(session, desk.settings, **options)
    with desk.session() as session, pytest.raises(SecondFactorIsOff):
        end_second_factor(session, holder_id=person.holder_id)
    with desk.session() as session, pytest.raises(NoSuchAccount):
        end_second_factor(session, holder_id="nobody")


def test_what_is_kept_opens_with_the_deployments_secret_alone_and_for_one_person(
    desk: Desk, person: Person, phone: Phone
) -> None:
    left = whole_database(desk)
    for kept in (phone.secret, *phone.recovery, *(code.replace("-", "") for code in phone.recovery)):
        assert kept.lower() not in left
    (factor,) = desk.bench.rows(SecondFactor)
    assert secret_of(desk.settings, factor) == phone.secret
    with pytest.raises(SecondFactorCannotBeRead):
        secret_of(replace(desk.settings, secret="another secret, just as long as this"), factor)
    other = SecondFactor(holder_id=desk.person().holder_id, locked_secret=factor.locked_secret)
    with pytest.raises(SecondFactorCannotBeRead):
        secret_of(desk.settings, other)
    assert new_locked_secret(desk.settings, person.holder_id) != new_locked_secret(desk.settings, person.holder_id)


def test_the_codes_of_a_worry_do_not_open_a_second_factor(desk: Desk, person: Person, phone: Phone) -> None:
    from services.people.queries.locks import lock, unlock_for  # noqa: PLC0415

    locked = lock(desk.settings, person.holder_id, "words")
    assert unlock_for(desk.settings, "worries", person.holder_id, locked) == "words"
    assert unlock_for(desk.settings, "second factors", person.holder_id, locked) is None
    assert phone


def test_a_person_sees_that_it_is_on_and_never_the_secret(desk: Desk, person: Person, phone: Phone) -> None:
    tried(desk, person, phone.recovery[0])
    with desk.session() as session:
        found = held_about(session, SecondFactor.metadata, person.holder_id)
    (factor,) = found["second_factors"]
    assert set(factor) == {"holder_id", "begun_at", "confirmed_at", "last_step"}
    assert len(found["recovery_codes"]) == RECOVERY_CODES
    assert set(found["recovery_codes"][0]) == {"code_id", "holder_id", "made_at", "used_at"}
    assert phone.secret not in str(found)


def test_of_an_erased_person_nothing_is_left(desk: Desk, person: Person, phone: Phone) -> None:
    other = Phone(desk, desk.person())
    tried(desk, person, phone.wrong_code())
    erased(desk, person)
    assert [row.holder_id for row in desk.bench.rows(SecondFactor)] == [other.person.holder_id]
    assert {row.holder_id for row in desk.bench.rows(RecoveryCode)} == {other.person.holder_id}
    assert not [row for row in desk.bench.rows(Guessing) if row.name_hash == count_of(desk, person)]
    with pytest.raises(NoSuchAccount):
        finished(desk, person, phone.next_code())


def test_none_of_it_is_an_event(desk: Desk, person: Person, phone: Phone) -> None:
    tried(desk, person, phone.next_code())
    with desk.session() as session:
        renew_recovery_codes(session, desk.settings, caller=person.caller(), now=desk.bench.now)
        end_second_factor(session, holder_id=person.holder_id)
    assert desk.events() == []
