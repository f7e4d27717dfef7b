"""Signing in with a code from the phone as well as a passphrase: which codes are taken, and guesses at them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from services.people.models import Guessing, RecoveryCode, SecondFactor, SignIn
from services.people.queries.second_factor import new_locked_secret
from services.people.rules.guessing import FREE_AT_A_NAME, TooManyGuesses
from services.people.rules.second_factor import (
    RECOVERY_CODES,
    FirstStepIsOver,
    SecondCodeIsWrong,
    SecondFactorCannotBeRead,
    SecondFactorIsNeeded,
)
from services.people.rules.sessions import SignInIsWrong
from services.people.use_cases.end_second_factor import end_second_factor
from services.people.use_cases.renew_recovery_codes import renew_recovery_codes
from shared.access.origin import Origin
from tests.kit import at_once
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.people.second_factor.phone import HOME, STRANGER, Phone, count_of, finished, tried


def test_the_passphrase_alone_begins_no_session(desk: Desk, person: Person, phone: Phone) -> None:
    for code in ("", "   "):
        assert isinstance(tried(desk, person, code), SecondFactorIsNeeded)
    assert desk.bench.rows(SignIn) == []
    assert tried(desk, person, phone.next_code())["holder_id"] == person.holder_id


def test_without_the_passphrase_nobody_learns_that_there_is_a_second_factor(
    desk: Desk, person: Person, phone: Phone
) -> None:
    without = desk.person()
    for code in ("", "123456", phone.next_code()):
        known = tried(desk, person, code, passphrase="not the right words")
        unknown = tried(desk, without, code, passphrase="not the right words")
        assert isinstance(known, SignInIsWrong)
        assert (known.message, known.code, known.extra) == (unknown.message, unknown.code, unknown.extra)
    assert not [row for row in desk.bench.rows(Guessing) if row.name_hash == count_of(desk, person)]


@pytest.mark.parametrize(
    ("wrong_by", "taken"), [(0, True), (-30, True), (30, True), (-60, False), (60, False), (3600, False)]
)
def test_a_phones_clock_may_be_half_a_minute_wrong(
    desk: Desk, person: Person, phone: Phone, wrong_by: float, taken: bool
) -> None:
    desk.advance(minutes=5)
    phone.wrong_by = wrong_by
    found = tried(desk, person, phone.code())
    assert isinstance(found, dict) == taken
    assert isinstance(found, SecondCodeIsWrong) == (not taken)


def test_a_code_is_taken_once(desk: Desk, person: Person, phone: Phone) -> None:
    code = phone.next_code()
    assert isinstance(tried(desk, person, code), dict)
    assert isinstance(tried(desk, person, code), SecondCodeIsWrong)
    assert isinstance(finished(desk, person, code), SecondCodeIsWrong)
    desk.advance(seconds=29)
    assert isinstance(tried(desk, person, code), SecondCodeIsWrong), "it is one step late now, and was taken"
    assert isinstance(tried(desk, person, phone.next_code()), dict)


def test_a_code_from_before_the_last_one_is_not_taken(desk: Desk, person: Person, phone: Phone) -> None:
    before = phone.next_code()
    assert isinstance(tried(desk, person, phone.next_code()), dict)
    assert isinstance(tried(desk, person, before), SecondCodeIsWrong), "somebody may have looked over a shoulder"


def test_two_with_one_code_at_the_same_moment_get_one_session(desk: Desk, person: Person, phone: Phone) -> None:
    code = phone.next_code()
    found = at_once([partial(tried, desk, person, code)] * 2)
    assert sorted(isinstance(each, dict) for each in found) == [False, True]
    assert len(desk.bench.rows(SignIn)) == 1


def test_a_recovery_code_works_once_however_it_is_typed(desk: Desk, person: Person, phone: Phone) -> None:
    first, second = phone.recovery[:2]
    assert isinstance(tried(desk, person, f" {first.replace('-', '').lower()} "), dict)
    assert isinstance(tried(desk, person, first), SecondCodeIsWrong)
    assert isinstance(finished(desk, person, second), dict)
    assert isinstance(finished(desk, person, second), SecondCodeIsWrong)
    assert sum(row.used_at is not None for row in desk.bench.rows(RecoveryCode)) == 2


def test_somebody_elses_recovery_code_and_phone_are_worth_nothing(desk: Desk, person: Person, phone: Phone) -> None:
    other = Phone(desk, desk.person())
    assert isinstance(tried(desk, person, other.recovery[0]), SecondCodeIsWrong)
    assert isinstance(tried(desk, person, other.next_code()), SecondCodeIsWrong)
    assert isinstance(tried(desk, person, phone.recovery[0]), dict)


def test_new_recovery_codes_end_the_old_ones(desk: Desk, person: Person, phone: Phone) -> None:
    with desk.session() as session:
        new = renew_recovery_codes(session, desk.settings, caller=person.caller(), now=desk.bench.now)
    assert (len(new), len(desk.bench.rows(RecoveryCode)), set(new) & set(phone.recovery)) == (RECOVERY_CODES, 10, set())
    assert isinstance(tried(desk, person, phone.recovery[0]), SecondCodeIsWrong)
    assert isinstance(tried(desk, person, new[0]), dict)


def test_when_it_is_ended_the_passphrase_is_enough_and_nothing_is_left(
    desk: Desk, person: Person, phone: Phone
) -> None:
    with desk.session() as session:
        end_second_factor(session, holder_id=person.holder_id)
    assert (desk.bench.rows(SecondFactor), desk.bench.rows(RecoveryCode)) == ([], [])
    with pytest.raises(FirstStepIsOver):
        finished(desk, person, phone.next_code())
    assert isinstance(tried(desk, person), dict)


def test_with_another_secret_of_the_deployment_it_is_said_what_to_do(desk: Desk, person: Person, phone: Phone) -> None:
    (factor,) = desk.bench.rows(SecondFactor)
    with desk.session() as session:
        row = session.get_one(SecondFactor, person.holder_id)
        row.locked_secret = new_locked_secret(replace(desk.settings, secret="x" * 40), person.holder_id)
    with pytest.raises(SecondFactorCannotBeRead, match="coproduce second-factor --end"):
        tried(desk, person, phone.next_code())
    assert factor.holder_id == person.holder_id


def test_after_five_wrong_codes_the_next_one_has_to_wait_longer_each_time(
    desk: Desk, person: Person, phone: Phone
) -> None:
    for _ in range(FREE_AT_A_NAME):
        assert isinstance(tried(desk, person, phone.wrong_code()), SecondCodeIsWrong)
    for pause in (1, 2, 4):
        for entry in (tried, finished):
            with pytest.raises(TooManyGuesses) as caught:
                entry(desk, person, phone.code())
            assert caught.value.extra == {"retry_after_seconds": pause}
        desk.advance(seconds=pause)
        assert isinstance(finished(desk, person, phone.wrong_code()), SecondCodeIsWrong)
    desk.advance(minutes=15)
    assert isinstance(finished(desk, person, phone.code()), dict)
    assert not [row for row in desk.bench.rows(Guessing) if row.name_hash == count_of(desk, person)]


def test_the_right_passphrase_does_not_forgive_wrong_codes(desk: Desk, person: Person, phone: Phone) -> None:
    for _ in range(FREE_AT_A_NAME):
        tried(desk, person, phone.wrong_code())
        assert isinstance(tried(desk, person), SecondFactorIsNeeded)
    with pytest.raises(TooManyGuesses):
        tried(desk, person, phone.code())


def test_wrong_recovery_codes_are_counted_with_wrong_codes(desk: Desk, person: Person, phone: Phone) -> None:
    for number in range(FREE_AT_A_NAME):
        tried(desk, person, "AAAA-BBBB-CCCC" if number % 2 else phone.wrong_code())
    with pytest.raises(TooManyGuesses):
        tried(desk, person, phone.recovery[0])


def test_whoever_has_the_passphrase_and_guesses_codes_does_not_keep_the_owner_out(
    desk: Desk, person: Person, phone: Phone
) -> None:
    known = Origin(HOME.address, devices=(tried(desk, person, phone.next_code())["device"],))
    for _ in range(FREE_AT_A_NAME):
        tried(desk, person, phone.wrong_code(), origin=STRANGER)
    code = phone.code()
    desk.advance(milliseconds=500)
    with pytest.raises(TooManyGuesses):
        tried(desk, person, code, origin=STRANGER)
    assert isinstance(tried(desk, person, phone.recovery[0], origin=known), dict)


def test_whoever_has_not_the_passphrase_cannot_spend_the_guesses_at_codes(
    desk: Desk, person: Person, phone: Phone
) -> None:
    for _ in range(FREE_AT_A_NAME):
        tried(desk, person, phone.wrong_code(), passphrase="not the right words", origin=STRANGER)
    desk.advance(minutes=1)
    assert isinstance(tried(desk, person, phone.next_code()), dict)


def test_the_api_asks_for_the_code_by_a_problem_of_its_own(desk: Desk, person: Person, phone: Phone) -> None:
    body = {"sign_in_name": person.name, "passphrase": PASSPHRASE}
    needed = desk.ask("POST", "/sign-ins", body=body)
    assert (needed.status_code, (needed.json or {})["code"]) == (403, "second_factor_is_needed")
    wrong = desk.ask("POST", "/sign-ins", body={**body, "second_code": phone.wrong_code()})
    assert (wrong.status_code, (wrong.json or {})["code"]) == (403, "second_code_is_wrong")
    code = phone.next_code()
    right = desk.ask("POST", "/sign-ins", body={**body, "second_code": code})
    assert right.status_code == 201
    me = desk.ask("GET", "/me", (right.json or {})["token"])
    assert (me.json or {})["holder_id"] == person.holder_id
    again = desk.ask("POST", "/sign-ins", body={**body, "second_code": code})
    assert (again.status_code, (again.json or {})["code"]) == (403, "second_code_is_wrong")
    assert [row.failures for row in desk.bench.rows(Guessing) if row.name_hash == count_of(desk, person)] == [1]


def test_the_api_says_so_in_its_document(desk: Desk) -> None:
    document = desk.client.get("/people/openapi.json").get_json()
    described = document["components"]["schemas"]["SignInRequest"]["properties"]["second_code"]
    assert "second_factor_is_needed" in described["description"]
    assert "second_code" not in document["components"]["schemas"]["SignInRequest"]["required"]


def test_answers_that_are_remembered_hold_no_code(desk: Desk, person: Person, phone: Phone) -> None:
    code = phone.next_code()
    body = {"sign_in_name": person.name, "passphrase": PASSPHRASE, "second_code": phone.recovery[0]}
    assert desk.ask("POST", "/sign-ins", body=body, key="once").status_code == 201
    with desk.session() as session:
        kept = str(session.execute(select(SecondFactor.metadata.tables["remembered_answers"])).all())
    assert phone.recovery[0] not in kept
    assert code not in kept


def test_a_rest_of_an_hour_wins_whoever_guesses_codes_no_new_ones(desk: Desk, person: Person, phone: Phone) -> None:
    for _ in range(FREE_AT_A_NAME):
        tried(desk, person, phone.wrong_code())
    desk.advance(hours=1)
    assert isinstance(tried(desk, person, phone.wrong_code()), SecondCodeIsWrong)
    with pytest.raises(TooManyGuesses):
        tried(desk, person, phone.code())
    desk.advance(days=1)
    for _ in range(FREE_AT_A_NAME):
        assert isinstance(tried(desk, person, phone.wrong_code()), SecondCodeIsWrong)


def test_guesses_of_a_day_are_about_a_hundred(desk: Desk, person: Person, phone: Phone) -> None:
    """Whoever has the passphrase guesses at codes as often as they may; three codes are right at a time."""
    guesses, over = 0, desk.bench.now + timedelta(days=1)
    while desk.bench.now < over:
        try:
            assert isinstance(finished(desk, person, phone.wrong_code()), SecondCodeIsWrong)
            guesses += 1
        except TooManyGuesses as error:
            desk.advance(seconds=error.extra["retry_after_seconds"])
    assert 100 <= guesses <= 111
