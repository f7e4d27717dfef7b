from __future__ import annotations

import time
from datetime import timedelta
from statistics import median
from typing import Any

import pytest
from argon2 import PasswordHasher

from services.people.models import Account, Guessing, SignIn
from services.people.queries.secrets import keyed_hash, passphrase_hash
from services.people.rules.guessing import TooManyGuesses
from services.people.rules.sessions import RenewalIsNotGood, SignInIsWrong
from services.people.use_cases.renew_token import renew_token
from services.people.use_cases.revoke_session import revoke_session
from services.people.use_cases.sign_in import sign_in
from shared.access import Caller
from shared.access.origin import Origin
from shared.access.tokens import TokenExpired, read
from shared.errors import NotAllowed
from shared.roles import AccountKind
from tests.people.desk import PASSPHRASE, Desk, Person


def tried(desk: Desk, name: str, passphrase: str = PASSPHRASE) -> dict[str, Any] | NotAllowed:
    with desk.session() as session:
        return sign_in(
            session, desk.settings, sign_in_name=name, passphrase=passphrase, origin=Origin(), now=desk.bench.now
        )


def signed_in(desk: Desk, person: Person) -> dict[str, Any]:
    found = tried(desk, person.name)
    assert isinstance(found, dict)
    return found


def renewed(desk: Desk, renewal: str) -> dict[str, Any]:
    with desk.session() as session:
        return renew_token(session, desk.settings, renewal=renewal, now=desk.bench.now)


def read_token(desk: Desk, token: str) -> Any:
    from services.people.directory import PeopleDirectory  # noqa: PLC0415

    with desk.session() as session:
        return read(token, lambda key_id: PeopleDirectory().signing_key(session, key_id)).at(desk.bench.now)


@pytest.mark.parametrize("kind", AccountKind)
def test_name_and_passphrase_give_a_token_for_a_quarter_of_an_hour(desk: Desk, kind: AccountKind) -> None:
    person = desk.person(kind)
    found = signed_in(desk, person)
    content = read_token(desk, found["token"])
    assert (content.holder_id, content.session_id, content.kind) == (person.holder_id, found["session_id"], kind)
    assert found["expires_at"] == desk.bench.now + timedelta(minutes=15)
    desk.advance(minutes=15)
    with pytest.raises(TokenExpired):
        read_token(desk, found["token"])


def test_the_renewal_secret_is_not_kept_as_it_is(desk: Desk) -> None:
    found = signed_in(desk, desk.person())
    (kept,) = desk.bench.rows(SignIn)
    assert found["renewal"] not in str(vars(kept))
    assert kept.renewal_hash == keyed_hash(desk.settings, "renewal", found["renewal"])


def test_a_name_may_be_written_in_any_case(desk: Desk) -> None:
    person = desk.person(AccountKind.YOUNG_PERSON, name="Zephyrine")
    found = tried(desk, "  zePHYRine ")
    assert isinstance(found, dict)
    assert found["holder_id"] == person.holder_id


@pytest.mark.parametrize("passphrase", [PASSPHRASE.upper(), PASSPHRASE + " ", PASSPHRASE[:-1], "", "x" * 1000])
def test_a_wrong_passphrase_and_a_wrong_name_get_the_same_words(desk: Desk, passphrase: str) -> None:
    known, unknown = tried(desk, desk.person().name, passphrase), tried(desk, "nobody@example.org", passphrase)
    assert isinstance(known, SignInIsWrong)
    assert isinstance(unknown, SignInIsWrong)
    assert (known.message, known.code, known.extra) == (unknown.message, unknown.code, unknown.extra)
    assert desk.bench.rows(SignIn) == []


@pytest.mark.usefixtures("real_cost_of_hashing")
def test_a_wrong_name_takes_as_long_as_a_wrong_passphrase(desk: Desk) -> None:
    def seconds(name: str) -> float:
        begun = time.perf_counter()
        tried(desk, name, "not the right words")
        return time.perf_counter() - begun

    person = desk.person()
    with desk.session() as session:
        session.get_one(Account, person.holder_id).passphrase_hash = passphrase_hash(PASSPHRASE)
    pairs = [(seconds(person.name), seconds("nobody@example.org")) for _ in range(4)]
    known, unknown = median(p[0] for p in pairs), median(p[1] for p in pairs)
    # A look-up without hashing would be ten times as fast; the machine's own unrest stays well under this.
    assert 0.4 < known / unknown < 2.5


def test_after_five_wrong_guesses_the_next_one_has_to_wait_a_little_longer_each_time(desk: Desk) -> None:
    person = desk.person()
    for _ in range(5):
        tried(desk, person.name, "wrong words again")
    for pause in (1, 2, 4):
        with pytest.raises(TooManyGuesses) as caught:
            tried(desk, person.name)
        assert caught.value.extra == {"retry_after_seconds": pause}
        desk.advance(seconds=pause)
        tried(desk, person.name, "wrong words again")


