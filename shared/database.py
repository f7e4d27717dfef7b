"""One way to reach a database, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import URL, DateTime, Engine, MetaData, Text, TypeDecorator, create_engine, event
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import Session, sessionmaker

from shared.canonical import plain
from shared.sealing import KeyRing

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata() -> MetaData:
    """Return metadata whose constraints have predictable names, so that migrations can find them."""
    return MetaData(naming_convention=_NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """A time with a zone in, UTC out. On SQLite it is kept as text that sorts in order of time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Use text on SQLite, whose own driver knows no zones."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a time without a zone (ValueError); it could mean two instants."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a time without a zone cannot be stored"
            raise ValueError(message)
        in_utc = value.astimezone(UTC)
        return in_utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give UTC back."""
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if dialect.name == "sqlite" else value
        return moment.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal that comes back digit for digit; kept as text, since SQLite would make it a binary float."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the exact digits, never an exponent."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Read the digits back."""
        return None if value is None else Decimal(value)


class JsonDocument(TypeDecorator[Any]):
    """A document of plain JSON values; times, decimals and dataclasses are written as canonical text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write compact JSON."""
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=plain, allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Read plain values back."""
        return None if value is None else json.loads(value)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # secure_delete: what is erased is overwritten in the file; not every build of SQLite does so by itself.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a plain BEGIN lets two transactions read, and then one must fail.
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def make_engine(url: str) -> Engine:
    """Return an engine for `sqlite:///file` or `postgresql+psycopg://...`.

    A SQLite file's folder is made where it is missing. SQLite lets one connection write at a time, so there is one
    here: threads wait for it in line, where SQLite itself would let them try again after ever longer sleeps.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
        return _sqlite_engine(address, pool_size=1, max_overflow=0)
    return create_engine(
        address,
        pool_size=10,
        max_overflow=10,
        pool_pre_ping=True,
        pool_timeout=10,
        connect_args={"connect_timeout": 5},
    )


def _sqlite_engine(address: URL, **pool: int) -> Engine:
    engine = create_engine(address, connect_args={"isolation_level": None, "check_same_thread": False}, **pool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _for_reading(engine: Engine) -> Engine:
    """Return an engine for the same database whose transactions only read: on SQLite with connections of its own."""
    if engine.dialect.name == "sqlite":
        engine = _sqlite_engine(engine.url, pool_size=10, max_overflow=20)
    return engine.execution_options(reads_only=True)


def make_sessions(
    engine: Engine, *, service: str, reads_only: bool = False, keys: KeyRing | None = None
) -> sessionmaker[Session]:
    """Return the maker of sessions: the unit of work. Reading sessions take no lock on SQLite.

    keys: what opens and seals in these sessions; `keys_of` finds it there.
    """
    bound = _for_reading(engine) if reads_only else engine
    return sessionmaker(bound, expire_on_commit=False, info={"service": service, "keys": keys or KeyRing(None)})


def keys_of(session: Session) -> KeyRing:
    """Return the key ring of a session."""
    found: KeyRing = session.info["keys"]
    return found
