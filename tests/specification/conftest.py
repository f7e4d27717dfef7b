from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.specification.worker import SERVICE
from tests.kit import Bench
from tests.specification.workshop import Workshop


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    made = Workshop(Bench(SERVICE, tmp_path))
    yield made
    made.bench.runtime.close()
