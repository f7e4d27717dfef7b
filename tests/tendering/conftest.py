from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.tendering.worker import SERVICE
from tests.kit import Bench
from tests.tendering.bidding import Bidding
from tests.tendering.office import Office


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(SERVICE, tmp_path)
    yield made
    made.runtime.close()


@pytest.fixture
def office(bench: Bench) -> Office:
    return Office(bench)


@pytest.fixture
def bidding(office: Office) -> Bidding:
    """The tender is open, and nobody has begun a bid."""
    return Bidding(office)
