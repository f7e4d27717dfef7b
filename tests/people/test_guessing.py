"""Guessing at passphrases and codes: what is let through, and that it locks nobody out."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from services.people.models import Account, Guessing
from services.people.queries import secrets as kept_secrets
from services.people.queries.guesses import check_origin, mark_of, with_code
from services.people.rules.guessing import (
    FREE_AT_A_NAME,
    FREE_FROM_AN_ADDRESS,
    FREE_FROM_AN_ADDRESS_IN_A_STORM,
    STORM,
    TooManyGuesses,
    network_of,
    still_counted,
)
from services.people.rules.invites import InviteIsNotGood, new_code
from services.people.use_cases.join_as_young_person import join_as_young_person
from services.people.use_cases.sign_in import sign_in
from services.people.worker import SERVICE
from shared.access.origin import Origin
from shared.ids import new_id
from shared.roles import AccountKind
from tests.kit import Bench
from tests.people.desk import PASSPHRASE, Desk

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOME, STRANGER = Origin("192.0.2.10"), Origin("198.51.100.7")


def tried(desk: Desk, name: str, passphrase: str, origin: Origin) -> Any:
    with desk.session() as session:
        return sign_in(
            session, desk.settings, sign_in_name=name, passphrase=passphrase, origin=origin, now=desk.bench.now
        )


def wrong_code(session: Session, desk: Desk, origin: Origin, code: str = "AAAA-BBBB-CCCC") -> bool:
    """Guess a code; say whether it was looked at."""

    def join() -> Any:
        return join_as_young_person(
            session, desk.settings, invite_code=code, nickname="Nobody", passphrase=PASSPHRASE,
            born_on=date(2010, 1, 1), now=desk.bench.now,
        )  # fmt: skip

    try:
        found = with_code(session, desk.settings, origin, desk.bench.now, join)
    except TooManyGuesses:
        return False
    assert isinstance(found, InviteIsNotGood)
    return True


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("unix", "unix"),
        ("", ""),
    ],
)
def test_one_place_is_an_address_or_the_network_of_a_home(address: str, network: str) -> None:
    assert network_of(address) == network


def test_what_is_counted_is_forgiven_one_by_one() -> None:
    assert [
        still_counted(3, NOW, NOW + after, forgets_one_in=MINUTE)
        for after in (-MINUTE, 0 * MINUTE, MINUTE, 2.5 * MINUTE, 9 * MINUTE)
    ] == [3, 3, 2, 1, 0]


def test_a_victim_signs_in_from_a_device_where_they_signed_in_before(desk: Desk) -> None:
    victim = desk.person()
    known = Origin(HOME.address, devices=(tried(desk, victim.name, PASSPHRASE, HOME)["device"],))
    for _ in range(FREE_AT_A_NAME):
        tried(desk, victim.name, "wrong words", STRANGER)
    for elsewhere in (HOME, STRANGER):
        with pytest.raises(TooManyGuesses):
            tried(desk, victim.name, PASSPHRASE, elsewhere)
    assert tried(desk, victim.name, PASSPHRASE, known)["holder_id"] == victim.holder_id
    # Nor does it open the way for the stranger again.
    with pytest.raises(TooManyGuesses):
        tried(desk, victim.name, PASSPHRASE, STRANGER)


def test_a_stolen_device_is_slowed_down_by_itself(desk: Desk) -> None:
    victim = desk.person()
    stolen = Origin(STRANGER.address, devices=(tried(desk, victim.name, PASSPHRASE, HOME)["device"],))
    for _ in range(FREE_AT_A_NAME):
        tried(desk, victim.name, "wrong words", stolen)
    with pytest.raises(TooManyGuesses):
        tried(desk, victim.name, PASSPHRASE, stolen)
    assert tried(desk, victim.name, PASSPHRASE, HOME)["holder_id"] == victim.holder_id


@pytest.mark.parametrize("spoil", [lambda m: m[:-1] + "0", lambda m: "x" + m, lambda _: "a.b", lambda _: "", str.upper])
def test_a_mark_that_was_made_up_or_is_anothers_is_worth_nothing(desk: Desk, spoil: Callable[[str], str]) -> None:
    victim, other = desk.person(), desk.person()
    mark = tried(desk, victim.name, PASSPHRASE, HOME)["device"]
    others = tried(desk, other.name, PASSPHRASE, HOME)["device"]
    for _ in range(FREE_AT_A_NAME):
        tried(desk, victim.name, "wrong words", Origin(STRANGER.address, devices=(spoil(mark), others)))
    with pytest.raises(TooManyGuesses):
        tried(desk, victim.name, PASSPHRASE, Origin(STRANGER.address, devices=(spoil(mark), others)))


def test_a_mark_names_nobody_and_is_the_same_at_the_next_sign_in(desk: Desk) -> None:
    victim = desk.person()
    mark = mark_of(desk.settings, victim.name, HOME)
    assert victim.name not in mark
    assert mark_of(desk.settings, victim.name.upper(), Origin("", devices=("x.y", mark))) == mark


def test_trying_one_passphrase_at_many_names_is_slowed_down_by_address(desk: Desk) -> None:
    for number in range(FREE_FROM_AN_ADDRESS):
        tried(desk, f"nobody-{number}@example.org", "wrong words", STRANGER)
    with pytest.raises(TooManyGuesses):
        tried(desk, "nobody-at-all@example.org", "wrong words", STRANGER)
    victim = desk.person()
    assert tried(desk, victim.name, PASSPHRASE, HOME)["holder_id"] == victim.holder_id
    desk.advance(minutes=1)
    assert tried(desk, victim.name, PASSPHRASE, STRANGER)["holder_id"] == victim.holder_id


def test_a_class_that_mistypes_its_codes_is_not_slowed_down(desk: Desk) -> None:
    code = desk.invite(places=30)
    for number in range(30):
        body = {"invite_code": "AAAA-BBBB-CCCC", "nickname": f"Child {number}", "passphrase": "seven plums here"}
        body["born_on"] = "2012-03-04"
        assert desk.ask("POST", "/young-people", body=body).status_code == 404
        if number < 3:
            assert desk.ask("POST", "/young-people", body={**body, "invite_code": code}).status_code == 201


def test_wrong_codes_are_counted_at_every_door_and_right_ones_take_no_place_too_many(desk: Desk) -> None:
    token = desk.sign_in(desk.person(AccountKind.YOUNG_PERSON))["token"]
    elsewhere = desk.invite()
    doors: list[tuple[str, str, dict[str, str]]] = [
        ("/young-people", "", {"nickname": "Nobody", "passphrase": "seven plums", "born_on": "2012-03-04"}),
        ("/accounts", "", {"kind": "staff", "email": "a@example.org", "name": "A", "passphrase": PASSPHRASE}),
        (f"/commissions/{new_id()}/seats", token, {}),
    ]
    for number in range(FREE_FROM_AN_ADDRESS):
        path, token, body = doors[number % 3]
        code = elsewhere if path.endswith("/seats") else "AAAA-BBBB-CCCC"
        answer = desk.ask("POST", path, token, {**body, "invite_code": code})
        assert (answer.status_code, (answer.json or {})["code"]) == (404, "invite_is_not_good")
    for path, token, body in doors:
        answer = desk.ask("POST", path, token, {**body, "invite_code": elsewhere})
        assert (answer.status_code, (answer.json or {})["code"]) == (429, "too_many_guesses"), path
    # A code that was tried at the wrong commission took no place.
    assert desk.used() == [0]


def test_in_a_storm_only_addresses_with_wrong_guesses_are_slowed_down(desk: Desk) -> None:
    with desk.session() as session:
        for number in range(STORM):
            assert wrong_code(session, desk, Origin(f"10.0.{number // 50}.{number % 50}"))
        tries = [wrong_code(session, desk, STRANGER) for _ in range(FREE_FROM_AN_ADDRESS_IN_A_STORM + 1)]
        assert tries == [True] * FREE_FROM_AN_ADDRESS_IN_A_STORM + [False]
        check_origin(session, desk.settings, HOME, desk.bench.now)
    desk.advance(hours=1)
    with desk.session() as session:
        assert all(wrong_code(session, desk, STRANGER) for _ in range(FREE_FROM_AN_ADDRESS_IN_A_STORM + 1))


def test_addresses_are_kept_as_keyed_hashes_for_a_day(desk: Desk) -> None:
    with desk.session() as session:
        wrong_code(session, desk, STRANGER)
    kept = str([vars(row) for row in desk.bench.rows(Guessing)])
    assert STRANGER.address not in kept
    desk.advance(hours=25)
    before = {row.name_hash for row in desk.bench.rows(Guessing)}
    with desk.session() as session:
        wrong_code(session, desk, HOME)
    after = {row.name_hash for row in desk.bench.rows(Guessing)}
    assert len(before & after) == 1, "only the count of all places goes on"


@pytest.mark.parametrize(("behind", "counted"), [(False, 1), (True, 3)])
def test_where_a_request_comes_from_is_believed_of_the_trusted_proxy_alone(
    tmp_path: Any, behind: bool, counted: int
) -> None:
    desk = Desk(tmp_path, Bench(SERVICE, tmp_path, behind_proxy=behind))
    body = {"invite_code": "AAAA-BBBB-CCCC", "nickname": "Nobody", "passphrase": "seven plums", "born_on": "2012-03-04"}
    for number in range(3):
        # The last part is what the proxy added; what stands before it came from the asker.
        headers = {"X-Forwarded-For": f"1.2.3.4, 198.51.100.{number}"}
        assert desk.client.post("/people/young-people", json=body, headers=headers).status_code == 404
    assert len(desk.bench.rows(Guessing)) == counted + 1
    desk.bench.runtime.close()


class Attack:
    """Guessing from many addresses, 50,000 times an hour, and those whom it must not keep out."""

    ADDRESSES, VICTIMS, AN_HOUR = 500, 50, 50_000

    def __init__(self, desk: Desk, attempts: int) -> None:
        self.desk, self.attempts = desk, attempts
        self.victims = [desk.person() for _ in range(self.VICTIMS)]
        with desk.session() as session:
            session.execute(update(Account).values(passphrase_hash=kept_secrets.passphrase_hash(PASSPHRASE)))
        self.code = desk.invite(places=20)
        self.looked_at: Counter[str] = Counter()
        self.step = timedelta(hours=1) / self.AN_HOUR

    def run(self, meanwhile: Callable[[], None]) -> None:
        part = self.attempts // 10
        for _ in range(10):
            with self.desk.session() as session:
                for number in range(part):
                    self.desk.bench.now += self.step
                    self._guess(session, number)
            meanwhile()

    def _guess(self, session: Session, number: int) -> None:
        origin = Origin(f"10.1.{secrets.randbelow(10)}.{secrets.randbelow(self.ADDRESSES // 10)}")
        if number % 2:
            self.looked_at["codes"] += wrong_code(session, self.desk, origin, new_code())
            return
        victim = self.victims[secrets.randbelow(self.VICTIMS)]
        try:
            sign_in(
                session, self.desk.settings, sign_in_name=victim.name, passphrase="a wrong guess", origin=origin,
                now=self.desk.bench.now,
            )  # fmt: skip
        except TooManyGuesses:
            return
        self.looked_at["passphrases"] += 1


@pytest.mark.parametrize("attempts", [10_000, pytest.param(100_000, marks=pytest.mark.faults)])
def test_of_very_many_guesses_few_are_looked_at_and_nobody_is_kept_out(
    desk: Desk, attempts: int, capsys: pytest.CaptureFixture[str]
) -> None:
    attack = Attack(desk, attempts)
    victim = attack.victims[0]
    entered: list[Any] = []
    at_home = Origin("192.0.2.10", devices=(tried(desk, victim.name, PASSPHRASE, HOME)["device"],))

    def meanwhile() -> None:
        assert tried(desk, victim.name, PASSPHRASE, at_home)["holder_id"] == victim.holder_id
        entered.append(_join(desk, attack.code, f"Newcomer {len(entered)}"))

    attack.run(meanwhile)
    hours = attempts / attack.AN_HOUR
    most_passphrases = attack.VICTIMS * (FREE_AT_A_NAME + 6 + 60 * hours)
    most_codes = attack.ADDRESSES * (FREE_FROM_AN_ADDRESS + 60 * hours)
    chance = attack.looked_at["codes"] / 30**12
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{attempts} guesses in {hours} hours from {attack.ADDRESSES} addresses: looked at"
            f" {attack.looked_at['passphrases']} passphrases at {attack.VICTIMS} names (at most {most_passphrases}) and"
            f" {attack.looked_at['codes']} codes (chance of a right one {chance:.0e});"
            f" the victim signed in {len(entered)} of 10 times, and {len(entered)} newcomers joined."
        )
    assert attack.looked_at["passphrases"] <= most_passphrases
    assert attack.looked_at["codes"] <= most_codes
    assert len(entered) == 10


def _join(desk: Desk, code: str, nickname: str) -> Any:
    with desk.session() as session:
        return with_code(
            session, desk.settings, HOME, desk.bench.now,
            lambda: join_as_young_person(
                session, desk.settings, invite_code=code, nickname=nickname, passphrase=PASSPHRASE,
                born_on=date(2010, 1, 1), now=desk.bench.now,
            ),
        )  # fmt: skip
