"""What the fault tests share: engines of their own, the undisturbed story to compare with, and a word at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from deploy.demo.clock import WallClock
from deploy.demo.material import Sample, read_sample
from deploy.demo.result import StoryResult
from deploy.demo.story import tell_the_story
from tests.engines import Engines, engines_of_our_own
from tests.faults.counting import Count, count
from tests.stories.telling import say_nothing
from tests.system import SETUP_CODE, EmbeddedSystem, running

_said: list[str] = []


@dataclass(frozen=True)
class Told:
    """A story that was told, and what the databases hold after it."""

    result: StoryResult
    counted: Count


@pytest.fixture(scope="session")
def say() -> Callable[[str], None]:
    """Say something at the end of the run, where people look."""
    return _said.append


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for line in _said:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def sample() -> Sample:
    return read_sample()


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, sample: Sample) -> Iterator[Told]:
    """The same story with nothing going wrong."""
    system = EmbeddedSystem(tmp_path_factory.mktemp("undisturbed"))
    for _ in running(system):
        result = tell_the_story(
            system.client, sample, setup_code=SETUP_CODE, until="standstill", clock=WallClock(), progress=say_nothing
        )
        yield Told(result, count(system))


@pytest.fixture(scope="session")
def own_engines() -> Iterator[Engines]:
    """PostgreSQL and one broker that may be killed."""
    with engines_of_our_own(brokers=1) as found:
        yield found
