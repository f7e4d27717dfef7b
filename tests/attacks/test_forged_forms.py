"""Cross-site request forgery: a page of somebody else's sends our forms from a browser that is signed in here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import httpx
import pytest

from shared.web.forms import PageForm
from tests.attacks.street import EVIL, TOO_OLD, Form, Street, forms_on

# Whoever sends these is signed out by it, so they come last, in this order.
ENDS_THE_SENDER = ("/people/sign-out", "/people/devices/all", "/people/devices/<uuid:session_id>", "/people/erase-me")
# Forms that no link leads to while nothing has happened that they are about, or nobody has sent a file.
NOT_FOUND_BY_LINKS = 14


@dataclass
class Found:
    """A form that is declared, who sees it, and how it is filled in."""

    rule: str
    who: str
    form: Form


class Forms:
    """Every form of every page, as those see it who may, in their browsers."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.clients = {who: street.signed_in(who) for who in street.people}
        self.all: list[Found] = []
        seen: set[str] = set()
        walked = street.walk(self.clients)
        for page in walked.seen:
            if not street.rules[page.rule].has_form or page.rule in seen:
                continue
            for form in forms_on(page.path, page.html, {"nickname": "Otter of mine"}):
                self.all.append(Found(page.rule, page.who, form))
                seen.add(page.rule)
        self.all.sort(key=lambda each: ENDS_THE_SENDER.index(each.rule) if each.rule in ENDS_THE_SENDER else -1)

    @property
    def found(self) -> set[str]:
        return {each.rule for each in self.all}

    def token(self, who: str) -> str:
        """A token that is good in this person's browser, now."""
        client = self.clients[who] if self.street.people[who] else self.street.client()
        return token_in(client)


def token_in(client: httpx.Client) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/people/look").text)
    assert found is not None
    return unescape(found[1])


@pytest.fixture(scope="module")
def forms(street: Street) -> Iterator[Forms]:
    return Forms(street)  # type: ignore[return-value]


def test_the_forms_are_found_by_the_routes(street: Street, forms: Forms) -> None:
    declared = {rule.rule for rule in street.rules.values() if rule.has_form}
    assert len(declared - forms.found) <= NOT_FOUND_BY_LINKS, sorted(declared - forms.found)
    assert len(forms.found) >= 35


def test_no_form_is_taken_without_the_token_of_its_own_session(street: Street, forms: Forms) -> None:
    before_signing_in = street.client()
    old = token_in(before_signing_in)
    wrong = []
    for each in forms.all:
        client = forms.clients[each.who]
        others = {
            "none": None, "an empty one": "", "another session's": forms.token("nobody"), "made up": "IjEi.aaaa.bbbb",
            "from before": old,
        }  # fmt: skip
        for name, token in others.items():
            before = street.state()
            answer = client.post(each.form.path, data=each.form.but(csrf_token=token))
            if "govuk-error-summary" not in answer.text:
                wrong.append(f"{each.rule} with {name}: nothing is said of it")
            elif answer.status_code != httpx.codes.UNPROCESSABLE_ENTITY or TOO_OLD not in answer.text:
                wrong.append(f"{each.rule} with {name}: {answer.status_code}")
            if street.state() != before:
                wrong.append(f"{each.rule} with {name}: something changed")
    assert wrong == []


def test_forms_of_which_no_page_is_shown_now_are_refused_too(street: Street, forms: Forms) -> None:
    made_up = "7d444840-9dc0-41d1-b245-5ffdce74fad2"
    before = street.state()
    for rule in (each.rule for each in street.rules.values() if each.has_form):
        path = re.sub(r"<uuid:commission_id>", street.cast.commission_id, rule)
        path = re.sub(r"<[^>]+>", made_up, path)
        for client in forms.clients.values():
            assert client.post(path, data={}).status_code in (200, 307, 401, 403, 404, 409, 422, 429), path
    assert street.state() == before


def test_a_form_that_another_site_sends_is_refused_whatever_token_it_has(street: Street, forms: Forms) -> None:
    """The token is right here, as if it had been stolen; browsers still say where a form comes from."""
    heads = (
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": f"https://{EVIL}"},
        {"Origin": "null"}, {"Origin": "https://localhost.evil.example"}, {"Origin": "http://localhost:8001"},
    )  # fmt: skip
    wrong = []
    for each in forms.all:
        token = forms.token(each.who)
        for head in heads:
            before = street.state()
            data = each.form.but(csrf_token=token)
            answer = forms.clients[each.who].post(each.form.path, data=data, headers=head)
            if (answer.status_code, street.state()) != (403, before) or "Nothing was done" not in answer.text:
                wrong.append(f"{each.rule} {head}: {answer.status_code}")
            if "set-cookie" in answer.headers:
                wrong.append(f"{each.rule} {head}: the browser's own session is thrown over")
    assert wrong == []


