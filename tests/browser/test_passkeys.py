"""Passkeys in a real browser, with an authenticator that the browser plays: one that asks for a finger, or does not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import create_engine, text

from tests.browser.axe import violations
from tests.browser.cast import PASSPHRASE
from tests.browser.site import Site, embedded_site
from tests.browser.test_front_door import open_account, sign_in
from tests.browser.visiting import PHONE, Visit

Open = Callable[..., Visit]
STOPPED = "Nothing came from your device."
REFUSED = "This passkey did not work here."
_FOCUSED = "document.activeElement.textContent.trim()"
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# As browsers were before they read and wrote JSON themselves.
_OLD_BROWSER = """
delete PublicKeyCredential.parseCreationOptionsFromJSON;
delete PublicKeyCredential.parseRequestOptionsFromJSON;
delete PublicKeyCredential.prototype.toJSON;
"""
_NO_PASSKEYS = "delete window.PublicKeyCredential;"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The system at a name: browsers have no passkeys at an address made of numbers."""
    for found in embedded_site(tmp_path_factory.mktemp("site"), sample=False):
        yield replace(found, address=f"http://localhost:{urlsplit(found.address).port}")


class Device:
    """The authenticator of one page."""

    def __init__(self, page: Page, *, knows_its_owner: bool = True) -> None:
        self._browser = page.context.new_cdp_session(page)
        self._browser.send("WebAuthn.enable", {"enableUI": False})
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": knows_its_owner, "automaticPresenceSimulation": True,
        }  # fmt: skip
        self._id = {
            "authenticatorId": self._browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})[
                "authenticatorId"
            ]
        }

    @property
    def passkeys(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._browser.send("WebAuthn.getCredentials", self._id)["credentials"]
        return found

    def know_its_owner(self, *, knows: bool) -> None:
        self._browser.send("WebAuthn.setUserVerified", {**self._id, "isUserVerified": knows})

    def forget(self) -> None:
        self._browser.send("WebAuthn.clearCredentials", self._id)


def add_passkey(page: Page, name: str = "Work laptop") -> None:
    page.goto("/people/settings")
    page.get_by_role("link", name="Passkeys").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("What do you call it?").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Your passkey is added.")).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/people/sign-out")
    page.locator("main form button").click()
    expect(page.locator("main [data-forget-drafts]")).to_be_visible()


def use_passkey(page: Page) -> None:
    page.get_by_role("button", name="Sign in with a passkey").click()


def owner_of_a_passkey(site: Site, visit: Open, **options: Any) -> tuple[Visit, Device]:
    """Somebody of a provider's, who has just added a passkey and signed out."""
    here = visit(site, **options)
    device = Device(here.page)
    open_account(here.page, "")
    add_passkey(here.page)
    sign_out(here.page)
    return here, device


def grow_old(site: Site, page: Page) -> None:
    """Let it be more than ten minutes since the person proved who they are."""
    engine = create_engine(site.system.database_url("people"))  # type: ignore[attr-defined]
    with engine.begin() as connection:
        connection.execute(text("UPDATE sign_ins SET confirmed_at = '2026-01-01T00:00:00.000000+00:00'"))
    engine.dispose()
    # The next token says so.
    page.goto("/people/renewal?next=/people/settings")


@pytest.mark.parametrize("old", [False, True], ids=["a browser of today", "a browser of before"])
def test_a_passkey_is_added_signs_in_confirms_and_is_removed(site: Site, visit: Open, old: bool) -> None:
    here = visit(site)
    if old:
        here.context.add_init_script(_OLD_BROWSER)
    page, device = here.page, Device(here.page)
    email = open_account(page, "")
    add_passkey(page)
    expect(page.locator("main .co-cards > li")).to_contain_text("Work laptop")
    (kept,) = device.passkeys
    assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", True)
    assert email not in str(kept["userHandle"])
    sign_out(page)

    page.goto("/people/sign-in?next=/people/passkeys")
    use_passkey(page)
    expect(page.get_by_role("heading", name="Passkeys")).to_be_visible()
    expect(page.locator("main .co-cards > li")).to_contain_text("Last used")

    grow_old(site, page)
    page.goto("/people/devices/all")
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Confirm with a passkey").click()
    expect(page.get_by_role("heading", name="Sign out on many devices at once")).to_be_visible()

    page.goto("/people/passkeys")
    page.get_by_role("link", name="Remove Work laptop").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()
    sign_out(page)
    page.goto("/people/sign-in")
    use_passkey(page)
    expect(page.get_by_text("We do not know this passkey")).to_be_visible()


