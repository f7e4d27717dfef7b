"""`coproduce run --empty`, really started: the link it prints opens the first account, once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from tests.system import ROOT, Process, free_port

PASSPHRASE = "seven purple lanterns in the rain"
LINK = re.compile(r"^https?://\S+/people/first-officer\?code=\S+$", re.MULTILINE)


class Empty:
    """`coproduce run --empty` in a folder of its own, with what it said."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        around = dict(os.environ)  # noqa: TID251  (the edge of the test)
        self.environment = {name: value for name, value in around.items() if not name.startswith("COPRODUCE_")}
        self.environment |= {"PYTHONPATH": str(ROOT), "EMPTY": "1", "PORT": str(self.port)}
        self.log = folder / "said.txt"
        self.process = Process(["run", "--home", str(folder / "var")], self.environment, self.log)

    def start(self) -> str:
        """Start it, and return what it has said when it answers."""
        self.log.write_text("", encoding="utf-8")
        self.process.start()
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/people/health/ready", timeout=1)
            except httpx.HTTPError:
                time.sleep(0.1)
            else:
                return self.log.read_text(encoding="utf-8")
        pytest.fail(self.log.read_text(encoding="utf-8"))

    def command(self, *arguments: str, **environment: str) -> str:
        """Give another command to the same deployment."""
        done = self._done(*arguments, **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *arguments: str) -> str:
        """Give a command that is refused, and return what it says."""
        done = self._done(*arguments)
        assert (done.returncode, done.stdout) == (1, "")
        return done.stderr

    def _done(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603
            [sys.executable, "-m", "deploy.cli", *arguments], cwd=self.folder, env=self.environment | environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def lines_of_log(self) -> list[dict[str, object]]:
        text = (self.folder / "var" / "logs" / "coproduce.log").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Empty]:
    made = Empty(tmp_path)
    yield made
    made.process.stop()


def link_in(said: str) -> str:
    (found,) = LINK.findall(said)
    return str(found)


def sent(client: httpx.Client, address: str, email: str) -> httpx.Response:
    page = client.get(address)
    fields = {name: unescape(value) for name, value in re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', page.text)}
    typed = {"name": "Hyacinth Okonjo", "email": email, "passphrase": PASSPHRASE}
    return client.post("/people/first-officer", data=fields | typed)


@pytest.mark.slow
def test_an_empty_system_prints_a_link_that_opens_the_first_account_once(empty: Empty) -> None:
    first = link_in(empty.start())
    at = f"http://127.0.0.1:{empty.port}"
    assert first.startswith(f"{at}/people/first-officer?code=")

    # Another one is printed on demand, for the address people use; the first one is void.
    said = empty.command("first-officer", COPRODUCE_ADDRESS="https://coproduce.example.org/")
    assert "Staff have accounts" not in said
    second = link_in(said)
    assert second.startswith("https://coproduce.example.org/people/first-officer?code=")
    second = f"{at}{second.removeprefix('https://coproduce.example.org')}"
    with httpx.Client(base_url=at, timeout=60) as client:
        assert sent(client, first, "h.okonjo@example.org").status_code == 404
        opened = sent(client, second, "h.okonjo@example.org")
        assert (opened.status_code, opened.headers["Location"]) == (303, "/people/first-steps")
        assert "What to do first" in client.get("/people/first-steps").text
        assert "This link was used" in client.get(second).text

    # Nobody is there who could let a locked-out officer in: the command may, and says what that means.
    said = empty.command("first-officer")
    assert "Staff have accounts here already." in said
    third = link_in(said)
    assert third.startswith("http://127.0.0.1:8000/people/first-officer?code=")

    # Now that somebody is there, a start prints no link.
    empty.process.stop()
    assert LINK.findall(empty.start()) == []

    told = [line for line in empty.lines_of_log() if "link" in str(line["event"])]
    assert [line["event"] for line in told] == [
        "a link for the first officer was made", "a link for the first officer was made",
        "an account was opened with the first officer's link", "a link for the first officer was made",
    ]  # fmt: skip
    assert [line.get("count") for line in told] == [0, 0, None, 1]
    assert all(line.get("link_id") or line.get("holder_id") for line in told)
    log = json.dumps(empty.lines_of_log())
    for secret in (first, second, third):
        assert secret.partition("code=")[2] not in log
    for words in ("Okonjo", "okonjo", PASSPHRASE):
        assert words not in log
