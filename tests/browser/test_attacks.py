"""What only a real browser, or the real proxy, can show of attacks. The rest is in tests/attacks/."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import expect

from shared.roles import Role
from tests.attacks.test_hosts import FORGED, FORWARDED
from tests.browser.axe import violations
from tests.browser.collecting import sign_in
from tests.browser.keyboard import Keyboard
from tests.browser.site import Site
from tests.browser.visiting import PHONE, Visit

Open = Callable[..., Visit]
EVIL = "evil.example"
_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def jar_of(site: Site, role: Role) -> httpx.Cookies:
    """The cookies of somebody who signed in."""
    with httpx.Client(base_url=site.address, timeout=60) as client:
        sign_in(client, site.cast.people[role])
        return client.cookies


def test_the_back_button_after_signing_out_shows_nothing(embedded: Site, visit: Open) -> None:
    here = visit(embedded)
    here.become(jar_of(embedded, Role.FACILITATOR))
    page = here.page
    page.goto("/people/devices")
    expect(page.locator("main .co-cards > li").first).to_be_visible()
    page.goto("/people/sign-out")
    with page.expect_navigation():
        page.locator("main form button").click()
    page.go_back()
    page.go_back()
    assert page.url.endswith("/people/devices")
    assert page.locator("main .co-cards > li").count() == 0
    assert page.locator("main").get_attribute("data-problem") == "sign_in_is_needed"


def test_a_page_of_another_site_sends_nothing_and_frames_nothing(embedded: Site, visit: Open) -> None:
    """The evil page is at another origin, in the browser of somebody who is signed in here."""
    here = visit(embedded)
    here.become(jar_of(embedded, Role.FACILITATOR))
    page = here.page
    page.route(
        f"http://{EVIL}/**",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"<form method=post action='{embedded.address}/people/settings/../devices/all'>"
            "<input name=where value=everywhere><button>A prize!</button></form>"
            f"<iframe src='{embedded.address}/people/devices'></iframe>",
        ),
    )
    page.goto(f"http://{EVIL}/")
    framed = page.frames[1]
    assert "Where you are signed in" not in framed.content()
    with page.expect_navigation():
        page.get_by_role("button", name="A prize!").click()
    assert page.locator("main").get_attribute("data-problem") == "sent_from_elsewhere"
    page.goto("/people/devices")
    expect(page.locator("main .co-cards > li").first).to_be_visible()
    # The evil page asked another host, and its frame was refused: that is what the test wanted.
    assert here.complaints
    here.complaints.clear()


@pytest.mark.parametrize("scripts", [True, False])
def test_one_of_the_youngest_confirms_with_pictures_on_a_phone_by_keyboard(
    embedded: Site, visit: Open, scripts: bool
) -> None:
    page = visit(embedded, viewport=PHONE, java_script_enabled=scripts).page
    page.goto(f"/people/join-with-pictures?code={embedded.cast.codes[Role.YOUNG_PERSON]}")
    page.get_by_label("Choose a nickname").fill(f"Fox {'with' if scripts else 'without'} scripts")
    for label, value in (("Day", "6"), ("Month", "1"), ("Year", "2015")):
        page.get_by_label(label, exact=True).fill(value)
    places = ("First picture", "Second picture", "Third picture", "Fourth picture")
    for number, place in enumerate(places, start=1):
        page.get_by_label(place).select_option(index=number)
    with page.expect_navigation():
        page.get_by_role("button", name="Join", exact=True).click()
    assert page.url.endswith("/people/seats"), page.locator("main").inner_text()
    page.goto("/people/confirm?next=/people/seats")
    assert not page.get_by_label("Your passphrase").count()
    if scripts:
        assert violations(page) == []
        assert not page.evaluate(_TOO_WIDE)
        keys = Keyboard(page)
        for number, place in enumerate(places, start=1):
            keys.go_to(place)
            for _ in range(number):
                keys.press("ArrowDown")
        keys.go_to("Go on")
        keys.follow("Enter")
    else:
        for number, place in enumerate(places, start=1):
            page.get_by_label(place).select_option(index=number)
        with page.expect_navigation():
            page.get_by_role("button", name="Go on").click()
    assert page.url.endswith("/people/seats")


def test_through_the_proxy_of_a_distributed_system_a_forged_host_gets_nothing(distributed: Site) -> None:
    ours = distributed.address.removeprefix("http://")
    with httpx.Client(base_url=distributed.address, timeout=60) as client:
        sign_in(client, distributed.cast.people[Role.COMMISSIONER])
        for path in ("/", "/people/sign-in", "/notifications/inbox", "/tendering/docs", "/people/me"):
            for host in (each for each in FORGED if each):
                answer = client.get(path, headers={"Host": host})
                assert (answer.status_code, EVIL in answer.text) == (400, False), (path, host)
            answer = client.get(path, headers={**FORWARDED, "X-Forwarded-For": "198.51.100.7"})
            assert EVIL not in answer.text + str(answer.headers)
            assert answer.headers["x-frame-options"] == "DENY"
        answer = client.get(f"{distributed.address}//people//sign-in", headers=FORWARDED)
        assert answer.headers.get("location", f"http://{ours}/").startswith(f"http://{ours}/")
        assert client.get("/people/health/live", headers={"Host": "web-people:8000"}).status_code == 200
