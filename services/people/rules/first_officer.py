"""The link that opens the first officer's account: once, and for a day. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.errors import NotFound

LINK_LASTS = timedelta(hours=24)


class LinkIsNotGood(NotFound):
    """The link of the first officer is not known, was used, or is older than a day."""


def check_link(*, used_at: datetime | None, expires_at: datetime, now: datetime) -> None:
    """Refuse a link that was made, and is over. Raises LinkIsNotGood, which says why and what to do."""
    if used_at is not None:
        raise LinkIsNotGood(
            "This link was used: it opened an account. If that was you, sign in. If it was not, tell whoever runs the "
            "system at once."
        )
    if now >= expires_at:
        raise LinkIsNotGood(
            "This link is older than 24 hours. Whoever runs the system makes a new one with: coproduce first-officer"
        )
