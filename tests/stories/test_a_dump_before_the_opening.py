"""Somebody takes a copy of every database, and of the log, while bids are sealed: on each engine.

In one tender one provider bids, and another, registered and seated alike, only looks. The copy shows no word and no
figure of a bid, and as much of the one as of the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, inspect, text

from deploy.services import NAMES
from shared.messaging.kafka import read_whole_log
from shared.settings import Settings
from tests.contracts.needles import Needles
from tests.papers import PDF
from tests.stories.test_forgetting import ask, until
from tests.system import SECRET, SETUP_CODE, DistributedSystem, EmbeddedSystem
from tests.town import PASSPHRASE, PLAN

WORDS, PRICES = ("zorvexoster", "quimbraumbak", "jaxtolleffry"), ("79134682.13", "68913572.46")
_CRITERION = {
    "panel": "young_people", "title": "Kind", "question": "What will a first visit be like?", "guidance": "Be plain.",
    "word_limit": 100, "weight": "100", "descriptors": [f"This is worth {n}." for n in range(6)],
    "minimum_score": None,
}  # fmt: skip
# What a file is called, and what stands in it.
NAMED, INSIDE = "blorvantique", "skelmordrift"
CRITERIA = [_CRITERION, {**_CRITERION, "panel": "adults", "title": "Safe", "question": "How safe is it?"}]


@dataclass
class Provider:
    """A provider's member with an organisation and a seat."""

    name: str
    token: str = ""
    email: str = field(default_factory=lambda: f"{uuid4().hex[:12]}@example.org")
    ids: dict[str, str] = field(default_factory=dict)


