"""Passkeys: at which addresses they work, how many one person has, and when one may go. Pure.

Source: W3C, "Web Authentication: An API for accessing Public Key Credentials", Level 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from shared.errors import Conflict, Invalid, NotAllowed, NotFound

CHALLENGE_LASTS = timedelta(minutes=5)
MOST_PASSKEYS = 10
LONGEST_PASSKEY_NAME = 60
# What a browser sends has a few thousand characters; a credential's id at most 1,023 bytes (section 7.1).
LONGEST_ANSWER = 20_000
LONGEST_CREDENTIAL_ID = 1023


class Purpose(StrEnum):
    """What a passkey is asked for. An answer to one is none to another."""

    ADD = "add"
    SIGN_IN = "sign in"
    CONFIRM = "confirm"


class PasskeysDoNotWorkHere(Conflict):
    """Browsers refuse passkeys at this address."""


class PasskeyIsMissing(Invalid):
    """The form came without what a passkey's device answers."""


class PasskeyIsNotGood(NotAllowed):
    """What a passkey's device answered is not what was asked for, or is not known."""


class PasskeyIsThereAlready(Conflict):
    """The passkey is kept already: for the same person, or for another."""


class TooManyPasskeys(Conflict):
    """One person has a few passkeys, and not any number."""


class NoSuchPasskey(NotFound):
    """The caller has no such passkey, or no longer."""


class LastWayIn(Conflict):
    """Without this passkey, the person could not sign in any more."""


@dataclass(frozen=True)
class Site:
    """An address at which passkeys work. rp_id: the host they belong to; origin: what browsers say they were on."""

    rp_id: str
    origin: str


def site_at(address: str) -> Site:
    """Return where passkeys of this address belong. Raises PasskeysDoNotWorkHere, and says why.

    A passkey belongs to a name, never to a number (section 4, "RP ID"), and is made over https or on one's own machine.
    """
    parts = _parts(address)
    host = parts.hostname or ""
    if not host or _is_number(host):
        raise PasskeysDoNotWorkHere("Passkeys do not work at an address that is made of numbers.")
    if parts.scheme != "https" and host != "localhost" and not host.endswith(".localhost"):
        raise PasskeysDoNotWorkHere("Passkeys work only where the address begins with https.")
    return Site(host, f"{parts.scheme}://{host}{_port(parts)}")


def own_name_of(address: str) -> str:
    """Return the name under which the same program is found on this computer, such as http://localhost:8000.

    An empty text where the address is not this computer's own number.
    """
    parts = _parts(address)
    host = parts.hostname or ""
    own = _is_number(host) and ip_address(host).is_loopback
    return f"{parts.scheme}://localhost{_port(parts)}" if own else ""


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def _port(parts: SplitResult) -> str:
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return "" if parts.port in (None, usual) else f":{parts.port}"


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def check_room(passkeys: int) -> None:
    """Raise TooManyPasskeys where a person has as many as they may have."""
    if passkeys >= MOST_PASSKEYS:
        raise TooManyPasskeys("You have {most} passkeys. Remove one first.", words={"most": MOST_PASSKEYS})


def check_a_way_is_left(*, other_passkeys: int, other_ways: bool) -> None:
    """Raise LastWayIn where nothing would be left to sign in with."""
    if not other_passkeys and not other_ways:
        raise LastWayIn("This passkey is the only way in that you have. Add another one first.")