def test_nobody_is_locked_out_for_more_than_a_minute(desk: Desk) -> None:
    person = desk.person()
    tried(desk, person.name, "wrong words")
    with desk.session() as session:
        session.get_one(Guessing, keyed_hash(desk.settings, "guess", person.name)).failures = 5000
    with pytest.raises(TooManyGuesses):
        tried(desk, person.name)
    desk.advance(seconds=60)
    assert isinstance(tried(desk, person.name), dict)


def test_guesses_at_one_name_are_counted_however_it_is_written_and_leave_other_names_alone(desk: Desk) -> None:
    person, other = desk.person(), desk.person()
    for written in (person.name, person.name.upper(), f" {person.name}", person.name, person.name):
        tried(desk, written, "wrong words")
    with pytest.raises(TooManyGuesses):
        tried(desk, person.name)
    assert isinstance(tried(desk, other.name), dict)


def test_guesses_at_a_name_that_nobody_has_wait_just_the_same(desk: Desk) -> None:
    for _ in range(5):
        tried(desk, "nobody@example.org", "wrong words")
    with pytest.raises(TooManyGuesses):
        tried(desk, "nobody@example.org")


def test_what_was_guessed_is_kept_as_a_hash_and_forgotten_after_a_day(desk: Desk) -> None:
    tried(desk, "old@example.org", "wrong words")
    assert "old@example.org" not in str([vars(row) for row in desk.bench.rows(Guessing)])
    desk.advance(hours=25)
    tried(desk, "new@example.org", "wrong words")
    (kept,) = desk.bench.rows(Guessing)
    assert kept.name_hash == keyed_hash(desk.settings, "guess", "new@example.org")


def test_a_count_that_is_an_hour_old_begins_anew(desk: Desk) -> None:
    person = desk.person()
    for _ in range(5):
        tried(desk, person.name, "wrong words")
    desk.advance(hours=1)
    tried(desk, person.name, "wrong words")
    assert [row.failures for row in desk.bench.rows(Guessing)] == [1]


def test_signing_in_forgets_the_wrong_guesses(desk: Desk) -> None:
    person = desk.person()
    tried(desk, person.name, "wrong words")
    signed_in(desk, person)
    assert desk.bench.rows(Guessing) == []


@pytest.mark.usefixtures("real_cost_of_hashing")
def test_a_passphrase_hashed_the_old_way_is_hashed_anew(desk: Desk) -> None:
    person = desk.person()
    with desk.session() as session:
        old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSPHRASE)
        session.get_one(Account, person.holder_id).passphrase_hash = old
    signed_in(desk, person)
    (kept,) = desk.bench.rows(Account)
    assert "m=65536,t=3,p=4" in kept.passphrase_hash
    signed_in(desk, person)


def test_the_renewal_secret_gets_new_tokens_for_twelve_hours(desk: Desk) -> None:
    found = signed_in(desk, desk.person())
    for _ in range(7):
        desk.advance(minutes=100)
        renewed(desk, found["renewal"])
    desk.advance(minutes=10)
    again = renewed(desk, found["renewal"])
    assert (again["session_id"], again["holder_id"]) == (found["session_id"], found["holder_id"])
    assert read_token(desk, again["token"]).session_id == found["session_id"]
    # A token never outlives its session.
    assert again["expires_at"] == desk.bench.now + timedelta(minutes=10)
    desk.advance(minutes=10)
    with pytest.raises(RenewalIsNotGood):
        renewed(desk, found["renewal"])


def test_a_signed_out_session_gets_no_new_token(desk: Desk) -> None:
    person = desk.person()
    found = signed_in(desk, person)
    with desk.session() as session:
        caller = Caller(person.holder_id, found["session_id"], person.kind)
        revoke_session(session, session_id=found["session_id"], caller=caller, now=desk.bench.now)
    with pytest.raises(RenewalIsNotGood):
        renewed(desk, found["renewal"])


@pytest.mark.parametrize("renewal", ["", "x", "A" * 43])
def test_a_made_up_renewal_secret_gets_nothing(desk: Desk, renewal: str) -> None:
    with pytest.raises(RenewalIsNotGood):
        renewed(desk, renewal)


def test_signing_in_again_forgets_sessions_that_are_over(desk: Desk) -> None:
    person = desk.person()
    signed_in(desk, person)
    signed_in(desk, desk.person())
    desk.advance(hours=12)
    found = signed_in(desk, person)
    assert [row.session_id for row in desk.bench.rows(SignIn)] == [found["session_id"]]


def test_guesses_under_a_key_that_was_used_before_are_not_free(desk: Desk) -> None:
    person = desk.person(AccountKind.STAFF)
    desk.ask("POST", "/sign-ins", body={"sign_in_name": "nobody", "passphrase": "seed"}, key="used")
    guess = {"sign_in_name": person.name, "passphrase": "a wrong guess"}
    answers = [desk.ask("POST", "/sign-ins", body=guess, key="used") for _ in range(3)]
    assert [(each.status_code, (each.json or {})["code"]) for each in answers] == [(422, "idempotency_key_reused")] * 3
    right = {"sign_in_name": person.name, "passphrase": PASSPHRASE}
    same = desk.ask("POST", "/sign-ins", body=right, key="used")
    assert (same.status_code, (same.json or {})["code"]) == (422, "idempotency_key_reused"), "nothing was checked"