def test_what_another_site_sends_is_not_kept_for_the_signed_out_to_send_on(street: Street, forms: Forms) -> None:
    """Its words would come back after the sign-in, one press from being sent. Cookies do not come along (SameSite)."""
    came_back = 0
    for each in forms.all:
        data = {**each.form.but(csrf_token=None), "reason": "evil words", "kept": '[["reason", "evil words"]]'}
        came_back += "evil words" in street.client().post(each.form.path, data=data).text
        answer = street.client().post(each.form.path, data=data, headers={"Sec-Fetch-Site": "cross-site"})
        assert (answer.status_code, "evil words" in answer.text) == (403, False), each.rule
        assert "set-cookie" not in answer.headers, each.rule
    assert came_back > len(forms.all) / 2, "what somebody sends from here comes back, so the attack is a real one"


def test_json_that_a_form_can_send_does_nothing_with_cookies(street: Street, forms: Forms) -> None:
    """text/plain is sent across sites without asking first; and the API does not look at cookies at all."""
    client = forms.clients["commissioner"]
    invites = f"/people/commissions/{street.cast.commission_id}/invites"
    body = '{"role": "auditor", "places": 9, "days": 30}'
    before = street.state()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json"):
        answer = client.post(invites, content=body, headers={"Content-Type": kind})
        assert answer.status_code in (401, 415), kind
    assert street.state() == before
    wrong = []
    for app in street.apps.values():
        pages = app.extensions["coproduce_pages"]
        for rule in app.url_map.iter_rules():
            method = next(iter(sorted((rule.methods or set()) & {"POST", "PUT", "DELETE", "PATCH"})), "")
            if not method or rule.endpoint in pages or rule.endpoint.endswith("_pages"):
                continue
            who = app.extensions["coproduce_declarations"][rule.endpoint].who
            path = re.sub(r"<[^>]+>", street.cast.commission_id, rule.rule)
            answer = client.request(method, path, json={})
            if not who.open and answer.status_code != 401:
                wrong.append(f"{method} {rule.rule}: {answer.status_code}")
    assert wrong == []
    assert street.state() == before


def test_json_is_taken_with_cookies_from_scripts_of_our_own_pages_alone(street: Street, forms: Forms) -> None:
    """They send the CSRF token in a header: another site can neither know the one nor, unasked, set the other."""
    client = forms.clients["commissioner"]
    invites = f"/people/commissions/{street.cast.commission_id}/invites"
    body = {"role": "auditor", "places": 9, "days": 30}
    before = street.state()
    for token in ("", "made-up", forms.token("nobody"), forms.token("young_person")):
        answer = client.post(invites, json=body, headers={"X-CSRF-Token": token})
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_is_needed"), token
    own = forms.token("commissioner")
    assert street.client().post(invites, json=body, headers={"X-CSRF-Token": own}).status_code == 401
    wrong = client.post(invites, json=body, headers={"X-CSRF-Token": own, "Authorization": "Bearer made-up"})
    assert wrong.status_code == 401, "whoever brings a token of their own is asked for that one"
    elsewhere = {"X-CSRF-Token": own, "Origin": f"https://{EVIL}", "Sec-Fetch-Site": "cross-site"}
    assert client.post(invites, json=body, headers=elsewhere).status_code == 401
    assert street.state() == before
    assert client.post(invites, json=body, headers={"X-CSRF-Token": own}).status_code == 201


def test_on_a_careless_system_the_same_forms_would_have_done_something(
    street: Street, forms: Forms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attacks above are real: where tokens are not looked at, they work. Comes last, since it leaves ruins."""
    worked = set()
    for each in forms.all:
        client = street.signed_in(each.who) if each.rule in ENDS_THE_SENDER else forms.clients[each.who]
        before = street.state()
        with monkeypatch.context() as careless:
            careless.setattr(PageForm.Meta, "csrf", False, raising=False)
            answer = client.post(each.form.path, data=each.form.but(csrf_token=None))
        if street.state() != before and answer.status_code in (200, 303):
            worked.add(each.rule)
    assert {"/people/erase-me", "/people/sign-out"} <= worked
    assert len(worked) >= 12, sorted(worked)
