"""Counting wrong guesses, so that passphrases and codes cannot be tried out, and nobody is locked out by it.

A guess at a name is counted with the name and with the address it comes from. A device on which somebody signed in
before has a count of its own for them instead, so that whatever strangers do, its owner gets in.
Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies".
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.people.models import Guessing
from services.people.queries.secrets import keyed_hash
from services.people.rules.first_officer import LinkIsNotGood
from services.people.rules.guessing import (
    ADDRESS_FORGETS_ONE_IN,
    FREE_FROM_AN_ADDRESS,
    FREE_FROM_AN_ADDRESS_IN_A_STORM,
    GUESSES_FORGIVEN_AFTER,
    GUESSES_FORGOTTEN_AFTER,
    LONGEST_PAUSE,
    LONGEST_PAUSE_OF_SECOND_CODES,
    STORM,
    STORM_FORGETS_ONE_IN,
    check_guessing,
    network_of,
    still_counted,
)
from services.people.rules.invites import InviteIsNotGood
from services.people.rules.names import folded
from services.people.rules.way_in import WayInIsNotGood
from shared.access.origin import Origin
from shared.errors import DomainError
from shared.settings import Settings

T = TypeVar("T")
SIGN_IN = "guess"
SECOND_CODE = "second code"


@dataclass(frozen=True)
class Attempt:
    """A try at somebody's secret. `held`: its count. `address`: where it is counted too, unless the device is known."""

    held: Guessing
    address: str


def hold_guesses(
    session: Session, settings: Settings, sign_in_name: str, origin: Origin, now: datetime, *, at: str = SIGN_IN
) -> Attempt:
    """Return the count for a name, held so that guesses at one name are looked at one after the other.

    There is a count whether or not there is such a person. at: what is guessed; each has a count of its own.
    Raises TooManyGuesses while a pause is not over.
    """
    device = known_device(settings, sign_in_name, origin)
    if device:
        address = ""
        what = keyed_hash(settings, f"{at} from a device", device)
    else:
        address = origin.address
        check_origin(session, settings, origin, now)
        what = keyed_hash(settings, at, folded(sign_in_name))
    held = _held(session, what, now)
    longest, forgiven_after = (
        (LONGEST_PAUSE_OF_SECOND_CODES, GUESSES_FORGOTTEN_AFTER)
        if at == SECOND_CODE
        else (LONGEST_PAUSE, GUESSES_FORGIVEN_AFTER)
    )
    if now - held.last_failed_at >= forgiven_after:
        held.failures = 0
    check_guessing(held.failures, held.last_failed_at, now, longest=longest)
    return Attempt(held, address)


def count_guess(session: Session, settings: Settings, attempt: Attempt, now: datetime) -> None:
    """Count a wrong guess, and forget the counts of others that are over a day old."""
    attempt.held.failures += 1
    attempt.held.last_failed_at = now
    count_from(session, settings, attempt.address, now)


def right_guess(session: Session, attempt: Attempt) -> None:
    """Forget the wrong guesses at this name, or from this known device. Those from the address stay counted."""
    session.delete(attempt.held)


def forget_guesses(session: Session, settings: Settings, sign_in_name: str) -> None:
    """Forget the counts for a name."""
    hashes = [keyed_hash(settings, at, folded(sign_in_name)) for at in (SIGN_IN, SECOND_CODE)]
    session.execute(delete(Guessing).where(Guessing.name_hash.in_(hashes)))


def check_origin(session: Session, settings: Settings, origin: Origin, now: datetime) -> None:
    """Raise TooManyGuesses while the pause for an address is not over.

    The count is read without being held, so that a class behind one address signs in side by side. As many guesses
    as come at the same moment can slip past it; a name's own count they do not pass.
    """
    if not origin.address:
        return
    address, everywhere = _address_hash(settings, origin.address), _everywhere_hash(settings)
    query = select(Guessing.name_hash, Guessing.failures, Guessing.last_failed_at)
    rows = session.execute(query.where(Guessing.name_hash.in_((address, everywhere))))
    found = {what: (failures, last_failed_at) for what, failures, last_failed_at in rows}
    if address not in found:
        return
    of_all = still_counted(*found.get(everywhere, (0, now)), now, forgets_one_in=STORM_FORGETS_ONE_IN)
    failures, last_failed_at = found[address]
    check_guessing(
        still_counted(failures, last_failed_at, now, forgets_one_in=ADDRESS_FORGETS_ONE_IN), last_failed_at, now,
        free=FREE_FROM_AN_ADDRESS_IN_A_STORM if of_all >= STORM else FREE_FROM_AN_ADDRESS,
    )  # fmt: skip