@dataclass
class Market:
    """A running system with an open tender, one who bids and one who looks."""

    system: EmbeddedSystem | DistributedSystem
    commission_id: str = ""
    receipts: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, token: str = "", body: Any = None) -> Any:
        return ask(self.system, method, path, token, body)

    def act(self, method: str, service: str, path: str, token: str, body: Any = None) -> Any:
        """Ask about the commission, and again until the service has heard of what it rests on."""
        address = f"/{service}/commissions/{self.commission_id}{path}"
        return until(lambda: self.ask(method, address, token, body), f"{method} {address}")

    def account(self, kind: str, email: str = "", **more: str) -> tuple[str, str]:
        email = email or f"{uuid4().hex[:12]}@example.org"
        words = {"kind": kind, "email": email, "name": "Somebody", "passphrase": PASSPHRASE, **more}
        holder_id = str(self.ask("POST", "/people/accounts", body=words)["holder_id"])
        signing_in = {"sign_in_name": email, "passphrase": PASSPHRASE}
        return holder_id, str(self.ask("POST", "/people/sign-ins", body=signing_in)["token"])

    def publish(self) -> list[str]:
        """Bring a commission to its open tender; return the ids of its criteria."""
        _, officer = self.account("staff", invite_code=SETUP_CODE)
        started = {"title": "Somewhere to talk", "need": "Waiting takes too long.", "plan": PLAN}
        made = until(lambda: self.ask("POST", "/specification/commissions", officer, started), "the key is known")
        self.commission_id = str(made["commission_id"])
        invited = self._invite("facilitator", officer)
        _, facilitator = self.account("staff", invite_code=invited)
        invited = self._invite("young_person", facilitator)
        joining = {"invite_code": invited, "nickname": "Moss", "passphrase": "nine wet spoons"}
        self.ask("POST", "/people/young-people", body={**joining, "born_on": "2010-06-01"})
        signing_in = {"sign_in_name": "Moss", "passphrase": "nine wet spoons"}
        young = str(self.ask("POST", "/people/sign-ins", body=signing_in)["token"])
        clause = self.act("POST", "specification", "/clauses", young, {"heading": "A visit", "text": "Nobody waits."})
        agreed = {"version": clause["version"], "reason": "All hands went up."}
        self.act("POST", "specification", f"/clauses/{clause['clause_id']}/agreement", facilitator, agreed)
        criteria = {"criteria": CRITERIA, "version": 0}
        found = self.act("PUT", "specification", "/criteria", facilitator, criteria)["criteria"]
        sha256 = self.act("GET", "specification", "/document", young)["sha256"]
        for token in (young, officer):
            self.act("POST", "specification", "/sign-offs", token, {"sha256": sha256})
        asked = {"files": [{"title": "Your insurance certificate", "needed": False}]}
        self.act("PUT", "tendering", "/tender-files", officer, asked)
        closes_at = (datetime.now(UTC) + timedelta(days=1)).isoformat()  # noqa: TID251  (the system's own clock)
        self.act("POST", "tendering", "/tender", officer, {"closes_at": closes_at})
        return [str(each["criterion_id"]) for each in found]

    def _invite(self, role: str, token: str) -> str:
        return str(self.act("POST", "people", "/invites", token, {"role": role, "places": 1, "days": 14})["code"])

    def join(self, provider: Provider) -> None:
        provider.ids["holder_id"], provider.token = self.account("provider", provider.email)
        until(lambda: self.ask("GET", "/tendering/me/organisations", provider.token) == [], "the key is known")
        provider.ids["seat_id"] = self.act("POST", "people", "/provider-seats", provider.token)["seat_id"]
        made = self.ask("POST", "/tendering/organisations", provider.token, {"name": provider.name})
        provider.ids["organisation_id"] = made["organisation_id"]
        until(lambda: self.ask("GET", "/notifications/messages", provider.token), "the welcome has come")

    def look(self, provider: Provider) -> None:
        self.act("GET", "tendering", "/tender", provider.token)
        address = f"/tendering/commissions/{self.commission_id}/my-bids"
        until(lambda: self.ask("GET", address, provider.token) == [], "the seat is known")

    def bid(self, provider: Provider, criteria: list[str]) -> None:
        """Draft, write a part, change the whole, hand in, take back, and hand in another."""
        answers = [{"criterion_id": each, "text": f"{word}."} for each, word in zip(criteria, WORDS, strict=False)]
        content = {"answers": answers, "price": PRICES[0]}
        for _ in range(2):
            made = self.act("POST", "tendering", "/bids", provider.token, {"answers": [], "price": None})
            path = f"/bids/{made['bid_id']}"
            written = {"text": f"We are {WORDS[2]}.", "version": 1}
            self.act("PUT", "tendering", f"{path}/answers/{criteria[0]}", provider.token, written)
            self.act("PUT", "tendering", f"{path}/price", provider.token, {"price": PRICES[1], "version": 1})
            self.act("PUT", "tendering", path, provider.token, {**content, "version": 3})
            self._put_in_a_file(provider)
            receipt = self.act("POST", "tendering", f"{path}/submission", provider.token)
            assert receipt["content"]["price"] == PRICES[0]
            self.receipts.append(receipt["sha256"])
            if len(self.receipts) == 1:
                self.act("POST", "tendering", f"{path}/withdrawal", provider.token)

    @contextmanager
    def browser(self, provider: Provider) -> Iterator[None]:
        """Be signed in with a browser."""
        words = {"sign_in_name": provider.email, "passphrase": PASSPHRASE, "next": "/"}
        try:
            self._send("/people/sign-in", words)
            yield
        finally:
            self.system.client.cookies.clear()

    def _put_in_a_file(self, provider: Provider) -> None:
        file = (f"{NAMED}.pdf", PDF + INSIDE.encode(), "application/pdf")
        with self.browser(provider):
            self._send(f"/tendering/commissions/{self.commission_id}/bid/files/1", {}, {"file": file})

    def _send(self, path: str, typed: dict[str, str], files: Any = None) -> None:
        page = self.system.client.get(path)
        hidden = dict(re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', page.text))
        answer = self.system.client.post(path, data={**hidden, **typed}, files=files)
        assert answer.status_code == 303, f"{path}: {answer.status_code} {answer.text}"

    def dump(self) -> dict[str, list[str]]:
        """Every row of every table of every service, and of the log where there is one, as text."""
        found: dict[str, list[str]] = {}
        for name in NAMES:
            engine = create_engine(self.system.database_url(name))
            with engine.connect() as connection:
                for table in inspect(connection).get_table_names():
                    rows = connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608
                    found[f"{name}.{table}"] = [repr(tuple(row)) for row in rows]
            engine.dispose()
        environment = self.system.environment
        if "COPRODUCE_KAFKA" in environment:
            kafka = tuple(environment["COPRODUCE_KAFKA"].split(","))
            settings = Settings("", SECRET, SETUP_CODE, topic=environment["COPRODUCE_TOPIC"], kafka=kafka)
            found["log"] = [repr(message) for message in read_whole_log(settings)]
        return found

    def raw(self) -> bytes:
        """The bytes of the database files, free pages and write-ahead logs among them; none where there is a server."""
        if isinstance(self.system, DistributedSystem):
            return b""
        return b"".join(each.read_bytes() for each in sorted((self.system.home / "data").iterdir()))


@dataclass
class Dump:
    """A copy of everything, and who was about."""

    market: Market
    bidder: Provider
    looker: Provider
    rows: dict[str, list[str]]
    raw: bytes


@pytest.fixture(scope="module")
def dump(system: EmbeddedSystem | DistributedSystem) -> Dump:
    market = Market(system)
    criteria = market.publish()
    bidder, looker = Provider("Wyvern Amday Trust"), Provider("Kyrvool Ingham Trust")
    for provider in (bidder, looker):
        market.join(provider)
        market.look(provider)
    market.bid(bidder, criteria)
    # Who only looks signs in as often.
    for _ in market.receipts:
        with market.browser(looker):
            pass

    def heard() -> bool:
        trail = market.dump()["decision_trail.entries"]
        return sum("tendering.bid_submitted.v1" in row for row in trail) == 2

    until(heard, "the trail has heard of both bids")
    return Dump(market, bidder, looker, market.dump(), market.raw())


def test_the_copy_shows_no_word_and_no_figure_of_a_bid(dump: Dump) -> None:
    content = Needles([*WORDS, NAMED, INSIDE, *PRICES, *(price.split(".")[0] for price in PRICES)])
    assert {table for table, rows in dump.rows.items() if content.found_in("\n".join(rows))} == set()
    for word in (*WORDS, NAMED, INSIDE, *PRICES):
        assert word.encode() not in dump.raw


def test_the_copy_shows_as_much_of_who_bids_as_of_who_only_looks(dump: Dump) -> None:
    def mentions(provider: Provider) -> Counter[tuple[str, str]]:
        return Counter(
            (table, kind)
            for table, rows in dump.rows.items()
            for row in rows
            for kind, value in {**provider.ids, "name": provider.name}.items()
            if value in row
        )

    found = mentions(dump.bidder)
    assert found == mentions(dump.looker)
    assert sum(found.values()) > 10
    if dump.raw:
        of_ids = [
            [dump.raw.count(value.encode()) > 0 for value in each.ids.values()] for each in (dump.bidder, dump.looker)
        ]
        assert of_ids[0] == of_ids[1]


def test_the_copy_was_of_bids_that_are_there(dump: Dump) -> None:
    """What was looked through is not nothing: two bids with all their parts, and their receipts in the record."""
    assert len(dump.rows["tendering.bids"]) == 2
    assert len(dump.rows["tendering.bid_parts"]) == 2 * (len(CRITERIA) + 2 + 2)
    for table in ("tendering.outbox", "decision_trail.entries", *(("log",) if "log" in dump.rows else ())):
        assert all(receipt in "\n".join(dump.rows[table]) for receipt in dump.market.receipts)


def test_no_log_line_tells_of_a_bid_or_a_bidder(dump: Dump) -> None:
    said = dump.market.system.logs()
    needles = Needles([*WORDS, NAMED, INSIDE, *PRICES, *dump.bidder.ids.values(), *dump.market.receipts])
    assert needles.found_in(said) == set()
