"""Walking every address of every service as everybody, and keeping what came back.

Addresses are read from the URL maps, and what they take in their query from the OpenAPI documents, so a new one
joins by itself. An act that is let in is taken back at once: the databases are put back as they were.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

import httpx
from flask import Flask
from werkzeug.routing import Rule

from shared.roles import Role
from tests.contracts.market import KEY_OF_A_BIDDER, Market
from tests.town import Town

NOBODYS = "7d444840-9dc0-41d1-b245-5ffdce74fad2"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
# Who asks does not matter here, so fewer ask. HEAD is the same view as GET, without the body; OPTIONS is Flask's own
# answer, made of the URL map alone, as the documents are made of the program alone.
ELSEWHERE = (Role.COMMISSIONER, Role.PROVIDER, Role.AUDITOR)
FEWER_ASK = ("signed out", "commissioner here", "provider here", "the bidder")
# It hears who takes a seat, and nothing of bids after it, as `test_sealed` checks in its tables: few ask there, and act
# at one stage alone.
HEAR_NOTHING_OF_BIDS = ("specification",)
# Reading what others write notes who is there, until they have been gone for a minute.
NOTES_WHO_IS_THERE = {"specification"}
_MADE_OF_THE_PROGRAM = ("docs", "docs.css", "openapi.json", "style.css")
# What each page has anew, so that a form comes from it and is taken once.
_MADE_ANEW = re.compile(
    r'(<input[^>]*name="(?:csrf_token|once)"[^>]*value="|\bcoproduce=)[^";]*'
    # What a device is asked to sign, and the handle under which it keeps a passkey: random, in base64url.
    r'|("(?:challenge|id)": ?")[\w-]{43,}(?=")'
)
_BIDDERS = "the bidder's"
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
_MADE_UP = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "an id"),
    (re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b"), "a hash"),
    (re.compile(r"[0-9a-f]{12}@example\.org"), "a mailbox"),
    # The names of a Town, and a seat's in a list, which is the beginning of its id.
    (re.compile(r"\b(Person [0-9a-f]{6}|[Nn]ick [0-9a-f]{8}|[A-Z][a-z ]+ [0-9a-f]{8})\b"), "a person"),
)
# Times taken by the machine's own clock: no two walks have the same.
_TIMED = re.compile(r"^coproduce_request_seconds.*$|^.*_created(\{.*)? [0-9.e+]+$", re.MULTILINE)


@dataclass(frozen=True)
class Asked:
    """One request of a walk: who asked, and for what. `ids` says whose ids stood in the address."""

    caller: str
    method: str
    rule: str
    ids: str
    query: str


@dataclass(frozen=True)
class Answer:
    """What came back: as it was, and without what is never the same twice."""

    status: int
    head: str
    body: str
    bare: str

    @property
    def text(self) -> str:
        """All that was sent."""
        return f"{self.head}\n{self.body}"


class Copy:
    """The databases of a town as they were, to put them back."""

    def __init__(self, town: Town) -> None:
        self._names = list(town.system.runtimes)
        urls = [str(runtime.engine.url.database) for runtime in town.system.runtimes.values()]
        self._live = [sqlite3.connect(url, timeout=30) for url in urls]
        self._kept = [sqlite3.connect(":memory:") for _ in urls]
        for live, kept in zip(self._live, self._kept, strict=True):
            live.backup(kept)
        self._versions = self._now()

    def _now(self) -> list[int]:
        return [int(live.execute("PRAGMA data_version").fetchone()[0]) for live in self._live]

    def put_back(self) -> set[str]:
        """Put back what was changed since, and say in which services something was."""
        now = zip(self._names, self._now(), self._versions, strict=True)
        changed = {name for name, version, before in now if version != before}
        if changed:
            for live, kept in zip(self._live, self._kept, strict=True):
                kept.backup(live)
            self._versions = self._now()
        return changed

    def close(self) -> None:
        for connection in (*self._live, *self._kept):
            connection.close()


def routes(town: Town) -> Iterator[tuple[Flask, Rule, str]]:
    """Every address and method of every application, each once."""
    seen = set()
    for app in town.apps().values():
        for rule in app.url_map.iter_rules():
            for method in sorted(rule.methods or ()):
                if (method, rule.rule) not in seen:
                    seen.add((method, rule.rule))
                    yield app, rule, method


def callers(market: Market) -> dict[str, str]:
    """Everybody but the bidders: one person per role, some of another commission, and somebody signed out."""
    return {
        "signed out": "",
        **{f"{role} here": market.own.tokens[role] for role in Role},
        **{f"{role} elsewhere": market.other.tokens[role] for role in ELSEWHERE},
    }


def _ids(market: Market, name: str) -> dict[str, str]:
    """The values to put into a place of an address, by whose they are. A place of an unknown name gets them all."""
    bidder = market.everybody[0]
    if name == "commission_id":
        return {"this": market.own.id}
    if name == "clause_id":
        return {"this": market.clause_id}
    if name == "number":
        return {"nobody's": "5", _BIDDERS: "1"}
    if name in bidder.ids:
        return {"nobody's": NOBODYS, _BIDDERS: bidder.ids[name]}
    return {"nobody's": NOBODYS, **{f"{_BIDDERS} {each}": value for each, value in bidder.ids.items()}}


def _places(market: Market, names: Sequence[str]) -> Iterator[dict[str, tuple[str, str]]]:
    """What to put into the places of an address, with whose it is.

    Nobody's everywhere, each other id in turn, and all of a bidder's own at once.
    """
    choices = {name: list(_ids(market, name).items()) for name in names}
    first = {name: found[0] for name, found in choices.items()}
    own = {name: each for name, found in choices.items() for each in found if each[0] == _BIDDERS}
    yield first
    for name, found in choices.items():
        for other in found[1:]:
            yield {**first, name: other}
    if len(own) > 1:
        yield {**first, **own}


@cache
def _paths(app: Flask, service: str) -> Mapping[str, Any]:
    document = app.test_client().get(f"/{service}/openapi.json")
    return document.json["paths"] if document.status_code == 200 and document.json else {}


def _queries(app: Flask, rule: Rule, market: Market) -> list[str]:
    """The queries to try, from what the OpenAPI document says that the address takes."""
    operation = _paths(app, rule.rule.split("/")[1]).get(_PLACE.sub(r"{\1}", rule.rule), {}).get("get", {})
    found = [""]
    for each in operation.get("parameters", ()):
        if each.get("in") == "query":
            found += [f"{each['name']}={value}" for value in _values(each.get("schema", {}), market)]
    return found


def _values(schema: Mapping[str, Any], market: Market) -> list[str]:
    if schema.get("type") == "integer":
        return ["1", "20"]
    if schema.get("format") == "date-time":
        return [market.town.now.isoformat().replace("+00:00", "Z")]
    types = [f"tendering.{what}.v1" for what in ("bid_submitted", "bid_withdrawn", "late_bid_refused")]
    return [*types, "people.seat_taken.v1", market.everybody[0].word("oster")]


def requests(market: Market) -> list[tuple[str, str, str, str, str]]:
    """Every method, rule, whose ids, path and query of the walk."""
    found = []
    for app, rule, method in routes(market.town):
        names = sorted(rule.arguments)
        queries = _queries(app, rule, market) if method == "GET" else [""]
        for chosen in _places(market, names):
            values: dict[str, Any] = {name: value for name, (_, value) in chosen.items()}
            try:
                built = rule.build(values, append_unknown=False)
            except ValueError:
                # A place for a number: a small one may be somebody's.
                built = rule.build({**dict.fromkeys(names, 1), "commission_id": market.own.id}, append_unknown=False)
            assert built is not None, rule.rule
            whose = ", ".join(whose for whose, _ in chosen.values())
            found += [(method, rule.rule, whose, built[1], query) for query in queries]
    return found


def walk(market: Market, tokens: Mapping[str, str], *, acting: Collection[str] | None = None) -> dict[Asked, Answer]:
    """Ask everything as everybody, with empty bodies, and under the key that a bidder used.

    acting: the services in which acts are tried, where not in all; of the others only what can be read is asked for.
    """
    found = {}
    copy = Copy(market.town)
    for method, rule, whose, path, query in requests(market):
        service = rule.split("/")[1]
        hears_nothing = service in HEAR_NOTHING_OF_BIDS
        if method != "GET" and acting is not None and service not in acting:
            continue
        for caller, token in tokens.items():
            if caller not in FEWER_ASK and (hears_nothing or _same_for_all(method, rule) or _in_a_foreign_place(whose)):
                continue
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            content: dict[str, Any] = {}
            if method not in READS:
                headers["Idempotency-Key"] = KEY_OF_A_BIDDER
                content = {"json": {}}
            market.town.client.cookies.clear()
            answer = market.town.client.request(method, path, params=query or None, headers=headers, **content)
            found[Asked(caller, method, rule, whose, query)] = answer_of(answer)
            if method not in READS:
                copy.put_back()
    assert copy.put_back() <= NOTES_WHO_IS_THERE, "a reading request changed something"
    copy.close()
    return found


def _same_for_all(method: str, rule: str) -> bool:
    return method in ("HEAD", "OPTIONS") or rule.rsplit("/", 1)[-1] in _MADE_OF_THE_PROGRAM


def _in_a_foreign_place(whose: str) -> bool:
    """Say whether an id of a bidder's stands where something else is meant, such as a group."""
    return f"{_BIDDERS} " in whose


