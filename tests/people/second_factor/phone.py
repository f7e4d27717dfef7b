"""Somebody's phone with an app that shows codes, and signing in with what it shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyotp

from services.people.queries.guesses import SECOND_CODE
from services.people.queries.second_factor import secret_of
from services.people.queries.secrets import keyed_hash
from services.people.rules.second_factor import step_at
from services.people.use_cases.begin_second_factor import begin_second_factor
from services.people.use_cases.confirm_second_factor import confirm_second_factor
from services.people.use_cases.finish_sign_in import finish_sign_in
from services.people.use_cases.sign_in import sign_in
from shared.access.origin import Origin
from tests.people.desk import PASSPHRASE, Desk, Person

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


def count_of(desk: Desk, person: Person) -> str:
    return keyed_hash(desk.settings, SECOND_CODE, person.name)
