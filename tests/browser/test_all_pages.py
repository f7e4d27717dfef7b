"""Every page of every service, found by its route, as everybody who may come."""

from __future__ import annotations

import pytest

from tests.browser.collecting import BY_LETTER, Markup, PageRule, Walk


def test_every_page_is_found_by_following_links(walked: Walk, rules: list[PageRule]) -> None:
    found = {seen.rule for seen in walked.seen}
    lost = [each.rule for each in rules if each.rule not in found and each.rule not in BY_LETTER]
    assert lost == [], "no link leads there, for anybody"
    assert [rule for rule in BY_LETTER if rule not in {each.rule for each in rules}] == []
    assert len(found) > 10


def test_every_link_leads_somewhere(walked: Walk) -> None:
    assert walked.broken == []


def test_every_page_says_its_language_its_direction_and_one_title(walked: Walk) -> None:
    wrong = []
    for seen in walked.seen:
        page = Markup(seen.html)
        (root,) = page.all("html")
        title = seen.html.partition("<title>")[2].partition("</title>")[0]
        named = title.removesuffix(" \u2013 Coproduce").strip()
        if (root["lang"], root["dir"]) != ("en", "ltr") or not named or len(page.all("h1")) != 1:
            wrong.append(f"{seen.who} {seen.path}: {root} {title!r} {len(page.all('h1'))} h1")
    assert wrong == []


@pytest.mark.parametrize("mark", [" style=", "<style", " onclick=", " onchange=", " onsubmit=", "javascript:"])
def test_no_page_holds_style_or_script_of_its_own(walked: Walk, mark: str) -> None:
    assert [f"{seen.who} {seen.path}" for seen in walked.seen if mark in seen.html.lower()] == []