def test_a_signature_that_was_used_lets_nobody_in_a_second_time(site: Site, visit: Open) -> None:
    here, _ = owner_of_a_passkey(site, visit)
    sent: list[tuple[str, str]] = []

    def overhear(route: Route) -> None:
        sent.append((route.request.all_headers()["cookie"], route.request.post_data or ""))
        route.continue_()

    here.page.route("**/people/sign-in-with-passkey", overhear)
    here.page.goto("/people/sign-in")
    use_passkey(here.page)
    expect(here.page.get_by_role("link", name="Sign out")).to_be_visible()
    ((cookie, form),) = sent
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    again = httpx.post(f"{site.address}/people/sign-in-with-passkey", headers=headers, content=form)
    assert (again.status_code, "counts only once" in again.text) == (403, True), again.text
    assert "coproduce-device" not in again.cookies
    # What was sent is in no log: neither the answer of the device nor the challenge.
    credential = json.loads(dict(parse_qsl(form))["credential"])
    secrets = [credential["response"][part] for part in ("clientDataJSON", "signature", "authenticatorData")]
    logs = site.system.logs()
    assert "/people/sign-in-with-passkey" in logs
    assert [each for each in (*secrets, credential["id"]) if each in logs] == []


def test_a_signature_made_on_a_look_alike_page_lets_nobody_in(site: Site, visit: Open) -> None:
    """The browser signs for any port of a host, and says for which: another program on the same computer, say."""
    here, device = owner_of_a_passkey(site, visit)
    page = here.page
    page.goto("/people/sign-in")
    asked = page.evaluate("fetch('/people/passkeys/options/signing-in').then((answer) => answer.json())")
    page.route("http://localhost:9/**", lambda route: route.fulfill(body="<h1>Looks like it</h1>"))
    page.goto("http://localhost:9/people/sign-in")
    stolen = page.evaluate(
        """async (asked) => JSON.stringify(await navigator.credentials.get({
             publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) }))""",
        asked,
    )
    here.complaints.clear()  # it did ask another host: the test's own
    page.goto("/people/sign-in")
    send_credential(page, stolen)
    expect(page.locator(".govuk-error-summary")).to_contain_text(REFUSED)
    # On the page itself the same passkey is good.
    use_passkey(page)
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    assert len(device.passkeys) == 1


def send_credential(page: Page, credential: str) -> None:
    with page.expect_navigation():
        page.evaluate(
            """(credential) => {
                 const form = document.querySelector("form[action='/people/sign-in-with-passkey']");
                 form.elements.credential.value = credential;
                 form.submit();
               }""",
            credential,
        )


def test_a_device_that_does_not_know_its_owner_signs_nobody_in(site: Site, visit: Open) -> None:
    here, device = owner_of_a_passkey(site, visit)
    page = here.page
    device.know_its_owner(knows=False)
    page.goto("/people/sign-in")
    use_passkey(page)
    expect(page.get_by_text(STOPPED)).to_be_focused()
    # Nor where somebody changes what the browser is asked, so that it asks for no finger.
    page.route("**/passkeys/options/signing-in", ask_for_no_finger)
    page.goto("/people/sign-in")
    use_passkey(page)
    expect(page.locator(".govuk-error-summary")).to_contain_text(REFUSED)
    device.know_its_owner(knows=True)
    page.unroute("**/passkeys/options/signing-in")
    use_passkey(page)
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()


