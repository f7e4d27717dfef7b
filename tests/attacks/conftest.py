from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.attacks.street import Street


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """The system of one file of tests: on this machine, without an address of its own."""
    made = Street(tmp_path_factory.mktemp("street"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def avenue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    """The system at an address of its own, over https."""
    made = Street(tmp_path_factory.mktemp("avenue"), "https://coproduce.example.org")
    yield made
    made.close()
