"""When a commission's text can be read, and when it can still change. Pure."""

from __future__ import annotations

from shared.errors import Conflict, NotFound


class NoSuchCommission(NotFound):
    """There is no such commission."""


class NotPublishedYet(NotFound):
    """Bidders read the specification with the tender, all of them at the same time."""


class RulesAreLocked(Conflict):
    """The tender is published: clauses, criteria and weights cannot change any more."""


class CommissionHasEnded(Conflict):
    """The commission has a contract, or was abandoned."""


def check_open(*, locked: bool, ended: bool) -> None:
    """Raise CommissionHasEnded or RulesAreLocked where nothing can be changed any more."""
    if ended:
        raise CommissionHasEnded("This commission has ended, so nothing in it can change.")
    if locked:
        raise RulesAreLocked("The tender is published, so the specification cannot change any more.")


def check_may_read(*, is_provider: bool, published: bool) -> None:
    """Raise NotPublishedYet where a bidder would read drafts that other bidders cannot see."""
    if is_provider and not published:
        raise NotPublishedYet("The specification is still being written. It can be read here when the tender opens.")
