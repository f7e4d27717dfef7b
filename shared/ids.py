"""Identifiers: random, so that they tell nothing and cannot be guessed."""

from __future__ import annotations

import uuid


def new_id() -> str:
    """Return a new random identifier: UUID version 4 (RFC 9562) as text of 36 characters."""
    return str(uuid.uuid4())
