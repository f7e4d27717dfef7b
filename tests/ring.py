"""The keys of bids, for a test: a key ring in a folder, made where it is missing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from shared.sealing import new_ring


def ring_in(folder: Path) -> str:
    """Return where the ring is, as a setting."""
    path = folder / "bid-keys"
    if not path.exists():
        new_ring(path, now=datetime(2026, 3, 1, tzinfo=UTC))
    return str(path)
