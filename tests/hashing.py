"""Passphrases hashed at a low cost in the processes of the tests, and at the real one where that is the question.

The real cost is a fifth of a second and 64 MiB for each hash, and most tests sign in only to get somewhere else. What
is asked is the same at any cost: the same argon2id, the same calls, the same refusals. Systems that tests start as
processes of their own hash at the real cost.
"""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from services.people.queries import secrets as kept_secrets

_OWN = (kept_secrets._HASHER, kept_secrets._NOBODY)  # noqa: SLF001
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def hash_at_a_low_cost() -> None:
    """Call this before a test module hashes anything: a hash of another cost is made anew at every signing in."""
    kept_secrets._HASHER, kept_secrets._NOBODY = _CHEAP, _CHEAP.hash("nobody")  # noqa: SLF001


@pytest.fixture
def real_cost_of_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as the service itself does, for a test about what that costs."""
    monkeypatch.setattr(kept_secrets, "_HASHER", _OWN[0])
    monkeypatch.setattr(kept_secrets, "_NOBODY", _OWN[1])
