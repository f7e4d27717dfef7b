"""What is sealed opens with its key, in its place, and nowhere else; its size says little."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.sealing import (
    OVERHEAD,
    KeyIsUnknown,
    KeyRing,
    KeysAreMissing,
    SealIsBroken,
    add_key,
    decrypt,
    encrypt,
    new_ring,
    step_for,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
KEY = bytes(range(32))
HERE = b'{"bid_id":"b","part":"price"}'
PLACE = {"service": "tendering", "commission_id": "c", "bid_id": "b", "part": "price"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "secrets" / "bid-keys"
    new_ring(made, now=NOW)
    return made


@given(st.binary(max_size=5000), st.binary(max_size=80), st.integers(0, 9000))
def test_what_was_sealed_comes_back_byte_for_byte(content: bytes, place: bytes, least: int) -> None:
    sealed = encrypt(KEY, place, content, least)
    assert decrypt(KEY, place, sealed) == content
    assert content not in sealed or len(content) < 3


@settings(max_examples=200)
@given(st.data())
def test_any_changed_byte_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(encrypt(KEY, HERE, b"a price"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealIsBroken):
        decrypt(KEY, HERE, bytes(sealed))


@given(st.binary(max_size=60))
def test_what_is_cut_off_or_no_seal_at_all_is_refused(rubbish: bytes) -> None:
    with pytest.raises(SealIsBroken):
        decrypt(KEY, HERE, rubbish)


@pytest.mark.parametrize("other", [{"bid_id": "x"}, {"part": "x"}, {"commission_id": "x"}, {"service": "x"}])
def test_it_opens_in_no_other_place(file: Path, other: dict[str, str]) -> None:
    ring = KeyRing(file)
    key_id, sealed = ring.seal(PLACE, b"90000.00")
    assert ring.unseal(PLACE, key_id, sealed) == b"90000.00"
    with pytest.raises(SealIsBroken):
        ring.unseal({**PLACE, **other}, key_id, sealed)


def test_under_the_name_of_another_key_it_does_not_open(file: Path) -> None:
    ring = KeyRing(file)
    _, sealed = ring.seal(PLACE, b"90000.00")
    second = add_key(file, now=NOW)
    with pytest.raises(SealIsBroken):
        ring.unseal(PLACE, second, sealed)


def test_equal_words_are_sealed_differently_each_time(file: Path) -> None:
    ring = KeyRing(file)
    assert len({ring.seal(PLACE, b"90000.00") for _ in range(50)}) == 50


@pytest.mark.parametrize(("length", "step"), [(0, 1024), (1024, 1024), (1025, 2048), (5000, 8192), (200_000, 262_144)])
def test_sizes_go_in_steps(length: int, step: int) -> None:
    assert step_for(length) == step


@given(st.integers(0, 8000))
def test_an_answer_takes_the_room_of_a_long_one_however_short_it_is(length: int) -> None:
    sizes = {len(encrypt(KEY, HERE, b"x" * each, least=8004)) for each in (0, length)}
    assert sizes == {8192 + OVERHEAD}


def test_a_new_key_seals_at_once_and_older_ones_go_on_opening(file: Path) -> None:
    ring = KeyRing(file)
    first, sealed = ring.seal(PLACE, b"90000.00")
    mark = ring.blind("owner", "c", "o")
    second = add_key(file, now=NOW)
    assert first != second
    assert ring.seal(PLACE, b"x")[0] == second
    assert ring.unseal(PLACE, first, sealed) == b"90000.00"
    assert ring.blind("owner", "c", "o") == mark
    key_id, again = ring.reseal(PLACE, first, sealed)
    assert (key_id, ring.unseal(PLACE, second, again), len(again)) == (second, b"90000.00", len(sealed))


def test_the_ring_is_for_its_owner_alone_and_keeps_its_mode(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o444)
    add_key(file, now=NOW)
    assert file.stat().st_mode & 0o777 == 0o444
    assert [each.name for each in file.parent.iterdir()] == ["bid-keys"]


def test_two_who_change_the_ring_at_once_do_not_lose_a_key(file: Path) -> None:
    file.with_name("bid-keys.new").touch()
    before = file.read_bytes()
    with pytest.raises(KeysAreMissing, match=r"remove .*bid-keys\.new"):
        add_key(file, now=NOW)
    assert file.read_bytes() == before


def test_a_ring_that_is_gone_seals_nothing_more_and_is_taken_up_when_it_is_back(file: Path) -> None:
    ring = KeyRing(file)
    key_id, sealed = ring.seal(PLACE, b"90000.00")
    away = file.rename(file.with_name("away"))
    for act in (lambda: ring.seal(PLACE, b"x"), lambda: ring.unseal(PLACE, key_id, sealed), lambda: ring.blind("x")):
        with pytest.raises(KeysAreMissing, match="bring back the file"):
            act()
    away.rename(file)
    assert ring.unseal(PLACE, key_id, sealed) == b"90000.00"


def test_a_program_that_was_given_no_ring_says_which_setting_is_missing() -> None:
    with pytest.raises(KeysAreMissing, match="COPRODUCE_BID_KEYS_FILE"):
        KeyRing(None).seal(PLACE, b"x")


def test_another_ring_is_told_by_its_keys(file: Path, tmp_path: Path) -> None:
    key_id, sealed = KeyRing(file).seal(PLACE, b"90000.00")
    new_ring(tmp_path / "other", now=NOW)
    other = KeyRing(tmp_path / "other")
    with pytest.raises(KeyIsUnknown, match=key_id):
        other.unseal(PLACE, key_id, sealed)
    with pytest.raises(KeyIsUnknown, match=key_id):
        other.check_known({key_id})


@pytest.mark.parametrize(
    "content",
    [
        "", "not json", "[]", "{}", '{"current": "a", "keys": {}, "index": ""}',
        json.dumps({"current": "a", "keys": {"a": "c2hvcnQ="}, "index": b64encode(KEY).decode()}),
        json.dumps({"current": "b", "keys": {"a": b64encode(KEY).decode()}, "index": b64encode(KEY).decode()}),
        json.dumps({"current": "a", "keys": {"a": "%%%"}, "index": b64encode(KEY).decode()}),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_keys_is_said_to(file: Path, content: str) -> None:
    ring = KeyRing(file)
    ring.keys()
    file.write_text(content, encoding="utf-8")
    with pytest.raises(KeysAreMissing, match="cannot be read"):
        ring.keys()


def test_no_key_shows_where_a_program_is_looked_at(file: Path) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))
    shown = repr(KeyRing(file).keys())
    assert not any(key in shown for key in (*document["keys"].values(), document["index"]))
    assert "b'" not in shown
