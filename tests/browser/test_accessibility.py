"""Every page in every state, looked at by a real browser: axe, contrast in the dark, narrow windows, the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.axe import LOOK, violations
from tests.browser.collecting import Seen, Walk, distinct
from tests.browser.site import Site
from tests.browser.visiting import DESK, PHONE, Visit

_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > width + 1)
    .slice(0, 5).map((each) => each.outerHTML.slice(0, 120));
}"""
# What shows the focus: an outline, a shadow, a border or another ground, on the element or, for a choice, beside it.
_SHOWN = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const look = (each, part) => { const s = getComputedStyle(each, part);
    return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.backgroundColor, s.borderTopWidth, s.color].join(); };
  const label = it.labels && it.labels[0];
  const all = () => [look(it), look(it, "::before"), label ? look(label, "::before") : ""].join();
  const on = all(); it.blur(); const off = all(); it.focus();
  return [it.outerHTML.slice(0, 100), on !== off];
}"""
_MOST_STOPS = 150


@pytest.fixture(scope="module")
def looked_at(walked: Walk) -> list[Seen]:
    found = distinct(walked)
    assert {seen.rule for seen in found} == {seen.rule for seen in walked.seen}
    return found


@pytest.fixture
def window(embedded: Site, visit: Callable[..., Visit]) -> Visit:
    return visit(embedded)


def each_of(looked_at: list[Seen], walked: Walk, window: Visit, look: str = "") -> Iterator[tuple[str, Page]]:
    """Go to each page as whoever saw it."""
    for seen in looked_at:
        window.become(walked.jars[seen.who], look)
        answer = window.page.goto(seen.path)
        assert answer is not None
        assert answer.ok, f"{seen.who} {seen.path}: {answer.status}"
        yield f"{seen.who} {seen.path}", window.page


def test_axe_finds_nothing_on_any_page_in_light_and_dark_and_nothing_is_cut_off(
    looked_at: list[Seen], walked: Walk, window: Visit
) -> None:
    wrong = []
    for name, page in each_of(looked_at, walked, window):
        wrong += [f"{name}: {each}" for each in violations(page)]
        page.emulate_media(color_scheme="dark")
        wrong += [f"{name}, dark: {each}" for each in violations(page, only=("color-contrast",))]
        page.emulate_media(color_scheme="light")
        # 320 px are 1280 px at 400 % (WCAG 2.2, 1.4.10).
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        wrong += [f"{name}, narrow: {each}" for each in page.evaluate(_TOO_WIDE)]
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert wrong == []


def test_axe_finds_nothing_from_right_to_left_with_the_largest_text_in_the_dark(
    looked_at: list[Seen], walked: Walk, window: Visit
) -> None:
    wrong = []
    one_of_each = {seen.rule: seen for seen in reversed(looked_at)}
    for name, page in each_of(list(one_of_each.values()), walked, window, "ur.dark.largest"):
        assert page.locator("html").get_attribute("dir") == "rtl"
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        wrong += [f"{name}: {each}" for each in violations(page, only=LOOK)]
        wrong += [f"{name}, narrow: {each}" for each in page.evaluate(_TOO_WIDE)]
    assert wrong == []


def test_the_keyboard_reaches_everything_shows_where_it_is_and_never_gets_stuck(
    looked_at: list[Seen], walked: Walk, window: Visit
) -> None:
    wrong = []
    one_of_each = {seen.rule: seen for seen in reversed(looked_at)}
    for name, page in each_of(list(one_of_each.values()), walked, window):
        for _ in range(_MOST_STOPS):
            page.keyboard.press("Tab")
            found = page.evaluate(_SHOWN)
            if found is None:
                break
            if not found[1]:
                wrong.append(f"{name}: the focus cannot be seen on {found[0]}")
        else:
            wrong.append(f"{name}: no end after {_MOST_STOPS} stops")
    assert wrong == []


def test_axe_finds_nothing_where_a_form_comes_back_with_errors(
    looked_at: list[Seen], walked: Walk, window: Visit
) -> None:
    wrong, errors = [], 0
    one_of_each = {seen.rule: seen for seen in reversed(looked_at)}
    for name, page in each_of(list(one_of_each.values()), walked, window):
        for index in range(page.locator("main form").count()):
            if not _send_empty(page, index):
                continue
            if page.locator(".govuk-error-summary").count():
                errors += 1
                wrong += [f"{name}, empty: {each}" for each in violations(page)]
                page.emulate_media(color_scheme="dark")
                wrong += [f"{name}, empty and dark: {each}" for each in violations(page, only=("color-contrast",))]
                page.emulate_media(color_scheme="light")
                wrong += [f"{name}, empty: {each}" for each in _where_errors_lead(page)]
            page.goto(page.url)
    assert wrong == []
    assert errors > 3


def _send_empty(page: Page, index: int) -> bool:
    """Empty every field of a form and send it; a form without fields is an act, and is left alone."""
    form = page.locator("main form").nth(index)
    fields = form.locator("input:not([type=hidden]):not([type=submit]), textarea, select")
    if not fields.count() or form.get_attribute("method") != "post":
        return False
    form.evaluate("""(form) => { for (const each of form.elements) {
        if (each.type === "radio" || each.type === "checkbox") each.checked = false;
        else if (each.type !== "hidden" && each.tagName !== "BUTTON") each.value = "";
    } }""")
    form.locator("button[type=submit], button:not([type]), input[type=submit]").last.click()
    page.wait_for_load_state()
    return True


def _where_errors_lead(page: Page) -> list[str]:
    """Say which error of the summary leads to no field that can be typed in, and whether the title says it."""
    wrong = [] if page.title().startswith("Error:") else [f"the title is {page.title()!r}"]
    for link in page.locator(".govuk-error-summary a").all():
        link.click()
        tag = page.evaluate("document.activeElement.tagName")
        if tag not in ("INPUT", "TEXTAREA", "SELECT"):
            wrong.append(f"{link.inner_text()!r} leads to {tag}")
    return wrong
