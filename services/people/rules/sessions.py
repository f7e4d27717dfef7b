"""Signing in, and how long it lasts. Pure."""

from __future__ import annotations

from datetime import timedelta

from shared.errors import NotAllowed, NotFound

SESSION_LASTS = timedelta(hours=12)


class SignInIsWrong(NotAllowed):
    """The sign-in name and the passphrase do not belong together. Which of the two is wrong is not said."""


class NoSuchAccount(NotFound):
    """The account is not there, or its person was erased."""


class NoSuchSession(NotFound):
    """There is no such session of the caller's."""


class RenewalIsNotGood(NotAllowed):
    """The renewal secret is not known, or its session is over."""
