"""Bids through tendering, beside bare Flask with one INSERT of the same bytes, on the same server and database."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

import httpx
from joserfc.jwk import OKPKey
from sqlalchemy import Engine, create_engine, insert

from deploy.services import create_app
from services.tendering.models import Member, Organisation, Process
from services.tendering.worker import SERVICE
from shared.access.tables import TABLES
from shared.access.tokens import sign
from shared.ids import new_id
from shared.migrations import upgrade
from shared.roles import AccountKind, Role
from shared.runtime import make_runtime, wall_clock
from shared.settings import Settings
from tests.benchmarks.figures import Figure
from tests.benchmarks.why import profile_of
from tests.ring import ring_in
from tests.system import SECRET, environment_of, free_port
from tests.system import Process as Running

BIDS = 300
THREADS = 8
QUESTIONS = 8
WORDS = "We open at four and close at eight, every day, and a young person chairs the weekly meeting. "


@dataclass(frozen=True)
class Bidder:
    """A provider with a seat in a commission of its own, so that bids meet no other's."""

    commission_id: str
    headers: dict[str, str]


def answers(questions: list[str]) -> list[dict[str, str]]:
    """About 16 kB: eight answers of about 350 words."""
    return [{"criterion_id": each, "text": (WORDS * 21).strip()} for each in questions]


def _key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": new_id()})


def _prepare(engine: Engine, count: int, questions: list[str]) -> list[Bidder]:
    """What events would have told tendering: keys, seats, tenders; and an organisation for each bidder."""
    now, key = wall_clock(), _key()
    public = {str(k): str(v) for k, v in key.as_dict(private=False).items()}
    criteria = [
        {"criterion_id": each, "title": "T", "weight": "12.5", "panel": "young_people", "word_limit": 500}
        for each in questions
    ]
    ids = [(new_id(), new_id(), new_id()) for _ in range(count)]
    with engine.begin() as connection:
        connection.execute(insert(TABLES.signing_keys), {"key_id": key.kid, "public_key": public, "published_at": now})
        connection.execute(
            insert(TABLES.known_seats),
            [
                {"seat_id": new_id(), "commission_id": commission, "holder_id": holder, "role": Role.PROVIDER.value,
                 "taken_at": now}
                for commission, holder, _ in ids
            ],
        )  # fmt: skip
        connection.execute(
            insert(Organisation),
            [{"organisation_id": organisation, "name": f"Bidder {organisation}",
              "folded_name": f"bidder {organisation}", "registered_at": now}
             for _, _, organisation in ids],
        )  # fmt: skip
        connection.execute(
            insert(Member),
            [{"holder_id": holder, "organisation_id": organisation} for _, holder, organisation in ids],
        )
        connection.execute(
            insert(Process),
            [
                {"commission_id": commission, "tender_id": new_id(), "criteria": criteria, "plan": {},
                 "opens_at": now, "closes_at": now + timedelta(hours=1)}
                for commission, _, _ in ids
            ],
        )  # fmt: skip
    bidders = []
    for commission, holder, _ in ids:
        token = sign(
            holder_id=holder, session_id=new_id(), kind=AccountKind.PROVIDER, key=key, now=now,
            confirmed_at=now, lifetime=timedelta(hours=1),
        )  # fmt: skip
        bidders.append(Bidder(commission, {"Authorization": f"Bearer {token}"}))
    return bidders


def _rate(work: Callable[[httpx.Client, Any], object], items: list[Any], port: int) -> float:
    """Requests a second with a few clients at once. Each item is one request."""
    with (
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
        ThreadPoolExecutor(THREADS) as pool,
    ):
        begun = time.perf_counter()
        list(pool.map(lambda item: work(client, item), items))
        return len(items) / (time.perf_counter() - begun)


def _start(arguments: list[str], environment: dict[str, str], folder: Path, module: str, port: int) -> Running:
    process = Running(arguments, environment, folder / f"{uuid4().hex}.log", module=module)
    process.start()
    for _ in range(300):
        try:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=1)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return process
    raise TimeoutError(process.log.read_text())


