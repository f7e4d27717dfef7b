"""When things go wrong on our side: in words for people, without a secret, and health tells the truth about it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert, text

from shared.contracts.people import SeatTaken
from shared.ids import new_id
from shared.messaging.tables import TABLES
from shared.migrations import upgrade
from shared.roles import Role
from shared.runtime import make_runtime
from shared.web.app_factory import migrations_of
from tests.engines import Engines
from tests.kit import Bench
from tests.shared.web.desk import NOTE, Desk, desk_on, refused
from tests.shared.web.toy import Note, Toy

READY, LIVE = "/tendering/health/ready", "/tendering/health/live"


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Desk]:
    """The toy on a database that the real migrations made."""
    toy = Toy()
    bench = Bench(toy.service, tmp_path)
    bench.runtime.close()
    (tmp_path / "tendering.sqlite").unlink()
    bench.runtime = make_runtime("tendering", bench.settings, clock=lambda: bench.now)
    upgrade(bench.runtime.engine, migrations_of("tendering"))
    Note.__table__.create(bench.runtime.engine)  # type: ignore[attr-defined]
    yield Desk(bench, toy)
    bench.runtime.close()


def measured(desk: Desk) -> dict[str, float]:
    families = text_string_to_metric_families(desk.client.get("/tendering/metrics").text)
    found: dict[str, float] = {}
    for family in families:
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0) + sample.value
    return found


def test_a_mistake_in_the_program_tells_a_number_and_no_secret(desk: Desk) -> None:
    found = refused(desk.send("/tendering/broken", method="GET"), 500, "unexpected")
    assert len(found["trace_id"]) == 32
    assert found["trace_id"] in found["detail"]
    assert "secret" not in str(found)


def lose_sqlite(desk: Desk, folder: Path) -> None:
    desk.bench.runtime.close()
    shutil.rmtree(folder)


def check_that_it_waits(desk: Desk, by_key: str = "k") -> None:
    headers = {**desk.bench.headers(desk.young), "Idempotency-Key": by_key}
    for answer in (
        desk.client.post(desk.at(), json=NOTE, headers=headers),
        desk.client.post("/tendering/notes", json=NOTE),
        desk.client.get("/tendering/set-aside", headers=headers),
    ):
        found = refused(answer, 503, "try_again")
        assert int(answer.headers["Retry-After"]) == found["retry_after_seconds"] > 0
        assert "Nothing was changed." in found["detail"]
    ready = desk.client.get(READY)
    assert (ready.status_code, ready.get_json()["status"]) == (503, "not ready")
    assert "out of reach" in ready.get_json()["checks"]["database"]
    assert desk.client.get(LIVE).status_code == 200


def test_without_its_database_it_asks_to_try_again_and_is_alive_but_not_ready(tmp_path: Path) -> None:
    (tmp_path / "database").mkdir()
    desk = desk_on(tmp_path / "database")
    assert desk.write().status_code == 201
    lose_sqlite(desk, tmp_path / "database")
    check_that_it_waits(desk)


def test_without_postgresql_too_and_goes_on_when_it_is_back(distributed_engines: Engines, tmp_path: Path) -> None:
    url = distributed_engines.database("gone")
    name = url.rsplit("/", 1)[1]
    desk = desk_on(tmp_path, url)
    assert desk.write().status_code == 201
    with psycopg.connect(f"{distributed_engines.postgres_url}/postgres", autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        check_that_it_waits(desk)
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    assert desk.write(key="k").status_code == 201
    assert len(desk.bench.rows(Note)) == 2
    desk.bench.runtime.close()


def test_a_service_at_work_is_ready(migrated: Desk) -> None:
    ready = migrated.client.get(READY)
    assert (ready.status_code, ready.get_json()) == (
        200,
        {
            "status": "ready",
            "checks": {
                "oldest_unsent_seconds": 0.0, "consumer": "at work", "consumer_lag": None, "keys_set_aside": 0,
                "database": "reachable", "migrations": "current", "clock": "right",
            },
        },
    )  # fmt: skip


def test_a_database_that_is_behind_the_program_is_not_ready(migrated: Desk) -> None:
    with migrated.bench.runtime.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    ready = migrated.client.get(READY)
    assert (ready.status_code, ready.get_json()["status"]) == (503, "not ready")
    assert "at 0000, the program knows 0" in ready.get_json()["checks"]["migrations"]


def test_a_database_without_any_tables_is_not_ready(tmp_path: Path) -> None:
    toy = Toy()
    bench = Bench(toy.service, tmp_path)
    bench.runtime.close()
    (tmp_path / "tendering.sqlite").unlink()
    desk = object.__new__(Desk)
    desk.bench, desk.toy, desk.app = bench, toy, toy.app(bench.runtime)
    assert desk.app.test_client().get(READY).status_code == 503
    bench.runtime.close()


def test_one_event_on_its_way_does_not_show_in_health_or_figures(migrated: Desk) -> None:
    at_rest = migrated.client.get(READY).get_json()
    for seconds in (0, 9):
        assert migrated.write().status_code == 201
        migrated.bench.advance(timedelta(seconds=seconds))
        assert migrated.client.get(READY).get_json() == at_rest
        assert measured(migrated)["coproduce_oldest_unsent_seconds"] == 0.0


@pytest.mark.parametrize(("lag", "told"), [(0, 0), (1, 0), (99, 0), (100, 100)])
def test_a_few_events_that_are_not_taken_yet_are_not_counted(migrated: Desk, lag: int, told: int) -> None:
    with migrated.bench.session() as session:
        row = {"consumer": "w", "lag": lag, "seen_at": migrated.bench.now}
        session.execute(insert(TABLES.consumer_state), row)
    assert migrated.client.get(READY).get_json()["checks"]["consumer_lag"] == told
    assert measured(migrated)["coproduce_consumer_lag"] == told


def test_events_that_wait_for_the_log_are_told_and_after_a_minute_it_is_degraded(migrated: Desk) -> None:
    assert migrated.write().status_code == 201
    migrated.bench.advance(timedelta(seconds=59))
    assert migrated.client.get(READY).get_json()["status"] == "ready"
    migrated.bench.advance(timedelta(seconds=2))
    ready = migrated.client.get(READY)
    assert (ready.status_code, ready.get_json()["status"]) == (200, "degraded")
    assert ready.get_json()["checks"]["oldest_unsent_seconds"] == 61.0
    assert measured(migrated)["coproduce_oldest_unsent_seconds"] == 61.0


def test_what_is_set_aside_is_counted_by_commission(migrated: Desk) -> None:
    for commission_id in ("c1", "c1", "c2"):
        event = SeatTaken(
            commission_id=commission_id, seat_id=new_id(), holder_id=new_id(), role=Role.AUDITOR,
            taken_at=migrated.bench.now,
        )  # fmt: skip
        assert migrated.bench.take(event, body="{}")
    ready = migrated.client.get(READY).get_json()
    assert (ready["status"], ready["checks"]["keys_set_aside"]) == ("degraded", 2)
    assert measured(migrated)["coproduce_keys_set_aside"] == 2


def test_where_events_come_from_kafka_a_worker_that_was_never_seen_is_told(tmp_path: Path) -> None:
    toy = Toy()
    bench = Bench(toy.service, tmp_path, kafka=("127.0.0.1:9",))
    ready = toy.app(bench.runtime).test_client().get(READY).get_json()
    assert ready["checks"]["consumer"] == "silent"
    bench.runtime.close()


def counted(desk: Desk) -> float:
    return measured(desk).get("coproduce_requests_total", 0)


def noted(desk: Desk, path: str, body: Any = NOTE) -> tuple[int, list[Any], float]:
    """Send a note; return the status, the lines in the log, and by how much the count of requests rose."""
    before = counted(desk)
    with structlog.testing.capture_logs() as lines:
        answer = desk.send(path, body, by=desk.young)
    # Asking for the count is itself a request.
    return answer.status_code, list(lines), counted(desk) - before - 1


def test_an_open_call_leaves_one_line_with_ids_alone_and_is_counted(desk: Desk) -> None:
    status, lines, rose = noted(desk, desk.at())
    assert (status, rose) == (201, 1)
    (line,) = lines
    assert (line["method"], line["status"], line["commission_id"]) == ("POST", 201, desk.commission_id)
    assert line["route"] == "/tendering/commissions/<uuid:commission_id>/notes"
    assert NOTE["words"] not in str(line)


def test_a_sealed_call_leaves_no_line_and_no_count_whether_it_is_taken_refused_or_fails(desk: Desk) -> None:
    assert noted(desk, desk.at("/secrets")) == (201, [], 0)
    assert noted(desk, desk.at("/secrets"), {"wrong": 1}) == (422, [], 0)
    desk.toy.refusing = True
    assert noted(desk, desk.at("/secrets")) == (409, [], 0)
    with desk.bench.runtime.engine.begin() as connection:
        connection.execute(text("DROP TABLE outbox"))
        connection.execute(text("DROP TABLE notes"))
    answer = desk.send(desk.at("/secrets"), NOTE, by=desk.young)
    assert answer.status_code >= 500
    assert noted_failure(desk) == []


def noted_failure(desk: Desk) -> list[Any]:
    with structlog.testing.capture_logs() as lines:
        desk.send(desk.at("/secrets"), NOTE, by=desk.young)
    return list(lines)


@pytest.mark.parametrize(
    "path", [LIVE, "/tendering/docs", "/tendering/openapi.json", "/tendering/nowhere", "/tendering/broken"]
)
def test_every_answer_carries_the_headers_that_keep_browsers_safe(desk: Desk, path: str) -> None:
    answer = desk.client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_page_about_the_api_keeps_to_its_own_policy(desk: Desk) -> None:
    page = desk.client.get("/tendering/docs")
    assert page.content_type == "text/html; charset=utf-8"
    for forbidden in ("<script", "style=", "<style", "onclick", "http://", "https://"):
        assert forbidden not in page.text
    assert desk.client.get("/tendering/docs.css").content_type.startswith("text/css")


def test_the_page_about_the_api_says_how_to_sign_in_and_each_thing_once(desk: Desk) -> None:
    page = desk.client.get("/tendering/docs").text
    assert "curl ADDRESS/people/sign-ins" in page
    assert "Authorization: Bearer TOKEN" in page
    for section in page.split("<section")[2:]:
        told = re.findall(r"<p>(.*?)</p>", section)
        assert told
        assert len(told) == len(set(told))
        assert not any(a != b and b.startswith(a) for a in told for b in told)
    assert "&#39;null&#39;" not in page


def test_a_request_goes_on_under_its_caller_s_trace_and_a_broken_one_is_not_taken_over(desk: Desk) -> None:
    trace = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
    for sent, kept in ((trace, True), ("00-" + "0" * 32 + "-" + "b" * 16 + "-01", False), ("x" * 500, False)):
        answer = desk.client.get("/tendering/broken", headers={"traceparent": sent})
        assert (answer.get_json()["trace_id"] == "a" * 32) is kept
