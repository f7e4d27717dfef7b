"""Pages that end what cannot be brought back: they ask for the passphrase, and go on where the person was."""

from __future__ import annotations

import html
import re
from typing import Any

from services.people.models import SignIn
from tests.people.desk import PASSPHRASE, Desk, Person


def csrf(text: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    assert found, text
    return found[1]


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', text)
    assert found, name
    return html.unescape(found[1])


class Browser:
    """A browser at the desk, with its cookies."""

    def __init__(self, desk: Desk) -> None:
        self.client = desk.client.application.test_client()

    def get(self, path: str) -> Any:
        return self.client.get(path, follow_redirects=True)

    def send(self, path: str, **typed: str) -> Any:
        page = self.client.get(path, follow_redirects=True)
        return self.client.post(path, data={"csrf_token": csrf(page.text), **typed}, follow_redirects=True)

    def sign_in(self, person: Person) -> None:
        self.client.post(
            "/people/sign-in",
            data={
                "csrf_token": csrf(self.client.get("/people/sign-in").text), "sign_in_name": person.name,
                "passphrase": PASSPHRASE,
            },
        )  # fmt: skip
        assert self.client.get("/people/settings").status_code == 200


def ended(desk: Desk) -> int:
    return sum(row.revoked_at is not None for row in desk.bench.rows(SignIn))


def test_signing_out_everywhere_asks_for_the_passphrase_and_goes_on_where_one_was(desk: Desk) -> None:
    person = desk.person()
    phone = desk.sign_in(person)
    browser = Browser(desk)
    browser.sign_in(person)
    page = browser.get("/people/devices/all")
    assert "data-problem" not in page.text
    desk.advance(minutes=11)
    # What was chosen on a page that is open since then is asked about, and comes back after the passphrase.
    typed = {"csrf_token": csrf(page.text), "where": "others"}
    asked = browser.client.post("/people/devices/all", data=typed)
    assert asked.status_code == 403
    assert 'data-problem="confirmation_is_needed"' in asked.text
    assert ended(desk) == 0
    going_on = {name: hidden(asked.text, name) for name in ("csrf_token", "next", "kept")}
    wrong = browser.client.post("/people/confirm", data={**going_on, "passphrase": "not my words"})
    assert wrong.status_code == 403
    assert "This passphrase is not right" in wrong.text
    back = browser.client.post("/people/confirm", data={**going_on, "passphrase": PASSPHRASE})
    assert back.status_code == 200
    assert hidden(back.text, "where") == "others"
    assert ended(desk) == 0, "nothing is sent before the person says so"
    again = {"csrf_token": csrf(back.text), "where": hidden(back.text, "where")}
    assert browser.client.post("/people/devices/all", data=again).status_code == 303
    assert ended(desk) == 1
    assert desk.ask("GET", "/me", phone["token"]).status_code == 401
    assert browser.get("/people/settings").status_code == 200


def test_signing_out_here_too_ends_this_browser(desk: Desk) -> None:
    browser = Browser(desk)
    browser.sign_in(desk.person())
    done = browser.send("/people/devices/all", where="everywhere")
    assert done.request.path == "/people/signed-out"
    assert browser.client.get("/people/settings").status_code == 401


def test_a_page_that_ends_something_is_not_shown_before_the_confirmation(desk: Desk) -> None:
    browser = Browser(desk)
    browser.sign_in(desk.person())
    desk.advance(minutes=11)
    asked = browser.get("/people/devices/all")
    assert (asked.status_code, hidden(asked.text, "next")) == (403, "/people/devices/all")
    shown = browser.client.post(
        "/people/confirm",
        data={"csrf_token": csrf(asked.text), "next": hidden(asked.text, "next"), "passphrase": PASSPHRASE},
        follow_redirects=True,
    )
    assert shown.request.path == "/people/devices/all"
    assert shown.status_code == 200


def test_the_list_names_the_devices(desk: Desk) -> None:
    person = desk.person()
    browser = Browser(desk)
    browser.sign_in(person)
    desk.sign_in(person)
    page = browser.get("/people/devices")
    assert page.text.count("Another program") >= 2
    assert "This device" in page.text
