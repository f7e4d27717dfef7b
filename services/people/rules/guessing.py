"""How long wrong guesses make the next one wait: at a name, from an address, and of everybody. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from shared.errors import TooMany

# Wrong guesses at a passphrase count no more when none has come for this long. Those at second codes count longer, else
# whoever has the passphrase would rest for an hour and try a dozen more; then keyed hashes of names and addresses go.
GUESSES_FORGIVEN_AFTER = timedelta(hours=1)
GUESSES_FORGOTTEN_AFTER = timedelta(days=1)
# Wrong guesses before pauses begin: at one name, and from one known device.
FREE_AT_A_NAME = 5
# From one address: a school has one for all its children, who mistype. Each minute one wrong guess is forgiven.
FREE_FROM_AN_ADDRESS = 60
ADDRESS_FORGETS_ONE_IN = timedelta(minutes=1)
# When more than this come from everywhere, addresses with wrong guesses are slowed down sooner. Nobody is shut out
# by it: an address without wrong guesses notices nothing.
STORM = 500
STORM_FORGETS_ONE_IN = timedelta(seconds=7)
FREE_FROM_AN_ADDRESS_IN_A_STORM = 5
LONGEST_PAUSE = timedelta(seconds=60)
# A code of six digits is guessed sooner than a passphrase, and only by whoever has the passphrase. Four in an hour, and
# three codes right at a time, leave one chance in 3,000 on a first day, and in 3,500 on each day after it.
LONGEST_PAUSE_OF_SECOND_CODES = timedelta(minutes=15)
_IPV6_HOME = 64


class TooManyGuesses(TooMany):
    """Too many wrong guesses at this name, or from this address; a short pause comes first."""


def still_counted(failures: int, last_failed_at: datetime, now: datetime, *, forgets_one_in: timedelta) -> int:
    """Return how many wrong guesses still count, of which one is forgiven in each such time."""
    return max(0, failures - max(timedelta(0), now - last_failed_at) // forgets_one_in)


def pause_after(failures: int, free: int = FREE_AT_A_NAME, longest: timedelta = LONGEST_PAUSE) -> timedelta:
    """Return how long after the last wrong guess the next one is looked at: none while free, then 1 s doubling to 60 s.

    Before a passphrase the pause never grows past a minute, so nobody can lock another person out.
    """
    if failures < free:
        return timedelta(0)
    # Past ten doublings it is the longest pause anyway; without the bound a long attack would overflow it.
    return min(timedelta(seconds=2 ** min(failures - free, 10)), longest)


def check_guessing(
    failures: int, last_failed_at: datetime, now: datetime, *, free: int = FREE_AT_A_NAME,
    longest: timedelta = LONGEST_PAUSE,
) -> None:  # fmt: skip
    """Raise TooManyGuesses while the pause after the last wrong guess is not over."""
    wait = last_failed_at + pause_after(failures, free, longest) - now
    if wait > timedelta(0):
        seconds = -(-wait // timedelta(seconds=1))
        raise TooManyGuesses(
            "That was tried too often. Wait {seconds} seconds, then try again.", words={"seconds": seconds},
            retry_after_seconds=seconds,
        )  # fmt: skip


def network_of(address: str) -> str:
    """Return what counts as one place: an IPv4 address, or the 64 bits of an IPv6 address that one home is given.

    What is no address at all is returned as it is.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, _IPV6_HOME), strict=False))
    return str(found)
