"""How long wrong guesses make the next one wait. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.errors import TooMany

GUESSES_FORGOTTEN_AFTER = timedelta(hours=1)
_FREE_GUESSES = 5
_LONGEST_PAUSE = timedelta(seconds=60)


class TooManyGuesses(TooMany):
    """Somebody has tried this sign-in name too often; a short pause comes first."""


def pause_after(failures: int) -> timedelta:
    """Return how long after the last wrong guess the next one is looked at: none for 5, then 1 s doubling to 60 s.

    The pause never grows past a minute, so nobody can lock another person out.
    """
    if failures < _FREE_GUESSES:
        return timedelta(0)
    # Past six doublings it is the longest pause anyway; without the bound a long attack would overflow it.
    return min(timedelta(seconds=2 ** min(failures - _FREE_GUESSES, 6)), _LONGEST_PAUSE)


def check_guessing(failures: int, last_failed_at: datetime, now: datetime) -> None:
    """Raise TooManyGuesses while the pause after the last wrong guess is not over."""
    wait = last_failed_at + pause_after(failures) - now
    if wait > timedelta(0):
        seconds = -(-wait // timedelta(seconds=1))
        raise TooManyGuesses(
            "That was tried too often. Wait {seconds} seconds, then try again.",
            words={"seconds": seconds},
            retry_after_seconds=seconds,
        )
