"""Letting a young person back in who forgot their passphrase. Pure."""

from __future__ import annotations

from datetime import timedelta

from shared.errors import NotAllowed, NotFound

WAY_IN_LASTS = timedelta(minutes=15)


class WayInIsNotGood(NotFound):
    """The code is not known, was used, or is older than 15 minutes."""


class MayNotLetIn(NotAllowed):
    """A facilitator lets back in young people of the commission, and nobody else."""
