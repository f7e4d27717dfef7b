"""`coproduce bid-keys` and `coproduce check-receipt`, as whoever runs the system and whoever bids use them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded import local_settings
from services.tendering.worker import SERVICE
from shared.canonical import canonical_json
from shared.sealing import KeyRing
from tests.deploy.test_first_officer import Empty
from tests.kit import Bench
from tests.tendering.office import NAMES, Office


class Home(Empty):
    """A folder with the databases and the keys of `coproduce run` in it, and a tender with two bids; nothing runs."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.ring = folder / "var" / "secrets" / "bid-keys"
        (folder / "var" / "data").mkdir(parents=True)
        self.bench = Bench(SERVICE, folder / "var" / "data", bid_keys=local_settings(folder / "var").bid_keys)
        self.office = Office(self.bench)
        self.office.publish()
        self.office.bidders(2)

    def fails(self, *arguments: str) -> str:
        """Give a command that ends with 1, and return all that it says."""
        done = self._done(*arguments)
        assert done.returncode == 1
        return done.stdout + done.stderr

    def keys(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.ring.read_text(encoding="utf-8"))
        return found


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    made.bench.runtime.close()


def test_a_new_key_is_made_bids_are_sealed_anew_and_all_of_them_open(home: Home) -> None:
    first = home.keys()["current"]
    assert "every bid" not in home.command("bid-keys", "new")
    second = home.keys()["current"]
    assert set(home.keys()["keys"]) == {first, second}
    said = home.command("bid-keys", "check")
    assert f"{first}: on the ring, seals 10 parts" in said
    assert f"{second}: the current key, seals 0 parts" in said
    assert "10 parts sealed anew." in home.command("bid-keys", "reseal")
    assert "0 parts sealed anew." in home.command("bid-keys", "reseal")
    assert f"{second}: the current key, seals 10 parts" in home.command("bid-keys", "check")


def test_a_key_that_is_gone_is_named_with_what_does_not_open(home: Home) -> None:
    first = home.keys()["current"]
    home.command("bid-keys", "new")
    document = home.keys()
    del document["keys"][first]
    home.ring.write_text(json.dumps(document), encoding="utf-8")
    for command in ("check", "reseal"):
        said = home.fails("bid-keys", command)
        assert first in said
        assert "Traceback" not in said


def test_no_ring_is_made_anew_where_bids_are_sealed(home: Home) -> None:
    kept = home.ring.rename(home.ring.with_name("away"))
    assert "bring back the file" in home.refused("bid-keys", "new")
    assert not Path(local_settings(home.folder / "var").bid_keys).exists()
    kept.rename(home.ring)
    assert home.command("bid-keys", "check").endswith("Every part of every bid opens.\n")


def test_the_first_start_makes_a_ring_for_its_owner_alone(tmp_path: Path) -> None:
    path = Path(local_settings(tmp_path).bid_keys)
    assert path == tmp_path / "secrets" / "bid-keys"
    assert path.stat().st_mode & 0o777 == 0o600
    assert KeyRing(path).keys().current
    before = path.read_bytes()
    local_settings(tmp_path)
    assert path.read_bytes() == before


def receipt(home: Home) -> dict[str, Any]:
    office = home.office
    provider = office.provider(NAMES[2])
    given = office.hand_in(provider)
    return {"bid_id": given.bid_id, "sha256": given.sha256, "content": given.content}


def test_a_receipt_that_fits_is_said_to_and_one_changed_character_is_noticed(home: Home) -> None:
    file, given = home.folder / "receipt.json", receipt(home)
    for text in (json.dumps(given, indent=3), json.dumps(given, sort_keys=True, ensure_ascii=False)):
        file.write_text(text, encoding="utf-8")
        said = home.command("check-receipt", "receipt.json", "--sha256", given["sha256"].upper())
        assert said.startswith(f"{given['sha256']}\nThe receipt fits")
    whole = canonical_json(given).decode()
    at = whole.index("We open until eight")
    file.write_text(f"{whole[:at]}W3{whole[at + 2 :]}", encoding="utf-8")
    said = home.fails("check-receipt", "receipt.json")
    assert "This is not the bid that the receipt is about." in said
    assert given["sha256"] in said
    file.write_text(whole, encoding="utf-8")
    assert "it is not the one with the hash" in home.fails("check-receipt", "receipt.json", "--sha256", "0" * 64)


@pytest.mark.parametrize("content", ["", "no json", "[]", '{"sha256": "x"}', '{"sha256": "x", "content": 3}'])
def test_a_file_that_is_no_receipt_is_said_to_be_none(home: Home, content: str) -> None:
    (home.folder / "receipt.json").write_text(content, encoding="utf-8")
    assert home.refused("check-receipt", "receipt.json").startswith("coproduce: This")
