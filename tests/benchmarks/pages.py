"""Server time of pages with the sample's data, beside a bare Flask template in the same run."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from threading import Event as StopSign

import httpx
from flask import Flask, render_template_string
from sqlalchemy import select

from deploy.demo.material import read_sample
from deploy.demo.sample import tell_sample
from deploy.embedded import System, local_settings
from services.decision_trail.background import check_what_is_due
from services.decision_trail.models import KnownCommission
from tests.benchmarks.figures import Figure, percentile

LIMIT_MS = 50.0
_BARE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
<ul>{% for each in items %}<li><a href="/{{ each }}">{{ each }}</a></li>{% endfor %}</ul></body></html>"""
# Who opens which page; {commission_id} stands for the sample's.
PAGES = (
    ("home", "young_1", "/"),
    ("a commission's page", "young_1", "/commissions/{commission_id}"),
    ("a commission's page, for a provider", "provider_kindling_house", "/commissions/{commission_id}"),
    ("the inbox", "young_1", "/notifications/inbox"),
    ("the glossary", "", "/glossary"),
    ("the record of a commission that has ended", "", "/records/{commission_id}"),
)


def measure(folder: Path, rounds: int = 40) -> list[Figure]:
    """Ask for each page and for the bare one in turn, in this process, and compare the medians."""
    settings = local_settings(folder)
    tell_sample(settings, lambda _line: None)
    system = System(settings)
    system.settle()
    check_what_is_due(system.runtimes["decision_trail"], StopSign())  # as its worker does about once an hour
    try:
        with system.runtimes["decision_trail"].read_sessions() as session:
            commission_id = session.scalars(select(KnownCommission.commission_id)).one()
        with _client(system.wsgi) as client, _client(_bare()) as bare:
            return [
                _figure(
                    name, client, bare, path.format(commission_id=commission_id), _headers(client, who), rounds=rounds
                )
                for name, who, path in PAGES
            ]
    finally:
        system.stop()


def _client(application: object) -> httpx.Client:
    return httpx.Client(transport=httpx.WSGITransport(app=application), base_url="http://localhost")  # type: ignore[arg-type]


def _bare() -> Flask:
    app = Flask(__name__)
    items = [f"item {number}" for number in range(20)]
    app.add_url_rule("/", view_func=lambda: render_template_string(_BARE, title="Bare", items=items))
    return app


def _headers(client: httpx.Client, who: str) -> dict[str, str]:
    if not who:
        return {}
    people = read_sample().people
    flat = [each for role, group in people.items() if role != "sample_only" for each in group]
    known = {each["key"]: each for each in [*flat, *(each["contact"] for each in people["organisations"])]}
    name = known[who].get("email") or known[who]["nickname"]
    body = {"sign_in_name": name, "passphrase": known[who]["passphrase"]}
    token = client.post("/people/sign-ins", json=body).raise_for_status().json()["token"]
    return {"Authorization": f"Bearer {token}"}


def _milliseconds(client: httpx.Client, path: str, headers: dict[str, str]) -> tuple[float, float]:
    """How long a request takes, and how long the processor works at it: less, where others want it too."""
    begun, worked = time.perf_counter(), time.process_time()
    client.get(path, headers=headers).raise_for_status()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000


def _figure(
    name: str, client: httpx.Client, bare: httpx.Client, path: str, headers: dict[str, str], *, rounds: int
) -> Figure:
    for _ in range(3):  # templates are compiled with their first use
        _milliseconds(client, path, headers), _milliseconds(bare, "/", {})
    ours, beside = [], []
    for _ in range(rounds):
        ours.append(_milliseconds(client, path, headers))
        beside.append(_milliseconds(bare, "/", {}))
    waited, bare_waited = [each[0] for each in ours], [each[0] for each in beside]
    median, bare_median = statistics.median(waited), statistics.median(bare_waited)
    worked, bare_worked = (statistics.median(each[1] for each in found) for found in (ours, beside))
    return Figure(
        f"server time of {name}, beside a bare Flask template", median / bare_median, f"under {LIMIT_MS:.0f} ms",
        median < LIMIT_MS,
        f"median {median:.1f} ms (processor {worked:.1f}), p95 {percentile(sorted(waited), 95):.1f} ms; "
        f"bare {bare_median:.1f} ms (processor {bare_worked:.1f})",
    )  # fmt: skip
