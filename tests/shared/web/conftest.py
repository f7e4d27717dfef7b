from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared.web.desk import Desk, desk_on


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = desk_on(tmp_path)
    yield made
    made.bench.runtime.close()


@pytest.fixture(params=["embedded", "distributed"])
def desk_on_either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    url = request.getfixturevalue("distributed_engines").database("web") if request.param == "distributed" else ""
    made = desk_on(tmp_path, url)
    yield made
    made.bench.runtime.close()