def ask_for_no_finger(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, json={**answer.json(), "userVerification": "discouraged"})


def test_a_device_that_cannot_ask_for_its_owner_gets_no_passkey(site: Site, visit: Open) -> None:
    here = visit(site)
    device = Device(here.page, knows_its_owner=False)
    open_account(here.page, "")
    here.page.goto("/people/passkeys/new")
    here.page.get_by_role("button", name="Add a passkey").click()
    expect(here.page.locator("main .govuk-error-message")).to_be_focused()
    assert device.passkeys == []


def test_what_goes_wrong_is_said_in_plain_words_and_gets_the_focus(site: Site, visit: Open) -> None:
    here, device = owner_of_a_passkey(site, visit, viewport=PHONE)
    page = here.page
    device.forget()
    page.goto("/people/sign-in")
    use_passkey(page)
    expect(page.get_by_text(STOPPED)).to_be_focused()
    assert violations(page) == []
    assert not page.evaluate(_TOO_WIDE)
    # Everything still works by passphrase; and the same device makes no second passkey.
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


def test_a_device_makes_no_second_passkey_for_the_same_person(site: Site, visit: Open) -> None:
    here = visit(site, viewport=PHONE)
    Device(here.page)
    open_account(here.page, "")
    add_passkey(here.page)
    assert violations(here.page) == []
    assert not here.page.evaluate(_TOO_WIDE)
    here.page.goto("/people/passkeys/new")
    assert violations(here.page) == []
    assert not here.page.evaluate(_TOO_WIDE)
    here.page.get_by_role("button", name="Add a passkey").click()
    expect(here.page.get_by_text("This device has a passkey for you already.")).to_be_focused()
    assert violations(here.page) == []
    assert not here.page.evaluate(_TOO_WIDE)


def test_a_page_that_asks_to_sign_in_takes_a_passkey_and_goes_on_there(site: Site, visit: Open) -> None:
    here, _ = owner_of_a_passkey(site, visit)
    here.page.goto("/notifications/inbox")
    expect(here.page.locator("main")).to_have_attribute("data-problem", "sign_in_is_needed")
    use_passkey(here.page)
    expect(here.page).to_have_url(f"{site.address}/notifications/inbox")
    expect(here.page.get_by_role("link", name="Sign out")).to_be_visible()


@pytest.mark.parametrize("how", ["without scripts", "without passkeys", "at a number"])
def test_where_there_are_no_passkeys_no_button_appears_and_the_passphrase_works(
    site: Site, visit: Open, how: str
) -> None:
    number = replace(site, address=site.address.replace("localhost", "127.0.0.1"))
    here = visit(number if how == "at a number" else site, java_script_enabled=how != "without scripts")
    page = here.page
    if how == "without passkeys":
        here.context.add_init_script(_NO_PASSKEYS)
    page.goto("/people/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    sign_in(page, site.cast.newcomers["provider"].sign_in_name)
    page.goto("/people/passkeys")
    if how == "at a number":
        expect(page.get_by_role("link", name=site.address)).to_be_visible()
    else:
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_text("This browser has no passkeys, or scripts are switched off.")).to_be_visible()
        expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    if how != "without scripts":
        assert violations(page) == []


def test_a_passkey_is_used_by_keyboard_alone(site: Site, visit: Open) -> None:
    here, _ = owner_of_a_passkey(site, visit)
    page = here.page
    page.goto("/people/sign-in")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(_FOCUSED) == "Sign in with a passkey":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()


def test_at_this_name_everything_else_works_too(site: Site, visit: Open) -> None:
    page = visit(site).page
    sign_in(page, site.cast.newcomers["staff"].sign_in_name)
    page.goto("/people/settings")
    page.goto("/people/confirm")
    expect(page.get_by_label("Your passphrase", exact=True)).to_be_visible()
    assert page.get_by_role("button", name="Confirm with a passkey").count() == 0
    assert PASSPHRASE not in page.content()
