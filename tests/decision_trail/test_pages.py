"""The pages at the root: valid enough, for everybody, without a script, and safe from what people write."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from shared.access import Caller
from shared.roles import AccountKind, Role
from tests.decision_trail.archive import Archive

VOID = {"meta", "link", "br", "hr", "img", "input"}
HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</title></h1><h1>Another",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; & 'quotes' \"both\"",
    "javascript:alert(1)",
]


class Page(HTMLParser):
    """Reads a page and notes what a browser or a screen reader would stumble over."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.words: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        self.wrong += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.wrong.append(f"<{tag}> has an attribute twice")
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        for tag in self.open:
            self.words.setdefault(tag, []).append(data)

    def all(self, tag: str) -> list[dict[str, Any]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def text(self, tag: str) -> str:
        return "".join(self.words.get(tag, [])).strip()


def ended(archive: Archive, title: str = "Somewhere to talk", *, opened: bool = True) -> str:
    archive.start(title)
    facilitator = archive.seat(Role.FACILITATOR)
    archive.put("specification.clause_agreed.v1", actor=facilitator.seat, reason="SECRET WORDS")
    if opened:
        archive.put("tendering.bids_opened.v1")
    else:
        archive.put("tendering.tender_published.v1")
    now = archive.bench.advance(timedelta(days=40))
    archive.put("tendering.commission_abandoned.v1", abandoned_at=now.isoformat())
    return f"/records/{archive.commission_id}"


def read(archive: Archive, path: str, status: int = 200, caller: Caller | None = None) -> Page:
    answer = archive.root.get(path, headers=archive.bench.headers(caller) if caller else {})
    assert (answer.status_code, answer.content_type) == (status, "text/html; charset=utf-8")
    assert answer.text.startswith("<!doctype html>")
    return Page(answer.text)


PUBLIC = ["visitor, empty", "visitor", "record", "record, never opened", "seals", "no record", "about", "glossary"]
FIXED = {"about": "/about-this-system", "glossary": "/glossary", "visitor": "/", "visitor, empty": "/"}
SIGNED_IN = ["home, empty", "home", "home, ended", "commission", "commission, ended", "commission, not mine"]


@pytest.mark.parametrize("which", PUBLIC)
def test_every_public_page_is_sound_and_works_without_a_script(archive: Archive, which: str) -> None:
    path = f"/records/{archive.commission_id}"
    if which in ("visitor", "record", "record, never opened", "seals"):
        path = ended(archive, opened="never" not in which) + ("/seals" if which == "seals" else "")
    check(read(archive, FIXED.get(which, path), 404 if which == "no record" else 200))


@pytest.mark.parametrize("which", SIGNED_IN)
def test_every_page_for_somebody_signed_in_is_sound_and_works_without_a_script(archive: Archive, which: str) -> None:
    caller = archive.bench.account(AccountKind.STAFF)
    if "ended" in which:
        ended(archive)
    elif which != "home, empty":
        archive.start()
    if which not in ("home, empty", "commission, not mine"):
        caller = archive.seat(Role.YOUNG_PERSON)
    path = "/" if which.startswith("home") else f"/commissions/{archive.commission_id}"
    check(read(archive, path, 403 if which == "commission, not mine" else 200, caller))


def check(page: Page) -> None:
    assert page.wrong == []
    assert [each["lang"] for each in page.all("html")] == ["en"]
    assert len(page.all("title")) == len(page.all("h1")) == len(page.all("main")) == 1
    assert page.text("title")
    assert page.text("h1")
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not {"style", "iframe", "form", "object", "embed"} & {tag for tag, _ in page.tags}
    # The one script is a file of ours that makes pages nicer.
    assert all(each["src"].startswith("/static/") for each in page.all("script"))
    assert not page.text("script")
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("href", "src"):
            assert attributes.get(name, "/").startswith(("/", "#"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        assert attributes.get("aria-labelledby", ids[0]) in ids
    assert page.all("a")[0]["href"] == "#main-content"
    assert "main-content" in ids
    (viewport,) = [each["content"] for each in page.all("meta") if each.get("name") == "viewport"]
    assert "width=device-width" in viewport
    assert "user-scalable" not in viewport


def test_links_of_one_page_say_different_things(archive: Archive) -> None:
    ended(archive)
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', archive.root.get("/").text, re.DOTALL)
    where = {(re.sub(r"<[^>]*>", "", words).strip(), href) for href, words in found}
    assert len({words for words, _ in where}) == len(where)
    assert all(words for words, _ in where)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_text(archive: Archive, title: str) -> None:
    path = ended(archive, title)
    record = read(archive, path)
    assert record.text("h1") == title
    assert record.text("title") == f"{title} \u2013 Coproduce"
    visitor = read(archive, "/")
    assert title in visitor.text("li")
    for page in (record, visitor):
        assert page.wrong == []
        assert len(page.all("h1")) == 1
        assert not page.text("script")
        assert not page.all("img")


def test_a_hostile_address_is_not_repeated(archive: Archive) -> None:
    for path in ("/records/<script>alert(1)</script>", "/<script>alert(1)</script>", "/records/%22%3E%3Cimg%3E"):
        answer = archive.root.get(path)
        assert answer.status_code == 404
        assert "alert(1)" not in answer.text
        assert "<img" not in answer.text


def test_a_record_tells_when_what_and_in_which_role_and_no_more(archive: Archive) -> None:
    page = read(archive, ended(archive))
    assert "The group agreed one part of the text." in page.text("li")
    assert "By: facilitator" in page.text("li")
    assert "SECRET WORDS" not in page.text("body")
    assert "to 11 April 2026" in " ".join(page.text("main").split())
    kept = archive.entries()
    assert sorted(each["datetime"] for each in page.all("time")) == [entry.occurred_at.isoformat() for entry in kept]
    assert page.text("code") == kept[-1].hash
    assert f"Each of the {len(kept)} steps is sealed" in page.text("main")


def test_a_record_that_was_never_opened_says_what_is_withheld(archive: Archive) -> None:
    page = read(archive, ended(archive, opened=False))
    assert "Nobody is told how many there were." in " ".join(page.text("main").split())
    assert page.all("code") == []
    assert not re.search(r"[Ss]teps? [0-9]|[0-9] steps", page.text("main"))


def test_pages_are_guarded_by_their_headers(archive: Archive) -> None:
    for path in ("/", ended(archive), "/brand.css"):
        headers = archive.root.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert archive.root.get("/brand.css").content_type.startswith("text/css")


def test_a_visitor_finds_the_way_in_and_the_records_latest_first(archive: Archive) -> None:
    ended(archive, "The first")
    archive.commission_id = archive.commission_id[:-4] + "beef"
    ended(archive, "The second")
    text = archive.root.get("/").text
    assert text.index("The second") < text.index("The first")
    for href in ("/people/join", "/people/sign-in", "/about-this-system", "/glossary"):
        assert f'href="{href}"' in text


def test_who_builds_on_it_finds_every_service(archive: Archive) -> None:
    text = archive.root.get("/about-this-system").text
    for name in ("people", "specification", "tendering", "youth_panel", "notifications", "decision_trail"):
        assert f'href="/{name}/docs"' in text
        assert f'href="/{name}/health/ready"' in text


def test_the_public_list_and_record_are_there_for_programs_too(archive: Archive) -> None:
    ended(archive)
    (listed,) = archive.ask("/records").json or []
    assert (listed["commission_id"], listed["title"]) == (archive.commission_id, "Somewhere to talk")
    record = archive.ask(f"/records/{archive.commission_id.upper()}").json or {}
    kept = archive.entries()
    assert (record["length"], record["hash"], len(record["items"])) == (len(kept), kept[-1].hash, len(kept))
    assert record["items"][0]["occurred_at"] == "2026-03-02T09:30:01.000000Z"
