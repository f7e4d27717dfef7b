"""A code from the phone as well as a passphrase: which codes are taken, guesses at them, recovery, and what is kept."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pyotp
import pytest
from sqlalchemy import select

from services.people.models import Guessing, RecoveryCode, SecondFactor, SignIn
from services.people.queries.guesses import SECOND_CODE
from services.people.queries.second_factor import new_locked_secret, secret_of
from services.people.queries.secrets import keyed_hash
from services.people.rules.guessing import FREE_AT_A_NAME, TooManyGuesses, pause_after
from services.people.rules.second_factor import (
    RECOVERY_CODES,
    FirstStepIsOver,
    SecondCodeIsWrong,
    SecondFactorCannotBeRead,
    SecondFactorIsNeeded,
    SecondFactorIsOff,
    SecondFactorIsOn,
    digits_of,
    in_groups,
    open_steps,
    step_at,
)
from services.people.rules.sessions import NoSuchAccount, SignInIsWrong
from services.people.use_cases.begin_second_factor import begin_second_factor
from services.people.use_cases.confirm_second_factor import confirm_second_factor
from services.people.use_cases.end_second_factor import end_second_factor
from services.people.use_cases.finish_sign_in import finish_sign_in
from services.people.use_cases.renew_recovery_codes import renew_recovery_codes
from services.people.use_cases.sign_in import sign_in
from shared.access.origin import Origin
from shared.own_data import held_about
from tests.kit import at_once
from tests.people.desk import PASSPHRASE, Desk, Person
from tests.people.test_erasing import erased, whole_database

HALF_PAST_NINE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HERE = step_at(HALF_PAST_NINE)
HOME, STRANGER = Origin("192.0.2.10"), Origin("198.51.100.7")


class Phone:
    """The app on somebody's phone, whose clock may be wrong by so many seconds; and their recovery codes on paper."""

    def __init__(self, desk: Desk, person: Person) -> None:
        self.desk, self.person, self.wrong_by = desk, person, 0.0
        caller = person.caller()
        with desk.session() as session:
            self.secret = secret_of(
                desk.settings, begin_second_factor(session, desk.settings, caller=caller, now=desk.bench.now)
            )
        with desk.session() as session:
            self.recovery = confirm_second_factor(
                session, desk.settings, code=self.code(), caller=caller, now=desk.bench.now
            )

    def code(self) -> str:
        """What it shows now."""
        return pyotp.TOTP(self.secret).at(self.desk.bench.now + timedelta(seconds=self.wrong_by))

    def next_code(self) -> str:
        """Wait until it shows another one."""
        self.desk.advance(seconds=30)
        return self.code()

    def wrong_code(self) -> str:
        """Six digits that are right neither now nor soon."""
        here = step_at(self.desk.bench.now)
        right = {pyotp.TOTP(self.secret).generate_otp(step) for step in range(here - 3, here + 4)}
        return next(
            code for code in ("000000", "111111", "222222", *map(str, range(333333, 333350))) if code not in right
        )


@pytest.fixture
def person(desk: Desk) -> Person:
    return desk.person(name="Hyacinth Okonjo")


@pytest.fixture
def phone(desk: Desk, person: Person) -> Phone:
    return Phone(desk, person)


def tried(
    desk: Desk, person: Person, second_code: str = "", passphrase: str = PASSPHRASE, origin: Origin = HOME
) -> Any:
    with desk.session() as session:
        return sign_in(
            session, desk.settings, sign_in_name=person.name, passphrase=passphrase, second_code=second_code,
            origin=origin, now=desk.bench.now,
        )  # fmt: skip


def finished(desk: Desk, person: Person, second_code: str, origin: Origin = HOME) -> Any:
    with desk.session() as session:
        return finish_sign_in(
            session, desk.settings, holder_id=person.holder_id, second_code=second_code, origin=origin,
            now=desk.bench.now,
        )  # fmt: skip


# Rules.


@pytest.mark.parametrize(
    ("seconds", "step"), [(0, HERE), (29.999, HERE), (30, HERE + 1), (-1, HERE - 1), (3600, HERE + 120)]
)
def test_a_step_is_thirty_seconds(seconds: float, step: int) -> None:
    assert step_at(HALF_PAST_NINE + timedelta(seconds=seconds)) == step


@pytest.mark.parametrize(
    ("last", "found"),
    [
        (None, [-1, 0, 1]),
        (-5, [-1, 0, 1]),
        (-2, [-1, 0, 1]),
        (-1, [0, 1]),
        (0, [1]),
        (1, []),
        (2, []),
    ],
)
def test_one_step_early_or_late_and_never_one_that_was_taken(last: int | None, found: list[int]) -> None:
    last_step = None if last is None else HERE + last
    assert open_steps(HALF_PAST_NINE, last_step) == [HERE + each for each in found]


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("123456", "123456"),
        ("123 456", "123456"),
        (" 12-34-56 ", "123456"),
        ("\u0661\u0662\u0663\u0664\u0665\u0666", "123456"),
        ("000000", "000000"),
        ("12345", ""),
        ("1234567", ""),
        ("12345a", ""),
        ("K7QM-2XWA-9RTH", ""),
        ("\u00b2\u00b2\u00b2\u00b2\u00b2\u00b2", ""),
        ("", ""),
    ],
)
def test_six_digits_are_read_however_they_are_typed(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits


def test_a_key_is_shown_in_groups_of_four() -> None:
    assert in_groups("ABCDEFGHIJ") == "ABCD EFGH IJ"


@pytest.mark.parametrize(("failures", "seconds"), [(4, 0), (5, 1), (8, 8), (11, 64), (14, 512), (15, 900), (9999, 900)])
def test_the_pause_between_wrong_codes_grows_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert pause_after(failures, longest=timedelta(minutes=15)) == timedelta(seconds=seconds)
    assert pause_after(failures) == timedelta(seconds=min(seconds, 60)), "before a passphrase it is a minute"


# The published values of RFC 6238, appendix B, cut to six digits, show that the codes are those of any app.
@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    secret = pyotp.random_base32()
    assert len(secret) == 32, "160 bits"
    published = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert pyotp.TOTP(published).generate_otp(step_at(datetime.fromtimestamp(moment, UTC))) == code


# Setting up.


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


# Signing in.


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


def count_of(desk: Desk, person: Person) -> str:
    return keyed_hash(desk.settings, SECOND_CODE, person.name)


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


# Guessing.


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


# What is held, and forgotten.


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


# Over HTTP.


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
