"""Signing in with an account of the council's own, by OpenID Connect. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.errors import Conflict, DomainError, NotAllowed

# As long as somebody may take at the provider, second factor included.
RETURN_WITHIN = timedelta(minutes=10)
# A sign-in at the provider that is older than the shortest of our own sessions is no sign-in of today.
OLDEST_SIGN_IN = timedelta(hours=8)
CLOCKS_DIFFER_BY = timedelta(minutes=1)


class Purpose(StrEnum):
    """What somebody was sent to the provider for."""

    SIGN_IN = "sign-in"
    OPEN = "open"
    LINK = "link"
    CONFIRM = "confirm"


class ProviderIsDown(DomainError):
    """The provider does not answer, or not as its standard says."""


class ReturnIsNotGood(NotAllowed):
    """Somebody came back as nobody from this browser was sent, or too late, or once more."""


class AnswerIsNotGood(NotAllowed):
    """The provider said no, or its word does not hold: wrongly signed, for somebody else, too old."""


class CouncilAccountIsUnknown(NotAllowed):
    """No account here goes with that account of the council."""


class CouncilAccountIsTaken(Conflict):
    """That account of the council goes with another account here, or this one has one already."""


class CouncilProofIsNeeded(NotAllowed):
    """Nobody in this browser has just shown an account of the council."""


class NotBackYet(Conflict):
    """The person goes on before they have signed in, or were asked once more, in the other tab."""


class NoOtherWayIn(Conflict):
    """Without the account of the council, the person could not sign in any more."""


@dataclass(frozen=True)
class Started:
    """Somebody on their way to the provider. next_path: where they go on when they are back."""

    state: str
    purpose: Purpose
    next_path: str
    begun_at: datetime


@dataclass(frozen=True)
class Proved:
    """Whom the provider vouches for. subject: its own name for them, never kept as it is.

    name, email: what it calls them, if it says so; offered to be typed over, and trusted for nothing.
    authenticated_at: when they last proved to it who they are; None where it does not say.
    """

    issuer: str
    subject: str
    name: str = ""
    email: str = ""
    authenticated_at: datetime | None = None


def check_in_time(begun_at: datetime, now: datetime) -> None:
    """Refuse what was begun more than 10 minutes ago, or in the future. Raises ReturnIsNotGood."""
    if not timedelta() <= now - begun_at < RETURN_WITHIN:
        raise ReturnIsNotGood("This took longer than 10 minutes. Please start again.")


def oldest_allowed(purpose: Purpose) -> timedelta:
    """Return how long ago somebody may have signed in at the provider: to confirm, only just now."""
    return timedelta() if purpose is Purpose.CONFIRM else OLDEST_SIGN_IN


def check_authenticated(purpose: Purpose, authenticated_at: datetime | None, begun_at: datetime) -> None:
    """Refuse a sign-in at the provider that is older than was asked for.

    Providers that do not say when it was are let through where it is only about signing in. Raises AnswerIsNotGood.
    Source: OpenID Connect Core 1.0, section 3.1.2.1 (max_age).
    """
    if authenticated_at is None:
        if purpose is Purpose.CONFIRM:
            raise AnswerIsNotGood("The sign-in of the council does not say that it asked you again just now.")
        return
    if authenticated_at < begun_at - oldest_allowed(purpose) - CLOCKS_DIFFER_BY:
        raise AnswerIsNotGood("The sign-in of the council did not ask you again. Please start again.")
