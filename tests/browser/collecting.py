"""All pages, found by the routes: which there are, who may come, and, by following links, where they are.

Whoever signs in here follows every link they are shown, as a person could. A page that no link leads to and that has a
place in its address cannot be found so: it has to be named in BY_LETTER with the reason, or a test fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from deploy.demo.asking import Person
from deploy.services import NAMES, create_app, create_root
from shared.access.who import Who
from shared.runtime import make_runtime
from shared.settings import Settings
from shared.web.app_factory import declarations

# Pages that no link leads to, with the reason.
BY_LETTER = {
    "/specification/surveys/<uuid:survey_id>/receipts/<string:receipt>": "comes when answers were sent",
    "/specification/commissions/<uuid:commission_id>/surveys/<uuid:survey_id>/paper/<uuid:file_id>": "is of a file",
    "/specification/commissions/<uuid:commission_id>/library/files/<uuid:file_id>": "is of a file",
    "/specification/commissions/<uuid:commission_id>/text/<uuid:clause_id>/keep": "is offered for a minute only",
    "/specification/commissions/<uuid:commission_id>/sign": "is offered once every part is agreed and criteria are set",
    "/specification/commissions/<uuid:commission_id>/decline": "is offered with the page to sign",
    "/tendering/commissions/<uuid:commission_id>/bid/files/<string:number>/away": "is of a file that is there",
    "/tendering/commissions/<uuid:commission_id>/bid-files": "is linked where files are asked for and scores locked",
    "/commissions/<uuid:commission_id>/ready": "whoever has just joined waits here for seconds, and is then sent on",
}
# Where a GET sends the browser on, and shows nothing.
PASSAGES = frozenset(
    {
        "/people/renewal",
        "/people/openid/start",
        "/people/openid/link",
        "/people/openid/confirm",
        "/people/openid/return",
    }
)
_ENOUGH_OF_A_KIND = 4


@dataclass(frozen=True)
class PageRule:
    """A page as it is declared. `rule`: its address, with places in it."""

    rule: str
    who: Who
    has_form: bool

    @property
    def has_places(self) -> bool:
        """Whether the address names something: a commission, a device."""
        return "<" in self.rule


@dataclass(frozen=True)
class Seen:
    """A page as somebody saw it. who: nobody, a role, or a kind of newcomer."""

    who: str
    rule: str
    path: str
    html: str


@dataclass
class Walk:
    """What came of following all links as everybody."""

    seen: list[Seen] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    jars: dict[str, httpx.Cookies] = field(default_factory=dict)


def applications(folder: Path) -> dict[str, Flask]:
    """The applications of the whole system, for their URL maps; nothing is asked of them."""
    settings = Settings(f"sqlite:///{folder}/{{service}}.sqlite", "a secret that signs nothing here" * 2, "none")
    runtimes = {name: make_runtime(name, settings) for name in NAMES}
    apps = {name: create_app(name)(runtimes[name]) for name in NAMES}
    apps["root"] = create_root()(runtimes["decision_trail"])
    for runtime in runtimes.values():
        runtime.close()
    return apps


def page_rules(apps: Mapping[str, Flask]) -> list[PageRule]:
    """Every page that can be looked at, of every application."""
    found: dict[str, PageRule] = {}
    for app in apps.values():
        pages = app.extensions["coproduce_pages"]
        rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint in pages]
        with_form = {rule.rule for rule in rules if "POST" in (rule.methods or ())}
        for rule in rules:
            if "GET" in (rule.methods or ()) and rule.rule not in PASSAGES:
                who = declarations(app)[rule.endpoint].who
                found[rule.rule] = PageRule(rule.rule, who, rule.rule in with_form)
    return sorted(found.values(), key=lambda each: each.rule)


class Matcher:
    """Says which declared page an address belongs to."""

    def __init__(self, apps: Mapping[str, Flask]) -> None:
        self._apps = apps

    def rule_of(self, path: str) -> str:
        """Return the rule of a page; empty where the address is no page of ours."""
        first = path.lstrip("/").split("/", 1)[0]
        app = self._apps.get(first, self._apps["root"])
        try:
            rule, _ = app.url_map.bind("here").match(path, method="GET", return_rule=True)
        except (HTTPException, RequestRedirect):
            return ""
        return rule.rule if rule.endpoint in app.extensions["coproduce_pages"] else ""


class Markup(HTMLParser):
    """What a test asks of a page's HTML: its links, its ids, and the words in its main part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, values))
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every element of a kind."""
        return [values for name, values in self.tags if name == tag]


@dataclass
class WithPhone(Person):
    """Somebody whose account asks for a code as well. recovery: the codes that they have not used."""

    recovery: list[str] = field(default_factory=list)


def sign_in(client: httpx.Client, person: Person) -> None:
    """Sign in with the form of the page, as a browser would. The client keeps the cookie."""
    page = client.get("/people/sign-in")
    typed = {"sign_in_name": person.sign_in_name, "passphrase": person.passphrase, "next": "/"}
    answer = send(client, page, "/people/sign-in", **typed)
    if isinstance(person, WithPhone):
        answer = send(client, answer, "/people/sign-in/code", second_code=person.recovery.pop(), next="/")
    assert answer.status_code == httpx.codes.SEE_OTHER, (answer.status_code, answer.text[:2000])


def send(client: httpx.Client, page: httpx.Response, path: str, **typed: str | bytes) -> httpx.Response:
    """Send a form of this page. What is bytes is a file."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert token is not None, page.text[:500]
    words = {name: each for name, each in typed.items() if isinstance(each, str)}
    files = {name: each for name, each in typed.items() if isinstance(each, bytes)}
    return client.post(path, data={"csrf_token": unescape(token[1]), **words}, files=files or None)


