"""A code from the phone as well, in a real browser: set up, printed, and used by keyboard alone without scripts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Page, expect

from shared.roles import Role
from tests.browser.axe import violations
from tests.browser.cast import PASSPHRASE
from tests.browser.keyboard import Keyboard
from tests.browser.site import Site
from tests.browser.test_front_door import open_account, sign_in
from tests.browser.test_print import on_paper
from tests.browser.visiting import DESK, PHONE, Visit

Open = Callable[..., Visit]
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
_STEP = 30


def looks_right(page: Page) -> None:
    """axe finds nothing, in light and dark, and nothing is cut off on a small phone."""
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, only=("color-contrast",)) == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert not page.evaluate(_TOO_WIDE)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]


def set_up(page: Page) -> tuple[pyotp.TOTP, list[str]]:
    """Set it up from the settings; return what the phone does, and the recovery codes."""
    page.goto("/people/settings")
    page.get_by_role("link", name="Ask for a code from my phone as well").click()
    page.get_by_role("button", name="Set it up").click()
    looks_right(page)
    page.get_by_role("button", name="Begin").click()
    looks_right(page)
    phone = pyotp.TOTP(page.locator("main code").inner_text().replace(" ", ""))
    page.get_by_label("Your code").fill("123")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert page.title().startswith("Error:")
    looks_right(page)
    page.get_by_label("Your code").fill(phone.now())
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    looks_right(page)
    return phone, re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", page.locator("main").inner_text())


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_officer_sets_it_up_and_signs_in_with_it(site: Site, visit: Open, scripts: bool) -> None:
    page = visit(site).page
    email = open_account(page, site.cast.codes[Role.COMMISSIONER])
    phone, recovery = set_up(page)
    assert len(set(recovery)) == 10
    assert on_paper(page).count(b"/Type /Page\n") == 1
    page.emulate_media(media="screen")
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_text("You have 10 recovery codes left.")).to_be_visible()

    elsewhere = visit(site, viewport=PHONE, java_script_enabled=scripts).page
    keyboard = Keyboard(elsewhere)
    elsewhere.goto("/people/sign-in?next=/people/second-factor")
    for label, value in (("Nickname or email address", email), ("Passphrase", PASSPHRASE)):
        keyboard.go_to(label)
        keyboard.type(value)
    keyboard.go_to("Sign in")
    keyboard.follow("Enter")
    expect(elsewhere.locator("h1")).to_have_text("Your code")
    if scripts:
        looks_right(elsewhere)
    assert PASSPHRASE not in elsewhere.content()
    # The code with which it was turned on is used up; the next one is taken a step early.
    code = phone.at(time.time() + _STEP)
    keyboard.go_to("Your code")
    keyboard.type(code)
    keyboard.follow("Enter")
    expect(elsewhere.locator("h1")).to_have_text("A code from my phone as well")


def test_the_second_step_looks_right_and_a_recovery_code_gets_in(site: Site, visit: Open) -> None:
    page = visit(site).page
    email = open_account(page, site.cast.codes[Role.COMMISSIONER])
    _, recovery = set_up(page)
    page.goto("/people/sign-out")
    page.locator("main form button").last.click()
    page.goto("/people/sign-in")
    page.get_by_label("Nickname or email address").fill(email)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    looks_right(page)
    page.get_by_label("Your code").fill("AAAA-BBBB-CCCC")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert page.title().startswith("Error:")
    expect(page.get_by_label("Your code")).to_have_value("")
    looks_right(page)
    page.get_by_label("Your code").fill(recovery[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    page.goto("/people/second-factor")
    expect(page.get_by_text("You have 9 recovery codes left.")).to_be_visible()
    page.get_by_role("link", name="Turn it off").click()
    page.get_by_role("button", name="Turn it off").click()
    expect(page.get_by_text("Turned off.")).to_be_visible()
    page.goto("/people/sign-out")
    page.locator("main form button").last.click()
    sign_in(page, email)
