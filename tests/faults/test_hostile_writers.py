"""100,000 mutated messages to one part: nothing breaks, memory stays flat, and everybody reads the same."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.specification.worker import SERVICE
from tests.kit import Bench
from tests.specification.hostile import Siege, resident_mib
from tests.specification.workshop import Workshop

pytestmark = pytest.mark.faults

MESSAGES = int(os.environ.get("COPRODUCE_HOSTILE_MESSAGES", "100000"))  # noqa: TID251  (the edge of the tests)
SEED = int(os.environ.get("COPRODUCE_FAULT_SEED", "20260302"))  # noqa: TID251
MOST_MIB = 64


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    made = Workshop(Bench(SERVICE, tmp_path))
    yield made
    made.bench.runtime.close()


@pytest.fixture(autouse=True)
def say_little() -> Iterator[None]:
    """A line of the log for each message would be what grows."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_a_hundred_thousand_mutated_messages(
    workshop: Workshop, say: Callable[[str], None], capfd: pytest.CaptureFixture[str]
) -> None:
    siege = Siege(workshop, SEED)
    siege.storm(MESSAGES // 10)
    first = most = resident_mib()
    for _ in range(9):
        siege.storm(MESSAGES // 10)
        capfd.readouterr()
        most = max(most, resident_mib())
    assert most - first < MOST_MIB
    (clause,) = workshop.clauses()
    answers = ", ".join(f"{count} times {status}" for status, count in sorted(siege.answers.items()))
    say(
        f"Hostile: {siege.sent} mutated messages (seed {SEED}): {answers}; {clause.live_number} changes, read alike; "
        f"memory {first:.0f} MiB after a tenth of them, {most:.0f} at most."
    )
