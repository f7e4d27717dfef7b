"""A forged Host: links, codes to scan and e-mails that would lead elsewhere; and names of others led to our door."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
import segno

from tests.attacks.street import EVIL, Street, forms_on, links_of

FORGED = (
    EVIL,
    f"{EVIL}:8000",
    f"localhost.{EVIL}",
    f"localhost@{EVIL}",
    f"coproduce.example.org.{EVIL}",
    "169.254.169.254",
    "",
)
FORWARDED = {
    "X-Forwarded-Host": EVIL, "X-Forwarded-Server": EVIL, "X-Host": EVIL, "X-Original-Host": EVIL,
    "X-Forwarded-Port": "666", "X-Forwarded-Prefix": f"//{EVIL}", "X-Forwarded-Proto": "gopher",
    "Forwarded": f"host={EVIL};proto=https", "X-Original-URL": f"/{EVIL}", "X-Rewrite-URL": f"/{EVIL}",
}  # fmt: skip
OF_THE_PROCESS = ("/health/", "/metrics")


def addresses(street: Street) -> list[str]:
    rules = {
        rule.rule for app in street.apps.values() for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    return sorted(re.sub(r"<[^>]+>", street.cast.commission_id, rule) for rule in rules)


def sheet(street: Street, client: httpx.Client, **headers: str) -> httpx.Response:
    """A sheet to print, with a code and the address that its QR code leads to."""
    path = f"/people/commissions/{street.cast.commission_id}/setup/codes/new?role=young_person"
    form = forms_on(path, client.get(path).text)[0]
    return client.post(form.path, data=form.but(role="young_person"), headers=headers)


@pytest.mark.parametrize("on", ["street", "avenue"])
@pytest.mark.parametrize("host", FORGED)
def test_whoever_asks_for_another_host_gets_nothing(on: str, host: str, request: pytest.FixtureRequest) -> None:
    place: Street = request.getfixturevalue(on)
    client, before = place.signed_in("facilitator"), place.state()
    for path in [*addresses(place), "/nowhere", f"{place.base}//people//sign-in"]:
        if any(part in path for part in OF_THE_PROCESS):
            continue
        answer = client.get(path, headers={"Host": host})
        assert answer.status_code == 400, path
        assert EVIL not in answer.text + str(answer.headers), path
    form = forms_on("/people/look", client.get("/people/look").text)[0]
    assert client.post(form.path, data=form.fields, headers={"Host": host}).status_code == 400
    assert client.post("/people/sign-ins", json={}, headers={"Host": host}).status_code == 400
    assert place.state() == before


def test_the_reason_is_told_to_people_and_to_programs(street: Street) -> None:
    page = street.client().get("/", headers={"Host": EVIL, "Accept": "text/html"})
    assert "This is not the address of this system." in page.text
    answer = street.client().get("/people/me", headers={"Host": EVIL})
    assert answer.json()["code"] == "unknown_host"


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "LOCALHOST"])
def test_without_an_address_this_machine_is_answered(street: Street, host: str) -> None:
    assert street.client().get("/", headers={"Host": host}).status_code == 200


def test_at_an_address_of_its_own_it_answers_there(avenue: Street) -> None:
    for host in ("coproduce.example.org", "coproduce.example.org:443", "Coproduce.Example.Org"):
        assert avenue.client().get("/", headers={"Host": host}).status_code == 200, host


def test_whoever_looks_after_the_processes_asks_by_their_own_names(avenue: Street) -> None:
    for path in ("/people/health/live", "/tendering/health/ready", "/decision_trail/metrics"):
        assert avenue.client().get(path, headers={"Host": "web-people:8000"}).status_code in (200, 503), path


def leads_to(answer: httpx.Response, address: str) -> bool:
    """Whether a sheet says this address, in words and in the picture to scan."""
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", answer.text)
    assert code is not None, answer.text[:3000]
    scanned = segno.make(f"{address}/people/join?code={code[0]}", error="m")
    picture = scanned.svg_inline(scale=6, border=4, dark="#000", light="#fff", omitsize=True)
    words = answer.text.replace("<wbr>", "")
    return f">{address}/people/join<" in words and picture in words


def test_codes_to_scan_lead_to_the_address_of_the_system(street: Street, avenue: Street) -> None:
    """Without an address the sheet says where it was asked for, so what is asked for has to be ours."""
    assert leads_to(sheet(street, street.signed_in("facilitator"), Host="localhost:8123"), "http://localhost:8123")
    client = avenue.signed_in("facilitator")
    for headers in ({}, FORWARDED, {"Host": "localhost"}):
        answer = sheet(avenue, client, **headers)
        assert leads_to(answer, avenue.base), headers
        assert EVIL not in answer.text
    assert sheet(avenue, client, Host=EVIL).status_code == 400


@pytest.mark.parametrize("on", ["street", "avenue"])
def test_what_a_proxy_might_have_said_is_believed_of_nobody(on: str, request: pytest.FixtureRequest) -> None:
    place: Street = request.getfixturevalue(on)
    client = place.signed_in("commissioner")
    for path in [*addresses(place), f"{place.base}//people//sign-in", "/people/renewal?next=/people/settings"]:
        answer = client.get(path, headers=FORWARDED)
        assert EVIL not in answer.text + str(answer.headers), path
        assert links_of(place.base, answer) == links_of(place.base, client.get(path)), path


def test_messages_hold_no_address_that_a_request_could_have_chosen(avenue: Street) -> None:
    """What is written to people comes from events, which know no request."""
    client = avenue.signed_in("facilitator")
    assert sheet(avenue, client, **FORWARDED).status_code == 200
    avenue.system.settle()
    for name, runtime in avenue.system.runtimes.items():
        held = b"".join(path.read_bytes() for path in _files(str(runtime.engine.url.database)))
        assert EVIL.encode() not in held, name


def _files(database: str) -> list[Path]:
    return [path for path in (Path(database), Path(f"{database}-wal")) if path.exists()]