def answer_of(answer: httpx.Response) -> Answer:
    """Keep what can be compared: the headers too, and so the length."""
    asked = answer.request.url.path
    headers = sorted(f"{name}: {_without_address(value, asked)}" for name, value in answer.headers.items())
    timed = asked.endswith("/metrics")
    shown = [line for line in headers if not (timed and line.startswith("content-length"))]
    said = _without_address(answer.text, asked)
    body = _TIMED.sub("", said) if timed else said
    whole = "\n".join([_MADE_ANEW.sub(r"\1\2", line) for line in shown] + [ordered(_MADE_ANEW.sub(r"\1\2", body))])
    return Answer(answer.status_code, "\n".join(headers), said, bare(whole))


def _without_address(text: str, asked: str) -> str:
    """A text without the address that was asked for: said back, it tells whoever asked nothing that they did not know.

    A page leads back to it, and whoever has to confirm first is sent on with it, written as a part of an address.
    """
    return text.replace(asked, "the address asked for").replace(quote(asked, safe=""), "the address asked for")


@lru_cache(maxsize=10_000)
def bare(text: str) -> str:
    """A text without ids, hashes, and the names that a Town makes up."""
    for form, words in _MADE_UP:
        text = form.sub(words, text)
    return text


@lru_cache(maxsize=10_000)
def ordered(text: str) -> str:
    """A text with its lists and lines in one order: of things done at the same moment, random ids decide."""
    try:
        return json.dumps(_ordered(json.loads(text)), sort_keys=True)
    except ValueError:
        # A page's list may stand in one line, so each tag and each text counts as one.
        return "\n".join(
            sorted(bare(part) for line in text.splitlines() for part in line.replace("<", "\n<").split("\n"))
        )


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _ordered(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return sorted((_ordered(inner) for inner in value), key=lambda each: bare(json.dumps(each, sort_keys=True)))
    return value
