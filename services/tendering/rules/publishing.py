"""Rules about getting a tender ready. Pure."""

from __future__ import annotations

from shared.errors import Conflict


class DatesAreMissing(Conflict):
    """A tender is published with dates, and none are set."""
