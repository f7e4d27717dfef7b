"""Whoever has data keeps it: every service's database is brought from its first shape to the newest with rows in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Column, Engine, MetaData, Table, func, insert, select

from deploy.services import NAMES, service
from shared import migrations
from shared.database import make_engine
from shared.sealing import KeyRing
from tests.ring import ring_in

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BY_KIND: dict[type, Any] = {int: 1, bool: True, datetime: NOW, date: NOW.date(), dict: {}, bytes: b"x", float: 1.0}

# What a migration reads as a document, not only keeps.
DOCUMENTS = {"answers": "{}"}
# What it takes away, and why nobody misses it.
TAKEN_AWAY = {("tendering", "remembered_answers"): "kept for a day, and in clear until then"}


def value(column: Column[Any]) -> Any:
    """Something that fits. Every foreign key points to the row that was written before."""
    if column.name in DOCUMENTS:
        return DOCUMENTS[column.name]
    kind = column.type.python_type
    return BY_KIND.get(kind, str(uuid4())[: getattr(column.type, "length", None) or 36])


def fill(engine: Engine) -> dict[str, int]:
    """Write a row into each table, parents first, and return how many rows each has."""
    shape, rows = MetaData(), dict[str, dict[str, Any]]()
    shape.reflect(engine)
    with engine.begin() as connection:
        for table in shape.sorted_tables:
            if table.name == "alembic_version":
                continue
            row = {column.name: value(column) for column in table.columns}
            for key in table.foreign_keys:
                row[key.parent.name] = rows[key.column.table.name][key.column.name]
            rows[table.name] = row
            connection.execute(insert(table).values(row))
    return counts(engine, list(rows))


def counts(engine: Engine, names: list[str]) -> dict[str, int]:
    shape = MetaData()
    shape.reflect(engine)
    with engine.connect() as connection:
        return {name: connection.scalar(select(func.count()).select_from(_of(shape, name))) or 0 for name in names}


def _of(shape: MetaData, name: str) -> Table:
    return shape.tables[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_database_with_rows_in_it_is_brought_to_the_newest_shape(tmp_path: Path, name: str) -> None:
    scripts = service(name).migrations
    engine = make_engine(f"sqlite:///{tmp_path}/{name}.sqlite")
    migrations.upgrade(engine, scripts, "0001")
    before = fill(engine)
    migrations.upgrade(engine, scripts, keys=KeyRing(Path(ring_in(tmp_path))))
    assert migrations.current(engine) == migrations.newest(scripts)
    expected = {table: 0 if (name, table) in TAKEN_AWAY else rows for table, rows in before.items()}
    assert counts(engine, list(before)) == expected
    assert len(before) > 3
    engine.dispose()
