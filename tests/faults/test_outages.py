"""The broker, a reader's database or one of three brokers goes away while bids come in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from deploy.demo.material import Sample
from tests.engines import Engines, engines_of_our_own
from tests.faults.conftest import Told
from tests.faults.counting import assert_same_end, count, rows
from tests.faults.hazards import Insisting, Outage
from tests.faults.test_kills import tell
from tests.system import ByService, DistributedSystem, running

pytestmark = [pytest.mark.faults, pytest.mark.distributed]

MINUTE = 60
OPEN_FOR = timedelta(seconds=MINUTE + 30)


def handing_in(request: httpx.Request) -> bool:
    return request.url.path.startswith("/tendering/") and request.url.path.endswith("/submission")


def submitted_at(system: DistributedSystem) -> list[datetime]:
    """When the bids were receipted, by tendering's own records."""
    found = rows(system, "tendering", "SELECT occurred_at FROM outbox WHERE type = 'tendering.bid_submitted.v1'")
    return [row.occurred_at.astimezone(UTC) for row in found]


def live_through(system: DistributedSystem, outage: Outage, sample: Sample, undisturbed: Told) -> Any:
    for _ in running(system):
        result = tell(system, Insisting(ByService(system.ports), outage.before), sample, OPEN_FOR)
        outage.finish()
        counted = count(system)
        handed_in = submitted_at(system)
    assert_same_end(result, counted, undisturbed.result, undisturbed.counted)
    began, ended = (datetime.fromtimestamp(moment, UTC) for moment in (outage.began, outage.ended))
    meanwhile = [moment for moment in handed_in if began <= moment < ended]
    assert len(meanwhile) == len(handed_in) == 6, "every bid was handed in, and receipted, while the other was away"
    return counted


def test_the_broker_is_down_for_a_minute_while_bids_come_in(
    tmp_path: Path, sample: Sample, undisturbed: Told, own_engines: Engines, say: Callable[[str], None]
) -> None:
    system = DistributedSystem(tmp_path, own_engines, topic=f"broker-{tmp_path.name}")
    outage = Outage(handing_in, own_engines.kill_broker, own_engines.restart_broker, MINUTE)
    counted = live_through(system, outage, sample, undisturbed)
    say(f"Broker killed for {MINUTE} s: 6 bids receipted meanwhile; all {counted.recorded} events arrived; same end.")


def test_the_panels_database_is_down_for_a_minute_while_bids_come_in(
    tmp_path: Path, sample: Sample, undisturbed: Told, own_engines: Engines, say: Callable[[str], None]
) -> None:
    system = DistributedSystem(tmp_path, own_engines, topic=f"database-{tmp_path.name}")
    name = system.database_url("youth_panel").rsplit("/", 1)[1]

    def allow(connections: bool) -> None:
        with psycopg.connect(f"{own_engines.postgres_url}/postgres", autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {str(connections).lower()}')
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))

    outage = Outage(handing_in, lambda: allow(False), lambda: allow(True), MINUTE)
    counted = live_through(system, outage, sample, undisturbed)
    say(f"Panel's database away for {MINUTE} s: 6 bids receipted; all {counted.recorded} events arrived; same end.")


def test_one_of_three_brokers_is_killed_and_the_story_goes_on(
    tmp_path: Path, sample: Sample, undisturbed: Told, say: Callable[[str], None]
) -> None:
    with engines_of_our_own(brokers=3) as engines:
        system = DistributedSystem(tmp_path, engines, topic=f"three-{tmp_path.name}", replication=3)
        outage = Outage(handing_in, lambda: engines.kill_broker(2), lambda: None, MINUTE)
        counted = live_through(system, outage, sample, undisturbed)
    say(f"One of three brokers killed for good: all {counted.recorded} events arrived; same end.")