def send_form(client: httpx.Client, path: str, form: Mapping[str, str]) -> httpx.Response:
    """Open a page, send its form, and return where that leads. Fails where it comes back."""
    answer = send(client, client.get(path), path, **form)
    assert answer.status_code == httpx.codes.SEE_OTHER, (answer.status_code, answer.text[:2000])
    return answer


def walk(
    address: str,
    people: Mapping[str, Person | None],
    apps: Mapping[str, Flask],
    *,
    look: str = "en.auto.normal",
    behind_buttons: Mapping[str, list[str]] | None = None,
) -> Walk:
    """Follow all links as each of these people; None is somebody who has not signed in."""
    found = Walk()
    starts = [each.rule for each in page_rules(apps) if not each.has_places]
    for who, person in people.items():
        with httpx.Client(base_url=address, timeout=60, cookies={"look": look}) as client:
            if person is not None:
                sign_in(client, person)
            found.jars[who] = client.cookies
            walk_as(who, client, [*starts, *(behind_buttons or {}).get(who, [])], Matcher(apps), found)
    return found


def walk_as(who: str, client: httpx.Client, starts: Iterable[str], matcher: Matcher, found: Walk) -> None:
    """Follow all links from these pages with this client, and add what was seen."""
    waiting = [(start, "") for start in starts]
    asked: dict[str, Markup] = {}
    kinds: dict[str, int] = {}
    while waiting:
        link, source = waiting.pop(0)
        parts = urlsplit(link)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        rule = matcher.rule_of(parts.path)
        if path not in asked:
            if source and kinds.get(rule or parts.path, 0) >= _ENOUGH_OF_A_KIND:
                continue
            answer = client.get(path, headers={"Accept": "text/html"})
            asked[path] = Markup(answer.text if "html" in answer.headers.get("content-type", "") else "")
            wrong = _what_is_wrong(answer, who, source)
            if wrong:
                found.broken.append(f"{who}: {source or 'typed'} -> {link}: {wrong}")
            if rule and answer.is_success:
                kinds[rule] = kinds.get(rule, 0) + 1
                found.seen.append(Seen(who, rule, path, answer.text))
                waiting += [(each, path) for each in _links(asked[path], path)]
            elif answer.is_redirect:
                waiting.append((answer.headers["location"], path))
        if parts.fragment and parts.fragment not in asked[path].ids:
            found.broken.append(f"{who}: {source} -> {link}: nothing there is called {parts.fragment}")


def _what_is_wrong(answer: httpx.Response, who: str, source: str) -> str:
    """Say what is wrong with where a link led. Whoever types an address may be told that it is not theirs."""
    if answer.status_code < httpx.codes.BAD_REQUEST:
        return ""
    if answer.status_code == httpx.codes.UNAUTHORIZED and who == "nobody":
        return ""
    if answer.status_code == httpx.codes.FORBIDDEN and not source:
        return ""
    return str(answer.status_code)


def _links(page: Markup, path: str) -> list[str]:
    found = []
    for link in page.links:
        parts = urlsplit(urljoin(f"http://here{path}", link))
        if parts.scheme in ("http", "https") and parts.netloc == "here":
            query = f"?{parts.query}" if parts.query else ""
            found.append(f"{parts.path}{query}" + (f"#{parts.fragment}" if parts.fragment else ""))
    return found


def distinct(found: Walk) -> list[Seen]:
    """Return the pages that show all there is: of each page the longest, and those with a kind of element more."""
    kept: list[Seen] = []
    covered: dict[str, set[tuple[str, ...]]] = {}
    for seen in sorted(found.seen, key=lambda each: -len(each.html)):
        made_of = {(tag, it.get("class", ""), it.get("type", "")) for tag, it in Markup(seen.html).tags}
        if made_of - covered.setdefault(seen.rule, set()):
            covered[seen.rule] |= made_of
            kept.append(seen)
    return kept