def measure(engines: Any, folder: Path, rounds: int = 3) -> list[Figure]:
    """Measure rounds in turn, the peer and ours, and compare the medians."""
    url = engines.database("tendering")
    engine = create_engine(url)
    upgrade(engine, SERVICE.migrations)
    questions = [new_id() for _ in range(QUESTIONS)]
    ours_port, bare_port = free_port(), free_port()
    environment = environment_of(
        COPRODUCE_DATABASE_URL=url, COPRODUCE_KAFKA=engines.kafka_addresses, COPRODUCE_SECRET=SECRET,
        COPRODUCE_SETUP_CODE="", COPRODUCE_BID_KEYS_FILE=ring_in(folder), WEB_CONCURRENCY="1",
        WEB_THREADS=str(THREADS),
    )  # fmt: skip
    settings = ["-c", "deploy/gunicorn.conf.py"]
    ours = _start(
        ["web", "tendering", "--bind", f"127.0.0.1:{ours_port}"], environment, folder, "deploy.cli", ours_port
    )
    bare = _start(
        [*settings, "--bind", f"127.0.0.1:{bare_port}", "tests.benchmarks.bare:app()"], environment, folder,
        "gunicorn", bare_port,
    )  # fmt: skip
    body = {"answers": answers(questions), "price": "350000.00"}
    drafts, submissions, inserts = [], [], []
    try:
        for _ in range(rounds):
            bidders = _prepare(engine, BIDS, questions)
            bare_rate = _rate(lambda c, _: _ok(c.post("/bids", json=body)), bidders, bare_port)
            bids: dict[str, str] = {}

            def draft(client: httpx.Client, bidder: Bidder, bids: dict[str, str] = bids) -> None:
                address = f"/tendering/commissions/{bidder.commission_id}/bids"
                bids[bidder.commission_id] = _ok(_keyed(client, address, bidder, body)).json()["bid_id"]

            def submit(client: httpx.Client, bidder: Bidder, bids: dict[str, str] = bids) -> None:
                address = f"/tendering/commissions/{bidder.commission_id}/bids/{bids[bidder.commission_id]}/submission"
                _ok(_keyed(client, address, bidder, None))

            drafts.append(_rate(draft, bidders, ours_port))
            submissions.append(_rate(submit, bidders, ours_port))
            inserts.append((bare_rate + _rate(lambda c, _: _ok(c.post("/bids", json=body)), bidders, bare_port)) / 2)
    finally:
        ours.stop()
        bare.stop()
        engine.dispose()
    size = len(json.dumps(body)) / 1000
    return [
        _figure(f"bids drafted a second ({size:.0f} kB each), beside bare Flask and one INSERT", drafts, inserts),
        _figure("bids handed in a second, with receipt and event, beside the same", submissions, inserts),
    ]


def explain(engines: Any) -> list[str]:
    """Say where the time of drafting and of handing in goes."""
    url = engines.database("tendering")
    engine = create_engine(url)
    upgrade(engine, SERVICE.migrations)
    questions = [new_id() for _ in range(QUESTIONS)]
    bidders = _prepare(engine, BIDS, questions)
    engine.dispose()
    runtime = make_runtime("tendering", Settings(url, SECRET, "", bid_keys=ring_in(Path(mkdtemp()))))
    client = create_app("tendering")(runtime).test_client()
    body = {"answers": answers(questions), "price": "350000.00"}
    bids: dict[str, str] = {}

    def post(bidder: Bidder, path: str, content: Any) -> Any:
        headers = {**bidder.headers, "Idempotency-Key": uuid4().hex}
        answer = client.post(f"/tendering/commissions/{bidder.commission_id}{path}", json=content, headers=headers)
        assert answer.status_code < 300, answer.text
        return answer.json

    def draft(bidder: Bidder) -> None:
        bids[bidder.commission_id] = post(bidder, "/bids", body)["bid_id"]

    def submit(bidder: Bidder) -> None:
        post(bidder, f"/bids/{bids[bidder.commission_id]}/submission", None)

    lines = profile_of("drafting", draft, bidders, runtime.engine)
    lines += profile_of("handing in", submit, bidders, runtime.engine)
    runtime.close()
    return lines


def _keyed(client: httpx.Client, address: str, bidder: Bidder, body: Any) -> httpx.Response:
    return client.post(address, json=body, headers={**bidder.headers, "Idempotency-Key": uuid4().hex})


def _ok(answer: httpx.Response) -> httpx.Response:
    if not answer.is_success:
        raise AssertionError(answer.text)
    return answer


def _figure(name: str, ours: list[float], bare: list[float]) -> Figure:
    ratio = statistics.median(ours) / statistics.median(bare)
    each = [a / b for a, b in zip(ours, bare, strict=True)]
    return Figure(
        name, ratio, "at least 0.7", ratio >= 0.7,
        f"each round {min(each):.2f} to {max(each):.2f}; ours {statistics.median(ours):,.0f}/s, "
        f"bare {statistics.median(bare):,.0f}/s",
    )  # fmt: skip
