"""Staff sign in with an account of the council, in a real browser: the whole way to the provider and back.

With a provider its pages look otherwise than in the collected ones, so they are looked at here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from uuid import uuid4

import httpx
import pytest
import waitress
from playwright.sync_api import Page, expect
from sqlalchemy import select

from deploy.embedded import System
from services.people.models import Account
from services.people.queries.council import add_identity, identity_hash
from shared.runtime import Runtime, wall_clock
from shared.settings import Settings
from tests.browser.axe import violations
from tests.browser.visiting import PHONE, Visit
from tests.kit import SECRET as SYSTEM_SECRET
from tests.openid.council import CLIENT_ID, SECRET, Council, council_open
from tests.openid.moves import later
from tests.system import SETUP_CODE, free_port

PASSPHRASE = "seven purple lanterns in the rain"
BUTTON = "Sign in with your Brackenmouth account"
Open = Callable[..., "Visit"]
_ITS_FONTS = "https://fonts.googleapis.com"
_TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass
class Place:
    """Where the system is, and the council's provider beside it. `ahead`: how far both clocks have gone on."""

    address: str
    council: Council
    ahead: timedelta = timedelta()
    people: Runtime | None = None

    def now(self) -> datetime:
        return wall_clock() + self.ahead

    def wait(self, minutes: int) -> None:
        self.ahead += timedelta(minutes=minutes)
        self.council.tamper = later(int(self.ahead.total_seconds()))


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    port = free_port()
    folder = tmp_path_factory.mktemp("council")
    with council_open(folder, f"http://127.0.0.1:{port}/people/openid/return") as provider:
        place = Place(f"http://127.0.0.1:{port}", provider)
        with served(folder, port, place):
            yield place


@contextmanager
def served(folder: Path, port: int, place: Place) -> Iterator[None]:
    """The whole system in this process, on a port."""
    provider = place.council
    system = System(
        Settings(
            database_url=f"sqlite:///{folder}/{{service}}.sqlite", secret=SYSTEM_SECRET, setup_code=SETUP_CODE,
            address=place.address, oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID, oidc_secret=SECRET,
            oidc_name=BUTTON,
        ),
        place.now,
    )  # fmt: skip
    place.people = system.runtimes["people"]
    server = waitress.create_server(system.wsgi, host="127.0.0.1", port=port, threads=8)
    serving = Thread(target=server.run, daemon=True)
    serving.start()
    system.start()
    try:
        yield
    finally:
        system.begin_to_stop()
        # In the server's own thread, which may be waiting for its sockets.
        server.trigger.pull_trigger(server.close)
        serving.join(timeout=10)
        system.stop()


@contextmanager
def visiting(visit: Open, place: Place, **options: object) -> Iterator[Page]:
    """A browser that may also ask the provider, whose pages are not ours to judge."""
    found = visit(place, **options)
    found.context.route(f"{_ITS_FONTS}/**", lambda route: route.fulfill(body="", content_type="text/css"))
    yield found.page
    theirs = (place.council.issuer, _ITS_FONTS)
    found.complaints = [each for each in found.complaints if not any(name in each for name in theirs)]


def linked_officer(place: Place) -> str:
    """Somebody whose account is linked already; returns the name they have at the council."""
    email, who = officer(place), uuid4().hex[:12]
    assert place.people is not None
    with place.people.sessions.begin() as session:
        account = session.scalars(select(Account).where(Account.sign_in_name == email)).one()
        found = identity_hash(place.people.settings, place.council.issuer, who)
        add_identity(session, place.people.settings, account, found, place.now())
    return who


def officer(place: Place) -> str:
    email = f"{uuid4().hex[:12]}@example.org"
    body = {"kind": "staff", "email": email, "name": "Ada Oster", "passphrase": PASSPHRASE, "invite_code": SETUP_CODE}
    answer = httpx.post(f"{place.address}/people/accounts", json=body, timeout=30)
    assert answer.status_code == 201, answer.text
    return email


