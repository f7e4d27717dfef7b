"""Session fixation, sessions that should be over, and cookies that somebody else put there."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from http.cookies import SimpleCookie

import httpx
import pytest

from deploy.services import NAMES
from tests.attacks.street import EVIL, Street, forms_on
from tests.browser.cast import PASSPHRASE
from tests.browser.collecting import sign_in

COOKIE = "coproduce"
LOOK = {"language": "", "theme": "auto", "size": "normal"}


def mine(street: Street, client: httpx.Client) -> int:
    """The status of a page that is for the signed in alone."""
    return client.get("/people/settings").status_code


def with_cookies(street: Street, cookies: httpx.Cookies | dict[str, str]) -> httpx.Client:
    """A browser with these cookies, as if our own answer had set them."""
    client = street.client()
    for name, value in dict(cookies).items():
        client.cookies.set(name, value, domain="localhost.local", path="/")
    return client


def csrf_in(client: httpx.Client, path: str = "/people/look") -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    assert found is not None
    return unescape(found[1])


# Fixation


def test_a_cookie_planted_before_the_sign_in_is_worthless_after_it(street: Street) -> None:
    attacker = street.client()
    known_token = csrf_in(attacker)
    planted = dict(attacker.cookies)
    assert planted[COOKIE]
    victim = with_cookies(street, planted)
    # The attack is a real one: the victim's browser takes the planted session, and its token, for its own.
    assert victim.post("/people/look", data={"csrf_token": known_token, **LOOK}).status_code == 303
    person = street.people["commissioner"]
    assert person is not None
    sign_in(victim, person)
    assert mine(street, victim) == 200
    assert victim.cookies[COOKIE] != planted[COOKIE]
    assert mine(street, with_cookies(street, planted)) == 401
    assert mine(street, attacker) == 401
    answer = victim.post("/people/sign-out", data={"csrf_token": known_token})
    assert answer.status_code == 422, "a token that was known before the sign-in sends nothing after it"


def test_another_persons_session_is_not_taken_on_by_a_sign_in(street: Street) -> None:
    """Somebody plants their own signed-in cookie, to read later what the victim does in it."""
    attacker = street.signed_in("provider")
    victim = with_cookies(street, attacker.cookies)
    person = street.people["young_person"]
    assert person is not None
    sign_in(victim, person)
    assert sessions_of(victim) != sessions_of(attacker)
    assert mine(street, attacker) == 200, "theirs goes on, and shows their own things"


def sessions_of(client: httpx.Client) -> list[str]:
    return re.findall(r"/people/devices/([0-9a-f-]{36})", client.get("/people/devices").text)


def test_confirming_changes_the_token_and_neither_the_session_nor_what_open_pages_need(street: Street) -> None:
    """The CSRF secret stays: whoever could know it holds the whole cookie, and pages open beside this one go on."""
    client = street.signed_in("facilitator")
    form = forms_on("/people/confirm", client.get("/people/confirm").text)[0]
    beside, before, devices = csrf_in(client), client.cookies[COOKIE], sessions_of(client)
    street.clock.go_to(street.clock.now() + timedelta(minutes=1))
    assert client.post(form.path, data=form.but(passphrase=PASSPHRASE)).status_code == 303
    assert client.cookies[COOKIE] != before
    assert sessions_of(client) == devices
    assert client.post("/people/look", data={"csrf_token": beside, **LOOK}).status_code == 303


# Sessions that are over


def private_pages(street: Street) -> list[str]:
    """One address per service that only the signed in may see."""
    return [f"/{name}/my-data.json" for name in NAMES] + ["/people/settings", "/notifications/inbox"]


def test_the_cookie_of_a_session_that_ended_is_dead_on_every_service(street: Street) -> None:
    client = street.signed_in("evaluator")
    stolen = dict(client.cookies)
    thief = with_cookies(street, stolen)
    assert {thief.get(path).status_code for path in private_pages(street)} == {200}
    csrf = csrf_in(client, "/people/sign-out")
    assert client.post("/people/sign-out", data={"csrf_token": csrf}).status_code == 303
    street.system.settle()
    for name in ("thief", "old cookie"):
        again = with_cookies(street, stolen)
        found = {path: again.get(path).status_code for path in private_pages(street)}
        assert set(found.values()) == {401}, (name, found)
    # Nor does the secret in it get a new token.
    renewed = with_cookies(street, stolen)
    renewed.get("/people/renewal?next=/people/settings")
    assert mine(street, renewed) == 401
    assert renewed.post("/people/sign-out", data={"csrf_token": csrf}).status_code == 401


def test_a_cookie_that_was_made_or_changed_by_somebody_else_is_nobodys(street: Street) -> None:
    good = street.signed_in("commissioner").cookies[COOKIE]
    content, stamp, seal = good.rsplit(".", 2)
    for forged in (f"{content}.{stamp}.{seal[:-2]}AA", f"x{content}.{stamp}.{seal}", content, "", "e30.aaaa.bbbb"):
        assert mine(street, with_cookies(street, {COOKIE: forged})) == 401


# Cookies from elsewhere


@pytest.mark.parametrize("first", [True, False])
def test_of_two_cookies_of_one_name_none_is_taken(street: Street, first: bool) -> None:
    """A second one comes from another path, or from a neighbour of ours. Which of them is ours, nobody can say."""
    own, others = street.signed_in("commissioner").cookies[COOKIE], street.signed_in("provider").cookies[COOKIE]
    pair = f"{COOKIE}={own}; {COOKIE}={others}" if first else f"{COOKIE}={others}; {COOKIE}={own}"
    for path in private_pages(street):
        assert street.client().get(path, headers={"Cookie": pair}).status_code == 401, path
    assert street.client().get("/people/settings", headers={"Cookie": f"{COOKIE}={others}"}).status_code == 200


def test_a_cookie_for_the_path_of_one_service_puts_nobody_elses_session_under_a_page(street: Street) -> None:
    """Tossed at /notifications by a neighbour, so that what the victim reads and sends there is in their account."""
    client, attacker = street.signed_in("commissioner"), street.signed_in("provider")
    client.cookies.set(COOKIE, attacker.cookies[COOKIE], domain="localhost.local", path="/notifications")
    sent = client.build_request("GET", "/notifications/inbox").headers["Cookie"]
    assert sent.count(f"{COOKIE}=") == 2, "browsers send both, the longer path first"
    assert client.get("/notifications/inbox").status_code == 401
    assert mine(street, client) == 200, "the other services are not touched by it"


def test_over_https_cookies_cannot_be_set_by_a_neighbour_or_for_a_path(avenue: Street) -> None:
    client = avenue.signed_in("commissioner")
    set_cookies = [value for each in avenue.answers for value in each.headers.get_list("set-cookie")]
    assert set_cookies
    for value in set_cookies:
        (cookie,) = SimpleCookie(value).values()
        assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax"), value
        assert cookie["secure"], value
        assert cookie["httponly"], value
        assert cookie.key.startswith("__Host-") or cookie.key == "look", value
    own = client.cookies[f"__Host-{COOKIE}"]
    assert avenue.client(cookies={f"__Host-{COOKIE}": own}).get("/people/settings").status_code == 200
    # A neighbour's page can set the name without the prefix; it is not looked at.
    assert avenue.client(cookies={COOKIE: own}).get("/people/settings").status_code == 401
    both = f"{COOKIE}=evil; __Host-{COOKIE}={own}"
    assert avenue.client().get("/people/settings", headers={"Cookie": both}).status_code == 200


def test_other_cookies_of_ours_carry_no_one_in_and_break_nothing(street: Street) -> None:
    tossed = {
        "look": f"xx.<script>.{EVIL}",
        "coproduce-device": f"{EVIL}.deadbeef",
        f"__Host-{COOKIE}": "e30.aaaa.bbbb",
    }
    client = with_cookies(street, tossed)
    page = client.get("/people/sign-in")
    assert page.status_code == 200
    assert EVIL not in page.text
    assert mine(street, client) == 401
