"""Whoever changes the trail in the database is found, and the first wrong entry is named."""

from __future__ import annotations

import pytest

from services.decision_trail.rules.chain import GENESIS, entry_hash, first_broken
from shared.access import Caller
from shared.roles import Role
from tests.decision_trail.archive import Archive

COUNT = 9  # the auditor's seat and eight more
CHANGES = {
    "data": '{"number":99}',
    "reason": "Another reason.",
    "type": "future.other_thing_done.v9",
    "source": "/coproduce/elsewhere",
    "actor": "somebody else",
    "causation_id": "another cause",
    "event_id": "another id",
    "occurred_at": "2025-01-01T00:00:00.000000+00:00",
    "previous_hash": "f" * 64,
    "hash": "f" * 64,
}


@pytest.fixture
def auditor(archive: Archive) -> Caller:
    caller = archive.seat(Role.AUDITOR)
    for number in range(2, COUNT + 1):
        archive.put_body({"number": number}, reason=f"Reason {number}.")
    assert archive.verification(caller) == {"whole": True, "first_broken_position": None, "withheld": ""}
    return caller


def first_wrong(archive: Archive, auditor: Caller) -> int | None:
    found = archive.verification(auditor)
    assert found["whole"] is (found["first_broken_position"] is None)
    return found["first_broken_position"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("position", [2, 5, COUNT])
@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_column_is_found(archive: Archive, auditor: Caller, column: str, position: int) -> None:
    statement = f"UPDATE entries SET {column} = :value WHERE chain = :chain AND position = :position"  # noqa: S608
    archive.damage(statement, value=CHANGES[column], position=position)
    assert first_wrong(archive, auditor) == position


@pytest.mark.parametrize("data", ["", "{", "[]", "7", "null", '{"number":1e999}', '{"n":9007199254740993}', "NaN"])
def test_data_that_is_no_longer_readable_is_found_too(archive: Archive, auditor: Caller, data: str) -> None:
    archive.damage("UPDATE entries SET data = :data WHERE chain = :chain AND position = 4", data=data)
    assert first_wrong(archive, auditor) == 4
    assert archive.read("timeline", auditor).status_code == 200


@pytest.mark.parametrize("position", [1, 2, 6, COUNT])
def test_a_removed_entry_is_found_where_it_is_missing(archive: Archive, auditor: Caller, position: int) -> None:
    archive.damage("DELETE FROM entries WHERE chain = :chain AND position = :position", position=position)
    assert first_wrong(archive, auditor) == position


def test_an_entry_removed_with_the_later_ones_moved_up_is_found(archive: Archive, auditor: Caller) -> None:
    archive.damage("DELETE FROM entries WHERE chain = :chain AND position = 6")
    archive.damage("UPDATE entries SET position = position - 1 WHERE chain = :chain AND position > 6")
    archive.damage("UPDATE heads SET length = length - 1 WHERE chain = :chain")
    assert first_wrong(archive, auditor) == 6


@pytest.mark.parametrize(("one", "other"), [(3, 4), (2, COUNT)])
def test_two_entries_that_changed_places_are_found(archive: Archive, auditor: Caller, one: int, other: int) -> None:
    move = "UPDATE entries SET position = :to WHERE chain = :chain AND position = :of"
    for of, to in ((one, 999), (other, one), (999, other)):
        archive.damage(move, of=of, to=to)
    assert first_wrong(archive, auditor) == one


def insert(archive: Archive, position: int, previous_hash: str, own_hash: str) -> None:
    archive.damage(
        "INSERT INTO entries (event_id, chain, position, type, source, occurred_at, actor, reason, causation_id, data,"
        " previous_hash, hash) SELECT 'new', chain, :position, type, source, occurred_at, actor, reason, causation_id,"
        " data, :previous, :hash FROM entries WHERE chain = :chain AND position = 2",
        position=position, previous=previous_hash, hash=own_hash,
    )  # fmt: skip


def test_an_inserted_entry_is_found(archive: Archive, auditor: Caller) -> None:
    for position in range(COUNT, 4, -1):
        archive.damage("UPDATE entries SET position = position + 1 WHERE chain = :chain AND position = :p", p=position)
    insert(archive, 5, "0" * 64, "0" * 64)
    archive.damage("UPDATE heads SET length = length + 1 WHERE chain = :chain")
    assert first_wrong(archive, auditor) == 5


def test_an_entry_put_behind_the_last_with_a_right_hash_is_found_by_the_head(archive: Archive, auditor: Caller) -> None:
    import rfc8785  # noqa: PLC0415

    line = archive.lines(auditor)[1]
    last = archive.entries()[-1].hash
    content = {
        "chain": archive.commission_id, "position": COUNT + 1, "previous_hash": last,
        "event": {**line["event"], "id": "new"},
    }  # fmt: skip
    insert(archive, COUNT + 1, last, entry_hash(content, rfc8785.dumps))
    assert first_wrong(archive, auditor) == COUNT + 1


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("DELETE FROM heads WHERE chain = :chain", 1),
        ("UPDATE heads SET length = 4 WHERE chain = :chain", 5),
        ("UPDATE heads SET length = 40 WHERE chain = :chain", COUNT + 1),
        ("UPDATE heads SET hash = 'other' WHERE chain = :chain", COUNT),
        ("DELETE FROM entries WHERE chain = :chain", 1),
    ],
)
def test_a_changed_head_is_found(archive: Archive, auditor: Caller, statement: str, position: int) -> None:
    archive.damage(statement)
    assert first_wrong(archive, auditor) == position


def test_of_several_wrong_entries_the_first_is_named(archive: Archive, auditor: Caller) -> None:
    archive.damage("UPDATE entries SET reason = 'Other.' WHERE chain = :chain AND position IN (8, 3, 5)")
    assert first_wrong(archive, auditor) == 3


def test_another_commissions_damage_is_not_this_ones(archive: Archive, auditor: Caller) -> None:
    archive.put_body({}, key="other")
    archive.damage("UPDATE entries SET reason = 'Other.' WHERE chain = 'other' OR chain = :chain AND 1 = 0")
    assert archive.verification(auditor)["whole"] is True


def test_a_chain_moved_into_another_commission_is_found(archive: Archive, auditor: Caller) -> None:
    archive.put_body({}, key="other")
    archive.damage("DELETE FROM entries WHERE chain = :chain")
    archive.damage("UPDATE entries SET chain = :chain WHERE chain = 'other'")
    assert first_wrong(archive, auditor) == 1


def test_an_empty_chain_is_whole() -> None:
    assert first_broken([], (0, GENESIS), lambda _: b"") is None
