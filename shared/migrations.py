"""Migrations of each service's own database, by alembic, without an ini file.

A service's `migrations/env.py` is one call: `run(Base.metadata)`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command, context
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, create_engine

from shared.sealing import KeyRing


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def run(metadata: MetaData) -> None:
    """Run the migrations on the connection that `upgrade` has opened; called from env.py."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


def upgrade(engine: Engine, scripts: Path, revision: str = "head", *, keys: KeyRing | None = None) -> None:
    """Bring a database to the newest revision. Two at once wait for each other on PostgreSQL.

    keys: for a migration that seals what was stored in clear before.
    """
    config = _config(scripts)
    with engine.connect() as connection, _tables_may_be_made_anew(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(1836213614)")
        config.attributes["connection"] = connection
        config.attributes["keys"] = keys or KeyRing(None)
        command.upgrade(config, revision)


@contextmanager
def _tables_may_be_made_anew(connection: Connection) -> Iterator[None]:
    """On SQLite a table is changed by making it anew, while other tables' rows point to it: keys are checked after.

    The setting has an effect outside a transaction alone, so the driver itself is told.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101  (a connection that is open has one)
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            message = f"after the migration these rows point nowhere: {broken[:5]}"
            raise RuntimeError(message)
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def newest(scripts: Path) -> str | None:
    """Return the newest revision that the program knows."""
    return ScriptDirectory.from_config(_config(scripts)).get_current_head()


def current(engine: Engine) -> str | None:
    """Return the revision a database is at, or None for one that was never migrated."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(engine: Engine, metadata: MetaData) -> list[object]:
    """Return how a migrated database differs from the models; empty when it does not."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def new(service: str, message: str) -> None:
    """Write a new revision from the difference between the models and an empty, migrated database.

    service: the package, e.g. services.people.
    """
    import importlib  # noqa: PLC0415  (only this development command looks a service up by name)

    package = importlib.import_module(service)
    scripts = Path(package.__file__ or "").parent / "migrations"
    (scripts / "versions").mkdir(parents=True, exist_ok=True)
    for name, content in (("env.py", _ENV.format(service=service)), ("script.py.mako", _TEMPLATE)):
        if not (scripts / name).exists():
            (scripts / name).write_text(content, encoding="utf-8")
    engine = create_engine("sqlite://")
    config = _config(scripts)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        number = len(list((scripts / "versions").glob("*.py"))) + 1
        command.revision(config, message=message, autogenerate=True, rev_id=f"{number:04d}")


_ENV = '''"""How this service's migrations run."""

from {service}.models import Base
from shared.migrations import run

run(Base.metadata)
'''

_TEMPLATE = '''"""${message}"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text  # noqa: F401  (autogenerate names it bare)

import shared.database
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
'''

if __name__ == "__main__":
    new(sys.argv[2], sys.argv[3])
