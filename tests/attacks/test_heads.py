"""Clickjacking, scripts from elsewhere, and what a browser keeps: what stands at the head of every answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.attacks.street import EVIL, Street, forms_on

# Styles are everybody's, and kept for good: their addresses change with what is in them.
KEPT_FOR_GOOD = ("/static/", "/brand.css")


@pytest.fixture(scope="module")
def answers(street: Street) -> Iterator[list[httpx.Response]]:
    """An answer of every kind: each page as everybody sees it, forms with errors, and everything that goes wrong."""
    street.answers.clear()
    clients = {who: street.signed_in(who) for who in street.people}
    walked = street.walk(clients)
    for page in walked.seen:
        for form in forms_on(page.path, page.html):
            if page.rule not in ("/people/sign-out", "/people/erase-me"):
                clients[page.who].post(form.path, data={"csrf_token": form.fields["csrf_token"]})
                clients[page.who].post(form.path, data={})
    for app in street.apps.values():
        for rule in app.url_map.iter_rules():
            path = re.sub(r"<[^>]+>", "7d444840-9dc0-41d1-b245-5ffdce74fad2", rule.rule)
            for method in ("GET", "POST", "DELETE", "OPTIONS", "HEAD"):
                clients["commissioner"].request(method, path, headers={"Accept": "text/html"})
            clients["nobody"].get(path)
    staff = clients["commissioner"]
    staff.get("/nowhere", headers={"Accept": "text/html"})
    staff.get(f"{street.base}//people//sign-in")
    staff.post("/people/look", data={"words": "x" * (1 << 20)})
    staff.post("/people/look", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    staff.get("/", headers={"Host": EVIL})
    staff.get("/people/renewal?next=/")
    yield list(street.answers)
    street.answers.clear()


def test_there_is_an_answer_of_every_kind(answers: list[httpx.Response]) -> None:
    assert {200, 303, 307, 308, 400, 401, 403, 404, 405, 413, 422} <= {each.status_code for each in answers}


def test_no_answer_can_be_put_into_a_frame_or_run_what_is_not_ours(answers: list[httpx.Response]) -> None:
    wrong = []
    for each in answers:
        policy = dict(
            part.strip().split(" ", 1) for part in each.headers.get("content-security-policy", "").split(";") if part
        )
        strict = (
            policy.get("frame-ancestors") == policy.get("default-src") == policy.get("base-uri") == "'none'"
            and policy.get("script-src") == policy.get("style-src") == policy.get("form-action") == "'self'"
            and "unsafe" not in str(policy)
        )
        if not strict or each.headers.get("x-frame-options") != "DENY":
            wrong.append(f"{each.request.method} {each.request.url}: {each.status_code}")
    assert wrong == []


def test_every_answer_says_what_it_is_and_tells_no_other_site_where_one_was(answers: list[httpx.Response]) -> None:
    wrong = [
        f"{each.request.method} {each.request.url}: {each.status_code}"
        for each in answers
        if each.headers.get("x-content-type-options") != "nosniff"
        or each.headers.get("referrer-policy") != "same-origin"
    ]
    assert wrong == []


def test_nothing_for_somebody_is_kept_by_a_browser_or_on_the_way(answers: list[httpx.Response]) -> None:
    wrong = [
        f"{each.request.method} {each.request.url}: {each.headers.get('cache-control')}"
        for each in answers
        if "no-store" not in each.headers.get("cache-control", "") and not each.url.path.startswith(KEPT_FOR_GOOD)
    ]
    assert wrong == []


def test_only_where_it_is_spoken_https_is_asked_for_the_next_time_too(street: Street, avenue: Street) -> None:
    for path in ("/", "/people/sign-in", "/people/settings", "/nowhere"):
        told = avenue.client().get(path).headers.get("Strict-Transport-Security")
        assert told == "max-age=31536000", "for a year, and for no other name under the same domain"
        assert "Strict-Transport-Security" not in street.client().get(path).headers
