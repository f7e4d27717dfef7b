"""All services at one address in this process, people with browsers in front of them, and somebody who means harm."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import httpx

from deploy import embedded
from deploy.demo.asking import Person
from deploy.demo.clock import SteppedClock
from deploy.services import NAMES
from shared.settings import Settings
from tests.browser.cast import PASSPHRASE, Cast, bring_together
from tests.browser.collecting import Markup, PageRule, Walk, applications, page_rules, sign_in, walk_as
from tests.browser.collecting import Matcher as AddressMatcher
from tests.ring import ring_in
from tests.system import SECRET, SETUP_CODE

EVIL = "evil.example"
TOO_OLD = "This page was open for a long time."


class Street:
    """The whole system on fresh databases, with one person of each role. `answers` keeps what every browser got."""

    def __init__(self, folder: Path, address: str = "") -> None:
        self.clock = SteppedClock(datetime(2026, 9, 7, 9, 0, tzinfo=UTC), seconds_per_act=1)
        self.base = address or "http://localhost"
        url = f"sqlite:///{folder}/{{service}}.sqlite"
        self.settings = Settings(url, SECRET, SETUP_CODE, address=address, bid_keys=ring_in(folder))
        self.system = embedded.System(self.settings, self.clock.now)
        self.clock.carry = self.system.settle
        self.answers: list[httpx.Response] = []
        self._open: list[httpx.Client] = []
        with self.client() as client:
            self.cast: Cast = bring_together(client, self.clock)
        self.system.settle()
        (folder / "maps").mkdir()
        self.apps = applications(folder / "maps")
        self.rules: dict[str, PageRule] = {each.rule: each for each in page_rules(self.apps)}
        self._watched = [sqlite3.connect(str(self.system.runtimes[name].engine.url.database)) for name in NAMES]

    def client(self, **options: Any) -> httpx.Client:
        """A browser: it keeps cookies, and follows no redirects."""
        transport = httpx.WSGITransport(app=self.system.wsgi, raise_app_exceptions=False)
        hooks = {"response": [self.answers.append]}
        made = httpx.Client(transport=transport, base_url=self.base, event_hooks=hooks, timeout=60, **options)
        self._open.append(made)
        return made

    @property
    def people(self) -> dict[str, Person | None]:
        """Everybody who may come: nobody in particular, each role, and newcomers."""
        seated = {role.value: person for role, person in self.cast.people.items()}
        return {"nobody": None, **seated, **{f"new {kind}": each for kind, each in self.cast.newcomers.items()}}

    def signed_in(self, who: str) -> httpx.Client:
        """A browser in which one of them has signed in with the form."""
        client, person = self.client(), self.people[who]
        if person is not None:
            sign_in(client, person)
        return client

    def walk(self, clients: Mapping[str, httpx.Client]) -> Walk:
        """Follow every link as everybody."""
        found = Walk()
        starts = [each.rule for each in self.rules.values() if not each.has_places]
        for who, client in clients.items():
            walk_as(who, client, [*starts, *self.cast.behind_buttons.get(who, [])], AddressMatcher(self.apps), found)
        return found

    def state(self) -> tuple[int, ...]:
        """Something that changes when any transaction of any service changes its database."""
        return tuple(each.execute("PRAGMA data_version").fetchone()[0] for each in self._watched)

    def close(self) -> None:
        for client in self._open:
            client.close()
        for database in self._watched:
            database.close()
        self.system.stop()


@dataclass
class Form:
    """A form of a page, filled in as somebody might. `fields`: what a browser would send."""

    path: str
    fields: dict[str, Any] = field(default_factory=dict)

    def but(self, **others: Any) -> dict[str, Any]:
        """The fields, with others in their place; None leaves one out."""
        return {name: value for name, value in {**self.fields, **others}.items() if value is not None}


class _Filled(HTMLParser):
    """Fills in the forms of the main part of a page."""

    def __init__(self, path: str, html: str, answers: Mapping[str, Any]) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._path, self._answers, self._select = path, answers, ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append(Form(urljoin(self._path, given.get("action") or self._path)))
        elif self.forms and tag == "option" and self._select and given.get("value"):
            self.forms[-1].fields.setdefault(self._select, given["value"])
        elif self.forms and tag == "select":
            self._select = name
        elif self.forms and tag == "textarea":
            self.forms[-1].fields[name] = "Some words of mine."
        elif self.forms and tag == "input" and name:
            self._fill(name, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def _fill(self, name: str, given: Mapping[str, str]) -> None:
        fields, kind = self.forms[-1].fields, given.get("type", "text")
        if kind in ("radio", "checkbox"):
            fields.setdefault(name, given.get("value", ""))
        elif kind == "hidden" or given.get("value"):
            fields[name] = given.get("value", "")
        elif name in ("born_on", "given_on"):
            fields[name] = ["1", "6", "2010"]
        else:
            known = {"email": f"{uuid4().hex[:12]}@example.org", "passphrase": PASSPHRASE}
            fields[name] = self._answers.get(name, known.get(name, f"Word {uuid4().hex[:8]}"))


def forms_on(path: str, html: str, answers: Mapping[str, Any] | None = None) -> list[Form]:
    """The forms of a page that are sent, filled in; answers: what is written in fields of these names."""
    return [each for each in _Filled(path, html, answers or {}).forms if "csrf_token" in each.fields]


def host_reached(base: str, link: str) -> str:
    """The host at which a browser ends up that follows a link: it drops tabs and line ends, and takes \\ for /.

    Source: WHATWG URL, basic URL parser.
    """
    cleaned = re.sub(r"[\t\r\n]", "", link).strip(" \x00").replace("\\", "/")
    cleaned = re.sub(r"^(https?:)/*|^//+", lambda found: f"{found[1] or ''}//", cleaned, flags=re.IGNORECASE)
    return urlsplit(urljoin(base + "/", cleaned)).hostname or ""


def links_of(base: str, answer: httpx.Response) -> dict[str, str]:
    """Every address that an answer leads to, with the host where it ends."""
    found = {value for name, value in answer.headers.multi_items() if name in ("location", "refresh", "link")}
    if "html" in answer.headers.get("content-type", ""):
        for _, values in Markup(answer.text).tags:
            found |= {values[name] for name in ("href", "action", "src", "formaction") if values.get(name)}
    return {link: host_reached(base, link) for link in found}
