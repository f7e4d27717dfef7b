"""Slips: finding the workshop of a code, and counting wrong codes so that they cannot be tried out."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.specification.models import RecordedWorkshop, SlipGuess, WorkshopSlip
from services.specification.rules.workshops import (
    GUESSES_FORGIVEN_AFTER,
    SlipIsNotGood,
    check_guesses,
    tidy_code,
)
from shared.access.origin import Origin
from shared.settings import Settings

_FORGOTTEN_AFTER = timedelta(days=1)


def slip_hash(settings: Settings, code: str) -> str:
    """Return what is kept of a code, so that the database alone gives none away."""
    return _keyed(settings, "slip", tidy_code(code))


def workshop_by_code(
    session: Session, settings: Settings, origin: Origin, code: str, now: datetime
) -> RecordedWorkshop | SlipIsNotGood:
    """Return the workshop of a slip. A wrong code is counted, so returned, not raised. Raises TooManySlipGuesses."""
    held = _held(session, _keyed(settings, "slip guess", _network(origin.address)), now)
    if now - held.last_failed_at >= GUESSES_FORGIVEN_AFTER:
        held.failures = 0
    check_guesses(held.failures, held.last_failed_at, now)
    slip = session.get(WorkshopSlip, slip_hash(settings, code))
    if slip is not None:
        return session.get_one(RecordedWorkshop, slip.workshop_id)
    held.failures, held.last_failed_at = held.failures + 1, now
    session.flush()
    old = delete(SlipGuess).where(SlipGuess.last_failed_at < now - _FORGOTTEN_AFTER)
    session.execute(old, execution_options={"synchronize_session": False})
    return SlipIsNotGood("No slip has this code. Look at it again: it has ten letters and numbers.")


def _keyed(settings: Settings, purpose: str, value: str) -> str:
    return hmac.new(settings.secret.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    """Return what counts as one place: of IPv6 the 64 bits that one home is given."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))  # noqa: PLR2004


def _held(session: Session, what: str, now: datetime) -> SlipGuess:
    row = {"origin_hash": what, "failures": 0, "last_failed_at": now}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # Inserting or touching the row takes its lock in one statement, also where two come at once.
    held = dialect.insert(SlipGuess).values(row)
    kept = {"failures": SlipGuess.__table__.c.failures}
    session.execute(held.on_conflict_do_update(index_elements=["origin_hash"], set_=kept))
    return session.get_one(SlipGuess, what, populate_existing=True)
