"""Open redirects: a link to us that ends at somebody else's place, with the reader's trust."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import httpx
import pytest

from shared.web.problem_pages import local_path
from tests.attacks.street import EVIL, Street, forms_on, host_reached, links_of
from tests.browser.cast import PASSPHRASE

ELSEWHERE = (
    f"https://{EVIL}/", f"//{EVIL}", f"///{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}", f"\\/{EVIL}", f"https:{EVIL}",
    f"https:/{EVIL}", f"HTTPS://{EVIL}", f"/\t/{EVIL}", f"/\n/{EVIL}", f"\t//{EVIL}", f" //{EVIL}", f"/\r\n/{EVIL}",
    f"http://localhost@{EVIL}", f"http://localhost.{EVIL}", f"javascript:alert(document.domain)//{EVIL}",
    f"data:text/html,{EVIL}", f"/\u0000/{EVIL}",
)  # fmt: skip
# Encoded once more, as whoever hopes for a second decoding would.
ENCODED = tuple(quote(each, safe="") for each in (f"//{EVIL}", f"/\\{EVIL}", f"/\t/{EVIL}"))
PROBE = "/people/a-place-of-ours"
# What such a thing is called, here and elsewhere.
NAMES = ("next", "kept", "back", "url", "to", "continue", "redirect_uri", "return_to", "code", "commission")
# Forms with a field that says where to go on, and more of them than these may come.
GOES_ON = frozenset({"/people/sign-in", "/people/confirm/passphrase", "/people/confirm/pictures"})


@pytest.mark.parametrize("elsewhere", [each for each in ELSEWHERE if not re.match("javascript:|data:|/\0", each)])
def test_a_browser_would_end_up_elsewhere(elsewhere: str) -> None:
    """So each of these is worth trying, and the test knows it when one works."""
    assert EVIL in host_reached("http://localhost", elsewhere)


def leads_away(street: Street, answer: httpx.Response) -> list[str]:
    ours = host_reached(street.base, "/")
    return [link for link, host in links_of(street.base, answer).items() if host not in (ours, "")] + [
        link for link in links_of(street.base, answer) if re.match(r"\W*(javascript|data):", link, re.IGNORECASE)
    ]


def names_a_place(answer: httpx.Response, place: str) -> bool:
    """Whether a page leads to a place, or hands it on in a field."""
    fields = [value for form in forms_on("/", answer.text) for value in form.fields.values()]
    return answer.headers.get("location") == place or place in fields or f'href="{place}"' in answer.text


@pytest.mark.parametrize("who", ["nobody", "commissioner", "young_person"])
def test_no_page_leads_elsewhere_because_its_address_says_so(street: Street, who: str) -> None:
    """Every address is asked to lead to a place of ours; those that do are asked to lead to each place of others."""
    client, wrong, take_it = street.signed_in(who), [], set()
    everything = [rule for app in street.apps.values() for rule in app.url_map.iter_rules()]
    rules = {rule.rule for rule in everything if "GET" in (rule.methods or ())}
    for rule in sorted(rules):
        path = re.sub(r"<[^>]+>", street.cast.commission_id, rule)
        plain = set(links_of(street.base, client.get(path)))
        if names_a_place(client.get(path, params=dict.fromkeys(NAMES, PROBE)), PROBE):
            take_it.add(rule)
        for elsewhere in (*ELSEWHERE, *ENCODED) if rule in take_it else ELSEWHERE[:2]:
            answer = client.get(path, params=dict.fromkeys(NAMES, elsewhere))
            wrong += [f"{path}: {link}" for link in leads_away(street, answer) if link not in plain]
            if answer.is_redirect:
                again = client.get(answer.headers["location"])
                wrong += [f"{path}, then: {link}" for link in leads_away(street, again) if link not in plain]
    assert wrong == []
    assert len(rules) > 100
    assert {"/people/sign-in", "/people/renewal"} <= take_it, take_it
    assert who == "nobody" or GOES_ON | {"/people/confirm"} <= take_it, take_it


def test_addresses_that_are_tidied_up_stay_here(street: Street) -> None:
    """Slashes too many are taken out by a redirect with a whole address in it."""
    client = street.client()
    for path in (
        f"//{EVIL}/people/sign-in",
        f"/people//{EVIL}",
        "//people//sign-in",
        f"/people/..//{EVIL}",
        "/%2f%2fevil",
    ):
        answer = client.send(client.build_request("GET", f"{street.base}{path}"))
        assert leads_away(street, answer) == [], path


def test_every_form_that_goes_on_somewhere_hands_on_a_place_of_ours_alone(street: Street) -> None:
    """They are found by their fields. Where one lets somebody through, `local_path` decides, as it does here."""
    clients = {who: street.signed_in(who) for who in ("nobody", "commissioner", "young_person", "provider")}
    found = {
        page.rule: (clients[page.who], form)
        for page in street.walk(clients).seen
        for form in forms_on(page.path, page.html)
        if "next" in form.fields and page.rule != "/people/confirm"
    }
    assert set(found) >= GOES_ON
    for rule, (client, form) in found.items():
        for elsewhere in ELSEWHERE[:8]:
            answer = client.post(form.path, data=form.but(next=elsewhere, passphrase="not mine", code="0"))
            assert answer.status_code in (303, 401, 403, 404, 409, 422, 429), rule
            assert leads_away(street, answer) == [], rule
            for each in forms_on(rule, answer.text):
                assert host_reached(street.base, each.fields.get("next", "/")) == "localhost", (rule, elsewhere)
    for elsewhere in (*ELSEWHERE, *ENCODED):
        assert host_reached(street.base, local_path(elsewhere)) == "localhost"


def test_neither_signing_in_nor_confirming_leads_elsewhere(street: Street) -> None:
    person = street.people["commissioner"]
    assert person is not None
    named = {"sign_in_name": person.sign_in_name, "passphrase": PASSPHRASE}
    kept = [json.dumps([["where", "others"]]), json.dumps({"next": ELSEWHERE[0]}), ELSEWHERE[1]]
    tried = [(each, "") for each in (*ELSEWHERE, *ENCODED)] + [(each, old) for each in ELSEWHERE[:2] for old in kept]
    for page, secret in (("/people/sign-in", named), ("/people/confirm/passphrase", {"passphrase": PASSPHRASE})):
        client = street.signed_in("commissioner")
        for elsewhere, old in (*tried, (PROBE, "")):
            form = forms_on(page, client.get(page, params={"next": elsewhere}).text)[0]
            assert host_reached(street.base, form.fields["next"]) == "localhost"
            answer = client.post(page, data=form.but(**secret, next=elsewhere, kept=old))
            assert answer.status_code in (200, 303), elsewhere
            assert leads_away(street, answer) == [], (page, elsewhere, old)
        assert answer.headers["location"] == PROBE, "where it is ours, it does lead there"


def test_a_token_that_has_run_out_is_renewed_on_the_way_to_a_page_of_ours_alone(street: Street) -> None:
    client = street.signed_in("commissioner")
    for elsewhere in (*ELSEWHERE, *ENCODED):
        for method in ("GET", "POST"):
            answer = client.request(method, "/people/renewal", params={"next": elsewhere})
            assert answer.status_code == 307
            assert leads_away(street, answer) == [], elsewhere
    assert client.get("/people/renewal?next=/people/settings").headers["location"] == "/people/settings"
