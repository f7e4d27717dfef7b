"""Which engine a test runs on, and a loud word where one of them is missing."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engines import Engines, engines, engines_started
from tests.hashing import hash_at_a_low_cost, real_cost_of_hashing
from tests.sharing import Sharing
from tests.system import DistributedSystem, EmbeddedSystem, RunningSystem, running

__all__ = ["real_cost_of_hashing"]

hash_at_a_low_cost()

_ran: Counter[str] = Counter()
_sources: set[str] = set()
_NOT_RUN = "no PostgreSQL and Apache Kafka were found: no addresses, no Docker engine, no servers here"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    """Let tests that look at the same running systems run in one process: starting systems takes long."""
    return Sharing(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the distributed engine is marked so."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "distributed" in item.name or "distributed_engines" in fixtures:
            item.add_marker("distributed")
        if "chromium" in fixtures:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Write on each report what it ran on: tests run in several processes, and the reports meet in one."""
    report = yield
    found = engines_started()
    engine = "distributed" if item.get_closest_marker("distributed") else "embedded"
    browser = "browser" if item.get_closest_marker("browser") else ""
    provider = "provider" if "council" in getattr(item, "fixturenames", ()) else ""
    report.user_properties += [("engine", engine), ("source", found.source if found else ""), ("in", browser)]
    report.user_properties += [("with", provider)]
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    told = dict(report.user_properties)
    if report.when == "call":
        _ran[f"{told['engine']} {report.outcome}"] += 1
        _sources.update({str(told["source"])} - {""})
    elif report.when == "setup" and report.outcome == "skipped" and told["engine"] == "distributed":
        _ran["distributed not run"] += 1
    elif report.when == "setup" and report.outcome == "skipped" and told["with"]:
        _ran["provider not run"] += 1
    elif report.when == "setup" and report.outcome == "skipped" and told["in"]:
        _ran["browser not run"] += 1


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _ran["browser not run"]:
        terminalreporter.write_line(
            f"NOT RUN: {_ran['browser not run']} tests in a browser: no Chromium was found.", red=True, bold=True
        )
    if _ran["provider not run"]:
        terminalreporter.write_line(
            f"NOT RUN: {_ran['provider not run']} tests with an OpenID Connect provider: node could not be had.",
            red=True,
            bold=True,
        )
    embedded = sum(n for name, n in _ran.items() if name.startswith("embedded"))
    distributed = _ran["distributed passed"] + _ran["distributed failed"]
    terminalreporter.write_line(f"On SQLite and in-process delivery: {embedded} tests run.")
    if _ran["distributed not run"]:
        terminalreporter.write_line(
            f"NOT RUN: {_ran['distributed not run']} tests on PostgreSQL and Apache Kafka: {_NOT_RUN}.",
            red=True,
            bold=True,
        )
    else:
        source = f" ({', '.join(sorted(_sources))})" if _sources else ""
        terminalreporter.write_line(f"On PostgreSQL and Apache Kafka{source}: {distributed} tests run.")


@pytest.fixture(scope="session")
def distributed_engines() -> Engines:
    """PostgreSQL and Kafka. Without them the test is not run, or fails where REQUIRE_ENGINES=1."""
    found = engines()
    if found is None:
        if os.environ.get("REQUIRE_ENGINES") == "1":  # noqa: TID251
            pytest.fail(_NOT_RUN)
        pytest.skip(_NOT_RUN)
    return found


@pytest.fixture(scope="module", params=["embedded", "distributed"])
def system(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """A whole running system, on each engine in turn."""
    folder: Path = tmp_path_factory.mktemp("system")
    if request.param == "embedded":
        yield from running(EmbeddedSystem(folder))
    else:
        found = request.getfixturevalue("distributed_engines")
        yield from running(DistributedSystem(folder, found, topic=f"commissioning-{folder.name}"))
