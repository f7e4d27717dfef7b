"""A web process that is told to stop while browsers listen for news."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from joserfc.jwk import OKPKey
from sqlalchemy import create_engine, insert

from services.notifications.worker import SERVICE
from shared.access.tables import TABLES
from shared.access.tokens import sign
from shared.ids import new_id
from shared.migrations import upgrade
from shared.roles import AccountKind
from shared.runtime import wall_clock
from tests.system import SECRET, Process, environment_of, free_port

# Streams look about every two and a half seconds; a stream that nobody told would go on for a minute.
SOON = 30


def _token(url: str) -> str:
    """Of somebody whose key the service knows."""
    key, now = OKPKey.generate_key("Ed25519", {"kid": new_id()}), wall_clock()
    public = {str(k): str(v) for k, v in key.as_dict(private=False).items()}
    engine = create_engine(url)
    upgrade(engine, SERVICE.migrations)
    with engine.begin() as connection:
        connection.execute(insert(TABLES.signing_keys), {"key_id": key.kid, "public_key": public, "published_at": now})
    engine.dispose()
    return sign(
        holder_id=new_id(), session_id=new_id(), kind=AccountKind.STAFF, key=key, now=now, confirmed_at=now,
        lifetime=timedelta(minutes=15),
    )  # fmt: skip


def test_open_streams_end_whole_and_soon_when_the_process_stops(distributed_engines: Any, tmp_path: Path) -> None:
    url, port = distributed_engines.database("notifications"), free_port()
    headers = {"Authorization": f"Bearer {_token(url)}", "Accept": "text/event-stream"}
    environment = environment_of(
        COPRODUCE_DATABASE_URL=url, COPRODUCE_KAFKA=distributed_engines.kafka_addresses, COPRODUCE_SECRET=SECRET,
        COPRODUCE_SETUP_CODE="", WEB_CONCURRENCY="1",
    )  # fmt: skip
    process = Process(["web", "notifications", "--bind", f"127.0.0.1:{port}"], environment, tmp_path / "log")
    process.start()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=90) as client:
            _wait_for(client, process)
            with client.stream("GET", "/notifications/inbox/news", headers=headers) as stream:
                assert stream.status_code == 200
                lines = stream.iter_lines()
                assert next(lines) == "retry: 5000"
                begun = time.monotonic()
                process.stop()
                # To its end, without an error: a stream that is cut off raises here.
                list(lines)
                taken = time.monotonic() - begun
    finally:
        process.kill()
    assert taken < SOON, process.log.read_text()


def _wait_for(client: httpx.Client, process: Process) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            client.get("/notifications/health/live")
        except httpx.TransportError:
            assert time.monotonic() < until, process.log.read_text()
            time.sleep(0.1)
        else:
            return
