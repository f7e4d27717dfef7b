from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.people.worker import SERVICE
from shared.runtime import wall_clock
from tests.kit import Bench
from tests.openid.council import CLIENT_ID, SECRET, Council, council_open
from tests.people.desk import Desk

ADDRESS = "http://localhost"


@pytest.fixture(scope="session")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """The real provider."""
    with council_open(tmp_path_factory.mktemp("provider"), f"{ADDRESS}/people/openid/return") as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, council: Council) -> Iterator[Desk]:
    """`people`, which knows the provider; by the clock on the wall, since the provider goes by that too."""
    council.tamper = None
    bench = Bench(
        SERVICE, tmp_path, address=ADDRESS, oidc_issuer=council.issuer, oidc_client_id=CLIENT_ID, oidc_secret=SECRET
    )
    bench.now = wall_clock()
    made = Desk(tmp_path, bench)
    yield made
    bench.runtime.close()
