"""What tests of one service use: a real database, the real consumer, a clock that can be set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access import Caller
from shared.access.tokens import sign
from shared.contracts.declaration import REGISTRY, Event
from shared.contracts.people import SeatTaken, SigningKeyPublished
from shared.errors import DomainError
from shared.ids import new_id
from shared.messaging.envelope import Message
from shared.messaging.intake import Intake
from shared.messaging.tables import TABLES
from shared.migrations import upgrade
from shared.roles import AccountKind, Role
from shared.runtime import Runtime, make_runtime
from shared.service import Service
from shared.settings import Settings
from tests.ring import ring_in

SECRET = "a secret for tests only, long enough"
SETUP_CODE = "SETUP-CODE-FOR-TESTS"

_KIND = {Role.PROVIDER: AccountKind.PROVIDER, Role.YOUNG_PERSON: AccountKind.YOUNG_PERSON}


class Bench:
    """One service on a fresh SQLite database made from its models, with a clock that stands still."""

    def __init__(self, service: Service, folder: Path, **settings: Any) -> None:
        self.now = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
        self.service = service
        options = {"secret": SECRET, "setup_code": SETUP_CODE, "bid_keys": ring_in(folder), **settings}
        self.settings = Settings(database_url=f"sqlite:///{folder}/{{service}}.sqlite", **options)
        self.runtime: Runtime = make_runtime(service.name, self.settings, clock=lambda: self.now)
        service.metadata.create_all(self.runtime.engine)
        self._intake = Intake(self.runtime, service.handlers)
        self._signing_key: Any = None

    def advance(self, by: timedelta) -> datetime:
        """Move the clock on."""
        self.now += by
        return self.now

    def session(self) -> AbstractContextManager[Session]:
        """A transaction that commits at the end of the with block."""
        return self.runtime.sessions.begin()

    def rows(self, model: Any) -> list[Any]:
        """All rows of a table or model."""
        with self.runtime.read_sessions() as session:
            found = session.execute(select(model))
            return list(found.scalars() if hasattr(model, "__tablename__") else found)

    def recorded(self) -> list[Any]:
        """The rows of the outbox, in order."""
        with self.runtime.read_sessions() as session:
            return list(session.execute(select(TABLES.outbox).order_by(TABLES.outbox.c.position)))

    def events(self) -> list[Event]:
        """The events recorded so far, read back from the wire."""
        import json  # noqa: PLC0415

        return [REGISTRY[row.type].from_wire(json.loads(row.body)) for row in self.recorded()]

    def event_types(self) -> list[str]:
        """The wire names of the events recorded so far."""
        return [row.type for row in self.recorded()]

    def message(self, event: Event, **fields: Any) -> Message:
        """The event as it comes from the log."""
        import json  # noqa: PLC0415

        values: dict[str, Any] = {
            "id": new_id(),
            "type": event.TYPE,
            "source": f"/coproduce/{event.publisher()}",
            "key": event.key,
            "time": self.now,
            "actor": "system",
            "reason": "",
            "causation_id": "",
            "traceparent": "",
            "body": json.dumps(event.to_wire()),
        }
        return Message(**{**values, **fields})

    def handle(self, event: Event, **fields: Any) -> Message:
        """Give the event to the real consumer twice, as a log may; fails if it was set aside."""
        message = self.message(event, **fields)
        self._intake.take([message])
        self._intake.take([message])
        with self.runtime.read_sessions() as session:
            refused = session.execute(select(TABLES.set_aside).where(TABLES.set_aside.c.event_id == message.id)).first()
        assert refused is None, refused.why
        return message

    def take(self, event: Event, **fields: Any) -> str:
        """Give the event to the consumer once and return why it was set aside, or an empty text."""
        message = self.message(event, **fields)
        self._intake.take([message])
        with self.runtime.read_sessions() as session:
            query = select(TABLES.set_aside.c.why).where(TABLES.set_aside.c.event_id == message.id)
            return session.scalar(query) or ""

    def seat(self, commission_id: str, role: Role, holder_id: str | None = None) -> Caller:
        """Somebody with a seat, known to the service by the event that says so."""
        holder, seat_id = holder_id or new_id(), new_id()
        self.handle(
            SeatTaken(commission_id=commission_id, seat_id=seat_id, holder_id=holder, role=role, taken_at=self.now)
        )
        return Caller(
            holder_id=holder,
            session_id=new_id(),
            kind=_KIND.get(role, AccountKind.STAFF),
            seat_id=seat_id,
            role=role,
            commission_id=commission_id,
        )

    def account(self, kind: AccountKind) -> Caller:
        """Somebody signed in, without a seat."""
        return Caller(holder_id=new_id(), session_id=new_id(), kind=kind, seat_id=None, role=None, commission_id=None)

    def client(self, create_app: Callable[[Runtime], Flask]) -> FlaskClient:
        """The service's app, to be asked over HTTP without a network."""
        return create_app(self.runtime).test_client()

    def headers(self, caller: Caller, lifetime: timedelta = timedelta(minutes=15)) -> dict[str, str]:
        """The header that says who asks: a real token, signed with a key published as an event."""
        if self._signing_key is None:
            from joserfc.jwk import OKPKey  # noqa: PLC0415

            self._signing_key = OKPKey.generate_key("Ed25519", {"kid": new_id()})
            public = {str(k): str(v) for k, v in self._signing_key.as_dict(private=False).items()}
            self.handle(SigningKeyPublished(key_id=str(public["kid"]), public_key=public, published_at=self.now))
        token = sign(
            holder_id=caller.holder_id,
            session_id=caller.session_id,
            kind=caller.kind,
            key=self._signing_key,
            now=self.now,
            confirmed_at=caller.confirmed_at or self.now,
            lifetime=lifetime,
        )
        return {"Authorization": f"Bearer {token}"}


class PostgresBench(Bench):
    """The same bench on a PostgreSQL database made by the migrations."""

    def __init__(self, service: Service, folder: Path, url: str) -> None:
        super().__init__(service, folder)
        self.runtime.close()
        self.settings = replace(self.settings, database_url=url)
        self.runtime = make_runtime(service.name, self.settings, clock=lambda: self.now)
        upgrade(self.runtime.engine, service.migrations)
        self._intake = Intake(self.runtime, service.handlers)


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the acts in as many threads, started together; return their results or the kinds of their refusals."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        except DomainError as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
