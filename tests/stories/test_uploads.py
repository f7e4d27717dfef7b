"""Files come to a running system over the network: whole, cut off, far too large, and with a virus in them."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import create_engine, text

from deploy.demo.asking import Person, System
from deploy.demo.clock import WallClock
from tests import papers
from tests.browser.bidders import Tender, draft, open_tender, take_part
from tests.browser.cast import account, joining, plan
from tests.clamd import EICAR, virus_check
from tests.system import EmbeddedSystem, running

LARGEST = 8 * 1024 * 1024
ROUNDS = 12
# What the process may have grown by, once it has taken the first few files, in MiB.
MOST_GROWTH = 48


@dataclass
class Place:
    """A running system with a virus check, a bid, and whoever writes it, signed in with a browser."""

    system: EmbeddedSystem
    client: httpx.Client
    tender: Tender
    bid_id: str

    @property
    def page(self) -> str:
        return f"{self.tender.base}/bid/files/1"

    def hidden(self) -> dict[str, str]:
        """What stands in the form that its page shows now."""
        return dict(re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', self.client.get(self.page).text))

    def send(self, content: bytes, name: str = "insurance.pdf") -> httpx.Response:
        return self.client.post(self.page, data=self.hidden(), files={"file": (name, content)})

    def kept(self) -> bytes:
        return self.client.get(f"{self.tender.base}/bids/{self.bid_id}/own-files/1").content

    def stored(self) -> list[tuple[str, int]]:
        engine = create_engine(self.system.database_url("tendering"))
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT part, length(sealed) FROM bid_parts ORDER BY part")).all()
        engine.dispose()
        return [(row[0], row[1]) for row in rows]

    def memory(self) -> float:
        """What the process that answers holds, in MiB; from Linux's /proc."""
        status = Path(f"/proc/{self.system.processes['embedded'].working}/status").read_text(encoding="ascii")
        return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024

    def raw(self, length: int, body: bytes) -> bytes:
        """Send a request that says it is so long, with a part of it, and read what comes before the line is cut."""
        parts = urlsplit(str(self.client.base_url))
        cookies = "; ".join(f"{each.name}={each.value}" for each in self.client.cookies.jar)
        head = (
            f"POST {self.page} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: {cookies}\r\n"
            f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {length}\r\n\r\n"
        )
        with socket.create_connection((parts.hostname, parts.port), timeout=20) as line:
            line.sendall(head.encode() + body)
            line.shutdown(socket.SHUT_WR)
            found = b""
            while piece := line.recv(65536):
                found += piece
            return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("uploads")
    with virus_check(folder) as address:
        system = EmbeddedSystem(folder)
        system.processes["embedded"].environment["COPRODUCE_SCANNER"] = address
        for _ in running(system):
            asked = System(system.client, WallClock())
            tender = open_tender(asked, joining(asked), plan(), "Somewhere to go")
            who = account(asked, "provider")
            take_part(asked, tender, who, "Amber Door")
            bid_id = draft(asked, tender, who, ["We open the door.", "One pound each."], "90000.00")
            with httpx.Client(base_url=system.client.base_url, timeout=60) as client:
                sign_in(client, who)
                yield Place(system, client, tender, bid_id)


def sign_in(client: httpx.Client, who: Person) -> None:
    token = re.findall(r'name="csrf_token"[^>]* value="([^"]*)"', client.get("/people/sign-in").text)[0]
    words = {"csrf_token": token, "sign_in_name": who.sign_in_name, "passphrase": who.passphrase, "next": "/"}
    assert client.post("/people/sign-in", data=words).status_code == 303


def test_the_largest_file_comes_whole_and_memory_stays_flat(place: Place) -> None:
    for number in range(ROUNDS):
        content = papers.PDF + bytes(number) + b"\n%%EOF\n"
        content = content[:9] + bytes(LARGEST - len(content)) + content[9:]
        assert place.send(content).status_code == 303
        assert place.kept() == content
        if number == 2:
            before = place.memory()
    growth = place.memory() - before
    print(f"{ROUNDS} files of 8 MiB came and went; the process grew by {growth:.0f} MiB.")  # noqa: T201
    assert growth < MOST_GROWTH
    assert place.send(content + b" ").status_code == 422


def test_what_could_harm_is_refused_in_words_and_nothing_of_it_is_stored(place: Place) -> None:
    place.send(papers.PDF)
    before, memory = place.stored(), place.memory()
    for content, words in (
        (papers.docx(**{"note.txt": EICAR}), "Our virus check found something"),
        (papers.PROGRAM, "This kind of file is not taken"),
        (papers.bomb(), "unpack to far more"),
        (papers.liar()[:-200], "not all of it arrived"),
    ):
        answer = place.send(content)
        assert (answer.status_code, words in answer.text) == (422, True), words
    assert place.stored() == before
    assert place.kept() == papers.PDF
    assert place.memory() - memory < MOST_GROWTH


def test_two_gigabytes_are_refused_at_once(place: Place) -> None:
    before, memory = place.stored(), place.memory()
    answer = place.raw(2 * 1024**3, b"--x\r\n" + bytes(1024 * 1024))
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert "The file is larger than is taken here." in answer.decode()
    assert place.stored() == before
    assert place.memory() - memory < MOST_GROWTH


def test_what_is_cut_off_half_way_leaves_nothing(place: Place) -> None:
    place.send(papers.PDF)
    before = place.stored()
    hidden = place.hidden()
    fields = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in hidden.items()
    )
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + papers.PDF + bytes(100_000)
    answer = place.raw(len(fields) + len(file) + 5_000_000, fields + file)
    assert b" 303 " not in answer.split(b"\r\n")[0]
    assert place.stored() == before
    assert place.kept() == papers.PDF


def test_two_of_the_same_name_and_names_of_all_kinds_are_kept_as_they_are_meant(place: Place) -> None:
    for name, kept in (("same.pdf", "same.pdf"), ("same.pdf", "same.pdf"), ("../../../etc/passwd", "passwd.pdf")):
        content = papers.PDF + name.encode() + kept.encode() + str(len(place.stored())).encode()
        assert place.send(content, name).status_code == 303
        assert kept in place.client.get(place.page).text
    assert place.send(papers.PDF, "\u0a2c\u0a40\u0a2e\u0a3e.pdf").status_code == 303
    assert "\u0a2c\u0a40\u0a2e\u0a3e.pdf" in place.client.get(place.page).text
