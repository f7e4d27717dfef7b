"""Two young people write in one part at the same time: in two browsers, on both engines, with and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from deploy.demo.asking import System
from deploy.demo.clock import WallClock
from shared.roles import Role
from tests.browser.cast import TITLE
from tests.browser.site import Site
from tests.browser.test_front_door import join
from tests.browser.visiting import Visit

Open = Callable[..., Visit]
AT_ONCE = 5_000  # milliseconds; it is far less on a quiet machine, but one that runs tests is busy
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED")


@pytest.fixture
def writing(site: Site) -> Iterator[Site]:
    """The site, while words of young people are read by everybody at once."""

    def check(first: bool) -> None:
        with httpx.Client(base_url=site.address, timeout=60) as client:
            at = f"/specification/commissions/{site.cast.commission_id}/checking"
            officer = site.cast.people[Role.COMMISSIONER]
            System(client, WallClock()).act(officer, at, {"checks_young_texts": first}, method="PUT")

    check(first=False)
    yield site
    check(first=True)


def text_page(page: Page) -> None:
    page.get_by_role("link", name="Home").first.click()
    page.get_by_role("link", name=TITLE).first.click()
    page.get_by_role("link", name="The text so far").first.click()


def new_part(page: Page, heading: str, words: str) -> str:
    """Write a new part, and return the address at which one writes in it."""
    text_page(page)
    page.get_by_role("button", name="Write a new part").click()
    page.get_by_label("What is this part about?").fill(heading)
    page.get_by_label("What should the service do?").fill(words)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. Everybody here can read it now.")).to_be_visible()
    page.locator("section", has_text=heading).last.get_by_role("link", name="Write in this part").click()
    return page.url


def area(page: Page) -> Locator:
    return page.get_by_label("What should the service do?")


def put_caret(page: Page, at: int) -> None:
    area(page).evaluate("(area, at) => { area.focus(); area.setSelectionRange(at, at); }", at)


def put_caret_last(page: Page) -> None:
    """Put it behind the last letter, in one step: others may be writing."""
    area(page).evaluate("(area) => { area.focus(); area.setSelectionRange(area.value.length, area.value.length); }")


def caret(page: Page) -> int:
    return int(area(page).evaluate("(area) => area.selectionStart"))


def at_rest(visit: Visit) -> None:
    """Leave out what the browser says about a network that the test has cut."""
    visit.complaints[:] = [each for each in visit.complaints if not any(words in each for words in OFFLINE)]


def test_two_see_each_others_words_and_nobody_is_interrupted(writing: Site, visit: Open) -> None:
    one, other = visit(writing), visit(writing)
    for each in (one, other):
        join(each.page, writing.cast.codes[Role.YOUNG_PERSON])
    address = new_part(one.page, "A place to sit", "It is open.")
    other.page.goto(address)
    expect(other.page.get_by_text("Saved. Others see it at once.")).to_be_visible()

    for each in (one, other):
        expect(each.page.locator("[data-here] li")).to_have_count(1, timeout=3 * AT_ONCE)
    expect(one.page.get_by_role("status").filter(has_text="is here.")).to_be_visible()

    put_caret(one.page, 11)
    one.page.keyboard.type(" It is warm.")
    expect(area(other.page)).to_have_value("It is open. It is warm.", timeout=AT_ONCE)
    expect(other.page.locator("[data-here] li")).to_have_text(
        re.compile(r"Young person \d+ writes"), timeout=3 * AT_ONCE
    )
    put_caret(other.page, 5)
    put_caret(one.page, 0)
    one.page.keyboard.type("Yes! ")
    expect(area(other.page)).to_have_value("Yes! It is open. It is warm.", timeout=AT_ONCE)
    assert caret(other.page) == 10, "the caret stays at its word"
    other.page.keyboard.type(" always")
    expect(area(one.page)).to_have_value("Yes! It is always open. It is warm.", timeout=AT_ONCE)
    expect(one.page.get_by_role("status").filter(has_text="changed 7 letters.")).to_be_visible()

    for letter in "abc":
        put_caret(one.page, 3)
        one.page.keyboard.type(letter)
        put_caret_last(other.page)
        other.page.keyboard.type(letter.upper())
    expect(area(one.page)).to_have_value("Yescba! It is always open. It is warm.ABC", timeout=AT_ONCE)
    expect(area(other.page)).to_have_value("Yescba! It is always open. It is warm.ABC", timeout=AT_ONCE)

    put_caret(one.page, 0)
    one.page.keyboard.type("Oh. ")
    expect(area(other.page)).to_have_value("Oh. Yescba! It is always open. It is warm.ABC", timeout=AT_ONCE)
    one.page.keyboard.press("Control+z")
    expect(area(other.page)).to_have_value("Yescba! It is always open. It is warm.ABC", timeout=AT_ONCE)

    one.page.get_by_role("button", name="Save").click()
    expect(one.page.get_by_text("Saved. Everybody here can read it now.")).to_be_visible()
    expect(one.page.get_by_text("Yescba! It is always open. It is warm.ABC").first).to_be_visible()
    one.page.goto(address)
    one.page.get_by_text("Who wrote which words").click()
    expect(one.page.locator(".co-passage").filter(has_text=" always")).to_have_text(
        other_initials(one.page) + "  always"
    )


def other_initials(page: Page) -> str:
    """The initials of the one other writer."""
    return page.locator("details li").filter(has_not_text="(you)").locator(".co-initials").inner_text()


def test_what_is_typed_without_a_network_arrives_when_it_is_back(writing: Site, visit: Open) -> None:
    one, other = visit(writing), visit(writing)
    for each in (one, other):
        join(each.page, writing.cast.codes[Role.YOUNG_PERSON])
    address = new_part(one.page, "A quiet room", "It is open.")
    other.page.goto(address)
    expect(other.page.get_by_text("Saved. Others see it at once.")).to_be_visible()

    other.context.set_offline(True)
    put_caret(other.page, 11)
    other.page.keyboard.type(" It is quiet.")
    expect(other.page.get_by_text("Not saved yet.")).to_be_visible()
    put_caret(one.page, 10)
    one.page.keyboard.type(" late")
    expect(one.page.get_by_text("Saved. Others see it at once.")).to_be_visible()
    other.context.set_offline(False)
    for each in (one, other):
        expect(area(each.page)).to_have_value("It is open late. It is quiet.", timeout=15_000)

    # A laptop that is closed with words that went nowhere.
    other.context.set_offline(True)
    put_caret(other.page, 29)
    other.page.keyboard.type(" It is ours.")
    other.page.close()
    other.context.set_offline(False)
    other.page = other.context.new_page()
    other.page.goto(address)
    for each in (one, other):
        expect(area(each.page)).to_have_value("It is open late. It is quiet. It is ours.", timeout=15_000)
    at_rest(other)


def test_without_scripts_the_same_part_is_a_form(writing: Site, visit: Open) -> None:
    one, other = visit(writing), visit(writing, java_script_enabled=False)
    for each in (one, other):
        join(each.page, writing.cast.codes[Role.YOUNG_PERSON])
    address = new_part(one.page, "A garden", "It is open.")
    other.page.goto(address)
    put_caret(one.page, 10)
    one.page.keyboard.type(" late")
    expect(one.page.get_by_text("Saved. Others see it at once.")).to_be_visible()
    area(other.page).fill("It is open. It has trees.")
    other.page.get_by_role("button", name="Save").click()
    expect(area(one.page)).to_have_value("It is open late. It has trees.", timeout=AT_ONCE)
    other.page.goto(address)
    area(other.page).fill("It is open early. It has trees.")
    area(one.page).fill("It is open at night. It has trees.")
    expect(one.page.get_by_text("Saved. Others see it at once.")).to_be_visible()
    other.page.get_by_role("button", name="Save").click()
    expect(other.page.get_by_role("heading", name="What others wrote")).to_be_visible()
    expect(area(other.page)).to_have_value("It is open early. It has trees.")
    expect(other.page.get_by_text("It is open at night. It has trees.")).to_be_visible()