def at_the_council(page: Page, place: Place, who: str) -> None:
    """Sign in there, and agree, as often as it asks."""
    there = place.council.issuer
    page.wait_for_url(lambda url: url.startswith(there))
    while page.url.startswith(there):
        if page.locator("input[name=login]").count():
            page.locator("input[name=login]").fill(who)
            page.locator("input[name=password]").fill("any")
        with page.expect_navigation():
            page.locator("button[type=submit]").click()


def looked_at(page: Page) -> None:
    """Nothing for axe to complain of, and nothing cut off at 320 px."""
    assert violations(page) == []
    before = page.viewport_size
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert not page.evaluate(_TOO_WIDE), page.url
    page.set_viewport_size(before or PHONE)  # type: ignore[arg-type]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_officer_links_their_account_and_signs_in_with_it(council: Place, visit: Open, scripts: bool) -> None:
    who = "ada" if scripts else "bo"
    email = officer(council)
    with visiting(visit, council, java_script_enabled=scripts) as page:
        look = looked_at if scripts else (lambda _page: None)
        page.goto("/people/sign-in")
        look(page)
        page.get_by_role("button", name=BUTTON).click()
        at_the_council(page, council, who)
        expect(page.locator("h1")).to_have_text("We do not know this council account yet")
        look(page)
        page.get_by_role("link", name="I have a code").click()
        look(page)
        page.go_back()
        page.get_by_role("link", name="I have an account here").click()
        page.get_by_label("Nickname or email address").fill(email)
        page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator("h1")).to_have_text("Your council account")
        look(page)
        page.get_by_role("button", name=BUTTON).click()
        expect(page.locator("h1")).to_have_text("Is this your council account?")
        look(page)
        page.get_by_role("button", name="Yes, sign in with it from now on").click()
        expect(page.get_by_text("From now on you can sign in")).to_be_visible()
        look(page)
        page.goto("/people/sign-out")
        page.locator("main button").click()

        page.goto("/people/devices")
        page.get_by_role("button", name=BUTTON).click()
        expect(page.locator("h1")).to_have_text("Where you are signed in")
        assert page.url == f"{council.address}/people/devices"
        page.goto("/people/council-account/ending")
        look(page)


def choose(page: Page) -> None:
    page.goto("/people/devices/all")
    page.get_by_label("Everywhere else").check()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_was_chosen_waits_in_one_tab_while_the_council_asks_in_another(
    council: Place, visit: Open, scripts: bool
) -> None:
    who = linked_officer(council)
    with visiting(visit, council, java_script_enabled=scripts) as page:
        look = looked_at if scripts else (lambda _page: None)
        page.goto("/people/devices")
        page.get_by_role("button", name=BUTTON).click()
        at_the_council(page, council, who)

        choose(page)
        council.wait(minutes=11)
        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page.locator("h1")).to_have_text("Is it you?")
        look(page)
        with page.expect_popup() as popup:
            page.get_by_role("button", name="Ask me there").click()
        at_the_council(popup.value, council, who)
        expect(popup.value.locator("h1")).to_have_text("We know it is you")
        look(popup.value)
        popup.value.close()
        page.get_by_role("button", name="I have signed in: go on").click()
        page.get_by_role("button", name="Send it now").click()
        expect(page.get_by_text("You are signed out everywhere else.")).to_be_visible()

        choose(page)
        council.wait(minutes=200)
        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page.get_by_text("You were signed out.")).to_be_visible()
        look(page)
        page.get_by_role("button", name="I have signed in: go on").click()
        expect(page.get_by_text("You are not signed in yet")).to_be_visible()
        look(page)
        with page.expect_popup() as popup:
            page.get_by_role("button", name=f"{BUTTON} (opens in a new tab)").click()
        expect(popup.value.locator("h1")).to_have_text("We know it is you")
        popup.value.close()
        page.get_by_role("button", name="I have signed in: go on").click()
        page.get_by_role("button", name="I have signed in: go on").click()
        page.get_by_role("button", name="Send it now").click()
        expect(page.get_by_text("You are signed out everywhere else.")).to_be_visible()


def test_a_provider_that_is_down_is_a_page_in_words(council: Place, visit: Open) -> None:
    with visiting(visit, council) as page:
        page.goto(f"{council.address}/people/openid/return?code=x&state=x")
        expect(page.locator("h1")).to_have_text("That did not work")
        looked_at(page)
