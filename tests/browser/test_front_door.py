"""The first job of each person, in a browser on both engines: get in, see where you are, make it fit, get out."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from shared.roles import Role
from tests.browser.cast import PASSPHRASE, TITLE
from tests.browser.keyboard import Keyboard
from tests.browser.site import Site
from tests.browser.visiting import PHONE, Visit

Open = Callable[..., Visit]


def join(page: Page, code: str, *, year: str = "2010") -> str:
    """A young person, born in this year, joins; returns the nickname."""
    nickname = f"Nick {uuid4().hex[:8]}"
    page.goto("/")
    page.get_by_role("link", name="Join with a code").first.click()
    page.get_by_label("Your code").fill(code)
    page.get_by_label("Choose a nickname").fill(nickname)
    page.get_by_label("Choose a passphrase", exact=True).fill(PASSPHRASE)
    for label, value in (("Day", "6"), ("Month", "1"), ("Year", year)):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_text("You have joined.")).to_be_visible()
    return nickname


def open_account(page: Page, code: str) -> str:
    """Somebody of the council, or of a provider where there is no code, opens an account; returns the address."""
    email = f"{uuid4().hex[:12]}@example.org"
    page.goto("/people/open-account")
    page.get_by_label("I work for the council" if code else "I am from an organisation").check()
    page.get_by_label("Your code, if you have one").fill(code)
    page.get_by_label("Your name").fill("Wilhelmina Oster")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Choose a passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Open the account").click()
    expect(page.get_by_text("Your account is open")).to_be_visible()
    return email


def sign_in(page: Page, name: str) -> None:
    page.goto("/people/sign-in")
    page.get_by_label("Nickname or email address").fill(name)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_in_makes_pages_fit_and_signs_out_everywhere(site: Site, visit: Open, role: Role) -> None:
    page = visit(site).page
    code = site.cast.codes.get(role, "")
    name = join(page, code) if role is Role.YOUNG_PERSON else open_account(page, code)
    page.goto("/")
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    expect(page.locator("h1")).to_have_count(1)
    other = visit(site).page
    sign_in(other, name)

    _make_it_fit(page)

    page.goto("/people/devices")
    expect(page.locator("main .co-cards > li")).to_have_count(2)
    page.locator("main a[href='/people/devices/all']").click()
    page.locator("main input[value='everywhere']").check()
    page.locator("main form button").last.click()
    expect(page.locator("main [data-forget-drafts]")).to_be_visible()
    for signed_out in (page, other):
        signed_out.goto("/people/settings")
        assert signed_out.locator("main").get_attribute("data-problem"), "still signed in"


def _make_it_fit(page: Page) -> None:
    page.goto("/people/look")
    page.get_by_label("Dark").check()
    page.get_by_label("Largest").check()
    page.get_by_label("Polski").check()
    page.get_by_role("button", name="Save").click()
    root = page.locator("html")
    expect(root).to_have_attribute("lang", "pl")
    expect(root).to_have_attribute("data-theme", "dark")
    size, ground = page.evaluate(
        "() => [getComputedStyle(document.documentElement).fontSize, getComputedStyle(document.body).backgroundColor]"
    )
    assert (size, ground) == ("24px", "rgb(17, 22, 28)")


@pytest.mark.parametrize("role", list(Role))
def test_whoever_was_here_before_signs_in_and_finds_their_commission(site: Site, visit: Open, role: Role) -> None:
    page = visit(site).page
    sign_in(page, site.cast.people[role].sign_in_name)
    page.goto("/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.locator("h1")).to_contain_text(TITLE)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_young_person_joins_by_keyboard_alone_on_a_small_phone_in_under_a_minute(
    site: Site, visit: Open, scripts: bool
) -> None:
    page = visit(site, viewport=PHONE, java_script_enabled=scripts).page
    keyboard = Keyboard(page)
    page.goto("/")
    keyboard.begin()
    if scripts:
        keyboard.go_to("Menu")
        keyboard.press("Enter")
    keyboard.go_to("Join with a code")
    keyboard.follow("Enter")
    keyboard.go_to("Your code")
    keyboard.type(site.cast.codes[Role.YOUNG_PERSON])
    for label, value in (
        ("Choose a nickname", f"Nick {uuid4().hex[:6]}"), ("Choose a passphrase", "otter jumps the gate"),
        ("Day", "6"), ("Month", "1"), ("Year", "2010"),
    ):  # fmt: skip
        keyboard.go_to(label)
        keyboard.type(value)
    keyboard.go_to("Join")
    keyboard.follow("Space")
    expect(page.get_by_text("You have joined.")).to_be_visible()
    while page.locator("h1").inner_text() != TITLE:
        # Their seat is still on its way to the page: a person presses the button again.
        keyboard.go_to("Go on")
        keyboard.follow("Enter")
        assert keyboard.seconds() < 60, keyboard.told()
    assert keyboard.seconds() < 60, keyboard.told()
