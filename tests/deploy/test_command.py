"""The command `coproduce`: what it says of itself, and that a mistake gets one sentence and no traceback."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.cli import main
from deploy.embedded import local_settings
from deploy.services import NAMES
from shared.canonical import canonical_hash

Command = Callable[..., tuple[int, str]]
Refused = Callable[..., str]
SECRET = "s" * 32
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Call the command in an empty folder, with these settings and no others; return its status and what it said."""
    for name in ("DATABASE_URL", "DATABASE_PASSWORD", "SECRET", "SECRET_FILE", "SETUP_CODE", "KAFKA"):
        monkeypatch.delenv(f"COPRODUCE_{name}", raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, **settings: str) -> tuple[int, str]:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["coproduce", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        told = capsys.readouterr()
        return int(end.value.code or 0), told.out + told.err

    return call


@pytest.fixture
def refused(command: Command) -> Refused:
    def call(*arguments: str, **settings: str) -> str:
        status, said = command(*arguments, **settings)
        assert status != 0
        return said

    return call


def test_help_names_every_command_whole_and_every_service(command: Command) -> None:
    status, said = command("--help")
    assert status == 0
    assert "..." not in said.split("Commands:")[1]
    for word in (
        "run",
        "demo",
        "first-officer",
        "second-factor",
        "web",
        "worker",
        "migrate",
        "set-aside",
        "rebuild",
        *NAMES,
    ):
        assert word in said


@pytest.mark.parametrize("name", ["web", "worker", "migrate", "rebuild"])
def test_a_service_that_is_none_is_answered_with_those_there_are(refused: Refused, name: str) -> None:
    said = refused(name, "tender")
    assert all(each in said for each in NAMES)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_setting_that_is_missing_is_named_with_an_example(refused: Refused, name: str) -> None:
    said = refused(name, "tendering")
    assert said == (
        "coproduce: COPRODUCE_DATABASE_URL is not set. Example: postgresql+psycopg://{service}@localhost/{service}\n"
    )


@pytest.mark.parametrize("url", ["nonsense", "postgresql://x:hidden@localhost/x", "mysql://x:hidden@localhost/x"])
@pytest.mark.parametrize("password", ["", "hidden"])
def test_an_address_that_is_none_of_ours_is_refused_and_not_repeated(refused: Refused, url: str, password: str) -> None:
    said = refused(
        "migrate", "tendering", COPRODUCE_DATABASE_URL=url, COPRODUCE_SECRET=SECRET,
        COPRODUCE_DATABASE_PASSWORD=password,
    )  # fmt: skip
    assert "COPRODUCE_DATABASE_URL is not the address of a database" in said
    assert "hidden" not in said


def test_a_database_that_does_not_answer_is_one_sentence(refused: Refused) -> None:
    url = "postgresql+psycopg://x:hidden@127.0.0.1:9/{service}"
    said = refused("migrate", "tendering", COPRODUCE_DATABASE_URL=url, COPRODUCE_SECRET=SECRET)
    assert said.startswith("coproduce: The database cannot be opened or written.")
    assert said.count("\n") == 1
    assert "hidden" not in said


def test_a_database_file_that_cannot_be_written_is_one_sentence(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "var" / "data" / "people.sqlite").mkdir(parents=True)
    said = refused("migrate", "people")
    assert said.startswith("coproduce: The database cannot be opened or written.")
    assert said.count("\n") == 1


def test_a_place_for_data_that_is_a_file_is_named(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "here").write_text("", encoding="utf-8")
    assert "'here' is a file" in refused("run", "--home", "here")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    assert "coproduce: here/" in refused("run", "--home", "here/below", "--port", port)


@pytest.mark.parametrize("port", ["0", "65536", "web"])
def test_a_port_that_is_none_is_refused(refused: Refused, port: str) -> None:
    assert "--port" in refused("run", "--port", port)


def test_a_port_that_is_taken_is_said_before_anything_is_made(refused: Refused, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"Port {port} cannot be used: Address already in use." in refused("run", "--port", port)
    assert list(tmp_path.iterdir()) == []


def test_a_setup_code_that_is_not_there_is_asked_for(refused: Refused, tmp_path: Path) -> None:
    said = refused("demo", "--url", NOBODY)
    assert "No setup code: give --setup-code, or start the system here first" in said
    assert "is a directory" in refused("demo", "--url", NOBODY, "--setup-code-file", str(tmp_path))


@pytest.mark.parametrize("url", [NOBODY, "nonsense"])
def test_a_demo_without_a_system_says_so_at_once(refused: Refused, url: str) -> None:
    said = refused("demo", "--url", url, "--setup-code", "x")
    assert f"Nothing answers at {url}" in said
    assert "Start the system first: make run" in said


@pytest.mark.parametrize(("address", "behind_proxy"), [("", False), ("https://coproduce.example.org", True)])
def test_whoever_comes_through_a_proxy_is_counted_by_where_they_come_from(
    tmp_path: Path, address: str, behind_proxy: bool
) -> None:
    assert local_settings(tmp_path, address=address).behind_proxy == behind_proxy


def test_a_receipt_is_checked_against_what_stands_in_it(command: Command, tmp_path: Path) -> None:
    content = {"bid_id": "b", "answers": [], "price": "91000.50"}
    found, file = canonical_hash(content), tmp_path / "receipt.json"
    file.write_text(json.dumps({"sha256": found, "content": content}, indent=4), encoding="utf-8")
    assert command("check-receipt", "receipt.json") == (0, f"{found}\n")
    assert command("check-receipt", "receipt.json", "--sha256", found.upper())[0] == 0
    status, words = command("check-receipt", "receipt.json", "--sha256", "0" * 64)
    assert status == 1
    assert "Something in it is different." in words
    for changed, why in (
        (
            json.dumps({"sha256": found, "content": {**content, "price": "91000.51"}}),
            "Something in the file was changed.",
        ),
        (json.dumps(content), "This is no receipt"),
        ("%PDF", "This file is not JSON."),
    ):
        file.write_text(changed, encoding="utf-8")
        status, words = command("check-receipt", "receipt.json")
        assert status == 1
        assert why in words


def test_the_hash_of_a_specification_is_printed_and_compared(command: Command, tmp_path: Path) -> None:
    text = {"title": "T", "need": "N", "plan": {}, "clauses": [], "criteria": []}
    (tmp_path / "specification.json").write_text(json.dumps(text), encoding="utf-8")
    found = canonical_hash(text)
    assert command("check-specification", "specification.json") == (0, f"{found}\n")
    assert command("check-specification", "specification.json", "--sha256", found.upper())[0] == 0
    status, words = command("check-specification", "specification.json", "--sha256", "0" * 64)
    assert status == 1
    assert "Something in it is different." in words
