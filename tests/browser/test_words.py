"""The words on pages that young people can reach: easy enough to read, and nothing left in English in Polish."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask

from shared.reading_age import reading_age
from shared.roles import Role
from shared.web.glossary import terms
from tests.browser.collecting import Seen, Walk, walk
from tests.browser.site import Site
from tests.system import ROOT

HARDEST = 11.0
SHORTEST_WORDS = 6
# The formula is fair from about this many words on; shorter pages are measured together.
_ENOUGH_WORDS = 100
# Open to everybody, and written for adults: the page says so, and leads young people elsewhere.
FOR_ADULTS = {
    "/about-this-system": "for people who build on it, as its name and its first words say",
    "/people/open-account": "staff and providers open an account here; young people join with a code",
    "/people/first-officer": "the first officer of a council opens an account here, with a link sent to them alone",
}
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
_INLINE = {"a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "time"}
# What people wrote is theirs, and what stands in a field is what they type. An empty `lang` says that nobody knows the
# language (HTML Living Standard, 3.2.6.2): it is that of whoever wrote it.
_NOT_OURS = {"blockquote", "code", "textarea", "script", "style", "option"}
# English words that Polish has not.
_ENGLISH = re.compile(
    r"\b(the|and|you|your|of|with|for|this|that|what|when|from|are|have|not|who|which|page|here|is|it)\b", re.IGNORECASE
)
# Where the words of the cast stand.
_WRITTEN_IN = ("cast.py", "bidders.py", "tendering.py", "test_tender.py", "test_bidding.py")
_SAID = ("aria-label", "title", "placeholder", "alt")


class Words(HTMLParser):
    """The words of a part of a page, a line for each block; without what is hidden from readers or not ours."""

    def __init__(self, html: str, part: str) -> None:
        super().__init__()
        self._part, self._open, self._lines = part, list[tuple[str, bool]](), [""]
        self.feed(html)
        self.close()

    @property
    def lines(self) -> list[str]:
        """Return the lines that hold words."""
        return [" ".join(line.split()) for line in self._lines if line.strip()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._inside():
            self._lines += [value for name, value in attrs if name in _SAID and value and self._part == "body"]
            if tag not in _INLINE:
                self._lines.append("")
        if tag not in _VOID:
            theirs = tag in _NOT_OURS or dict(attrs).get("lang") == ""
            self._open.append((tag, theirs))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag not in _INLINE:
            self._lines.append("")

    def handle_data(self, data: str) -> None:
        if self._inside() and not any(theirs for _, theirs in self._open):
            self._lines[-1] += data

    def _inside(self) -> bool:
        return any(tag == self._part for tag, _ in self._open)


def for_young_people(walked: Walk) -> list[Seen]:
    """One page of each rule as young people see it, and those that they see before they join."""
    found: dict[tuple[str, str], Seen] = {}
    for seen in walked.seen:
        if (seen.who == "nobody" or seen.who.startswith(Role.YOUNG_PERSON.value)) and seen.rule not in FOR_ADULTS:
            found.setdefault((seen.who, seen.rule), seen)
    return list(found.values())


def test_every_page_of_young_people_can_be_read_at_eleven(walked: Walk) -> None:
    hard, short = [], dict[str, list[str]]()
    for seen in for_young_people(walked):
        lines = Words(seen.html, "main").lines
        if sum(len(line.split()) for line in lines) < _ENOUGH_WORDS:
            short[seen.rule] = lines
        elif (age := reading_age("\n".join(lines))) > HARDEST:
            hard.append(f"{seen.who} {seen.path}: {age:.1f}")
    together = reading_age("\n".join(line for lines in short.values() for line in lines))
    assert hard == []
    assert together <= HARDEST, sorted(short)


@pytest.fixture(scope="module")
def in_polish(embedded: Site, apps: dict[str, Flask]) -> Walk:
    people = {"nobody": None, "young_person of today": embedded.cast.people[Role.YOUNG_PERSON]}
    return walk(embedded.address, people, apps, look="pl.auto.normal")


def what_people_wrote() -> list[str]:
    """Every text of the cast and of the sample, the longest first: their words, which stay as they wrote them."""
    made = [ast.parse((ROOT / "tests" / "browser" / name).read_text(encoding="utf-8")) for name in _WRITTEN_IN]
    nodes = (node for tree in made for node in ast.walk(tree))
    found = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    for file in (ROOT / "deploy" / "sample").glob("*.json"):
        found |= set(_texts(json.loads(file.read_text(encoding="utf-8"))))
    lines = {" ".join(line.split()) for text in found for line in text.splitlines()}
    return sorted((line for line in lines if len(line) >= SHORTEST_WORDS), key=len, reverse=True)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)


def test_nothing_is_left_in_english_on_a_young_persons_pages_in_polish(in_polish: Walk) -> None:
    english = []
    # What people wrote, and the words that adults use at work, which the glossary names.
    not_ours = [*what_people_wrote(), *(term.field for term in terms().values())]
    for seen in in_polish.seen:
        assert '<html lang="pl" dir="ltr"' in seen.html, seen.path
        if seen.rule in FOR_ADULTS:
            continue
        for line in Words(seen.html, "body").lines:
            ours = line
            for theirs in not_ours:
                ours = ours.replace(theirs, "")
            if _ENGLISH.search(ours):
                english.append(f"{seen.who} {seen.path}: {line}")
    assert sorted(set(english)) == []
    assert len(in_polish.seen) > 10
