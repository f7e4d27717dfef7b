"""The reception desk of a test: the service on a real database, and a few invented people who come to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from services.people.app import create_app
from services.people.models import Account, Invite, Seat
from services.people.queries.seats import seat_person
from services.people.queries.secrets import passphrase_hash
from services.people.rules.names import folded
from services.people.use_cases.make_invite import make_invite
from services.people.worker import SERVICE, ensure_signing_key
from shared.access import Caller
from shared.contracts.declaration import Event
from shared.contracts.people import SigningKeyPublished
from shared.contracts.specification import CommissionStarted
from shared.ids import new_id
from shared.roles import AccountKind, Role
from tests.kit import SETUP_CODE, Bench

PASSPHRASE = "seven purple lanterns in the rain"
# Hashing takes its time on purpose; once is enough for everybody who is only needed as company.
_HASH = passphrase_hash(PASSPHRASE)
KIND = {Role.PROVIDER: AccountKind.PROVIDER, Role.YOUNG_PERSON: AccountKind.YOUNG_PERSON}


@dataclass(frozen=True)
class Person:
    """Somebody with an account. `name` is what they sign in with."""

    holder_id: str
    name: str
    kind: AccountKind

    def caller(self, session_id: str = "") -> Caller:
        return Caller(self.holder_id, session_id or new_id(), self.kind)


class Desk:
    """What the tests of `people` share."""

    def __init__(self, folder: Path, bench: Bench | None = None) -> None:
        self.bench = bench or Bench(SERVICE, folder)
        ensure_signing_key(self.bench.runtime)
        self.settings = self.bench.settings
        self.commission_id = new_id()

    @cached_property
    def client(self) -> FlaskClient:
        """The service over HTTP, made for the tests that ask it: many do not."""
        return self.bench.client(create_app)

    def session(self) -> Any:
        return self.bench.session()

    def events(self) -> list[Event]:
        """What was recorded, without the key that every deployment publishes first."""
        return [event for event in self.bench.events() if not isinstance(event, SigningKeyPublished)]

    def person(
        self, kind: AccountKind = AccountKind.STAFF, name: str = "", born_on: date | None = None
    ) -> Person:  # fmt: skip
        """Somebody who has an account already."""
        young = kind is AccountKind.YOUNG_PERSON
        called = name or f"{'Nick' if young else 'officer'} {new_id()[:8]}"
        sign_in_name = called if young else f"{called.replace(' ', '.').lower()}@example.org"
        account = Account(
            holder_id=new_id(), kind=kind.value, sign_in_name=folded(sign_in_name), name=called, passphrase_hash=_HASH,
            born_on=(born_on or date(2010, 6, 1)) if young else None, joined_at=self.bench.now,
            agreed_at=self.bench.now,
        )  # fmt: skip
        with self.session() as session:
            session.add(account)
        return Person(account.holder_id, sign_in_name, kind)

    def seated(self, role: Role, person: Person | None = None, commission_id: str = "") -> tuple[Person, Caller]:
        """Somebody with a seat, and how they call from it."""
        sitter = person or self.person(KIND.get(role, AccountKind.STAFF))
        with self.session() as session:
            seat = self.sit(session, sitter, role, commission_id or self.commission_id)
        caller = Caller(sitter.holder_id, new_id(), sitter.kind, seat.seat_id, role, seat.commission_id)
        return sitter, caller

    def sit(self, session: Session, person: Person, role: Role, commission_id: str) -> Seat:
        account = session.get_one(Account, person.holder_id)
        return seat_person(session, account, commission_id=commission_id, role=role, now=self.bench.now)

    def invite(
        self, role: Role = Role.YOUNG_PERSON, places: int = 5, days: int = 14, host: Caller | None = None
    ) -> str:
        """A code, made by a commissioner."""
        caller = host or self.seated(Role.COMMISSIONER)[1]
        with self.session() as session:
            _, code = make_invite(
                session, self.settings, commission_id=caller.commission_id or "", role=role, places=places, days=days,
                caller=caller, now=self.bench.now,
            )  # fmt: skip
        return code

    def used(self, code_role: Role = Role.YOUNG_PERSON) -> list[int]:
        """How many places of the invites for a role are used."""
        return [invite.used for invite in self.bench.rows(Invite) if invite.role == code_role]

    def start_commission(self, person: Person | None = None, commission_id: str = "") -> str:
        """Let `specification` say that somebody started a commission."""
        starter = person or self.person()
        event = commission_started(commission_id or self.commission_id, starter.holder_id, self.bench)
        self.bench.handle(event, actor=starter.holder_id)
        return event.commission_id

    def advance(self, **by: float) -> None:
        self.bench.advance(timedelta(**by))

    # Over HTTP.

    def sign_in(self, person: Person) -> dict[str, Any]:
        body = {"sign_in_name": person.name, "passphrase": PASSPHRASE}
        answer = self.client.post("/people/sign-ins", json=body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json or {}
        return found

    def ask(
        self, method: str, path: str, token: str = "", body: Any = None, key: str = ""
    ) -> TestResponse:  # fmt: skip
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        return self.client.open(f"/people{path}", method=method, json=body, headers=headers)

    def at(self, path: str) -> str:
        return f"/commissions/{self.commission_id}{path}"


def commission_started(commission_id: str, started_by: str, bench: Bench) -> CommissionStarted:
    return CommissionStarted.from_wire(
        {
            "commission_id": commission_id, "title": "Somewhere to talk", "need": "Waiting takes too long.",
            "started_by": started_by, "started_at": bench.now.isoformat(), "plan": PLAN,
        }
    )  # fmt: skip


PLAN = {
    "budget": "400000.00", "currency": "GBP", "regime": "below_threshold", "standstill_promise_working_days": 0,
    "shares": {"young_people": "60", "adults": "20", "price": "20"}, "price_formula": "lowest_over_price",
    "sign_off_quorum": 1, "choice_quorum": 3, "rung_aimed_at": "Co-production",
    "timetable": [{"stage": "co-writing", "begins_on": "2026-03-02"}],
}  # fmt: skip

__all__ = ["KIND", "PASSPHRASE", "PLAN", "SETUP_CODE", "Desk", "Person", "commission_started"]