def count_from(session: Session, settings: Settings, address: str, now: datetime) -> None:
    """Count a wrong guess with the address it came from, and with those from everywhere."""
    if address:
        for what, forgets_one_in in (
            (_address_hash(settings, address), ADDRESS_FORGETS_ONE_IN),
            (_everywhere_hash(settings), STORM_FORGETS_ONE_IN),
        ):
            counted = _held(session, what, now)
            counted.failures = _left(counted, now, forgets_one_in) + 1
            counted.last_failed_at = now
    session.flush()
    # Only rows that nobody holds: two sign-ins that each tidied away the other's row would wait for ever.
    old = select(Guessing.name_hash).where(Guessing.last_failed_at < now - GUESSES_FORGOTTEN_AFTER)
    forgotten = delete(Guessing).where(Guessing.name_hash.in_(old.with_for_update(skip_locked=True)))
    session.execute(forgotten, execution_options={"synchronize_session": False})


def with_code(
    session: Session, settings: Settings, origin: Origin, now: datetime, do: Callable[[], T]
) -> T | DomainError:  # fmt: skip
    """Do what a code opens. A code that is not good is counted, and so returned, not raised.

    Raises TooManyGuesses while the pause for the address is not over, and whatever else `do` raises.
    """
    check_origin(session, settings, origin, now)
    try:
        # What was done before the code was found wrong is taken back; the count is kept.
        with session.begin_nested():
            return do()
    except (InviteIsNotGood, LinkIsNotGood, WayInIsNotGood) as wrong:
        count_from(session, settings, origin.address, now)
        return wrong


def known_device(settings: Settings, sign_in_name: str, origin: Origin) -> str:
    """Return the mark by which a device of this person is known, or an empty text."""
    for mark in origin.devices:
        nonce, _, seal = mark.partition(".")
        if hmac.compare_digest(seal.encode(), _seal(settings, sign_in_name, nonce).encode()):
            return nonce
    return ""


def mark_of(settings: Settings, sign_in_name: str, origin: Origin) -> str:
    """Return the mark by which this device is known again for this person: the one it has, or a new one.

    It lets nobody in and names nobody; it only keeps strangers' wrong guesses apart from its owner's.
    """
    nonce = known_device(settings, sign_in_name, origin) or secrets.token_urlsafe(12)
    return f"{nonce}.{_seal(settings, sign_in_name, nonce)}"


def _seal(settings: Settings, sign_in_name: str, nonce: str) -> str:
    return keyed_hash(settings, "device", f"{folded(sign_in_name)}\0{nonce}")[:32]


def _address_hash(settings: Settings, address: str) -> str:
    return keyed_hash(settings, "guess from an address", network_of(address))


def _everywhere_hash(settings: Settings) -> str:
    return keyed_hash(settings, "guess from everywhere", "")


def _left(counted: Guessing, now: datetime, forgets_one_in: timedelta) -> int:
    return still_counted(counted.failures, counted.last_failed_at, now, forgets_one_in=forgets_one_in)


def _held(session: Session, what: str, now: datetime) -> Guessing:
    row = {"name_hash": what, "failures": 0, "last_failed_at": now}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # Inserting or touching the row takes its lock in one statement, also where two come at once to a new name.
    held = dialect.insert(Guessing).values(row)
    session.execute(
        held.on_conflict_do_update(index_elements=["name_hash"], set_={"failures": Guessing.__table__.c.failures})
    )
    return session.get_one(Guessing, what, populate_existing=True)
