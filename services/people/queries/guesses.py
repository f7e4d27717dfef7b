"""Counting wrong guesses, so that a passphrase cannot be tried out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.people.models import Guessing
from services.people.queries.secrets import keyed_hash
from services.people.rules.guessing import GUESSES_FORGOTTEN_AFTER, check_guessing
from services.people.rules.names import folded
from shared.settings import Settings


def hold_guesses(session: Session, settings: Settings, sign_in_name: str, now: datetime) -> Guessing:
    """Return the count for a name, held so that guesses at one name are looked at one after the other.

    There is a count whether or not there is such a person. Raises TooManyGuesses while a pause is not over.
    """
    name_hash = keyed_hash(settings, "guess", folded(sign_in_name))
    row = {"name_hash": name_hash, "failures": 0, "last_failed_at": now}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # Inserting or touching the row takes its lock in one statement, also where two come at once to a new name.
    held = dialect.insert(Guessing).values(row)
    session.execute(
        held.on_conflict_do_update(index_elements=["name_hash"], set_={"failures": Guessing.__table__.c.failures})
    )
    guessing = session.get_one(Guessing, name_hash, populate_existing=True)
    if now - guessing.last_failed_at >= GUESSES_FORGOTTEN_AFTER:
        guessing.failures = 0
    check_guessing(guessing.failures, guessing.last_failed_at, now)
    return guessing


def count_guess(session: Session, guessing: Guessing, now: datetime) -> None:
    """Count a wrong guess, and forget the counts of others that are over an hour old."""
    guessing.failures += 1
    guessing.last_failed_at = now
    session.flush()
    # Only rows that nobody holds: two sign-ins that each tidied away the other's row would wait for ever.
    old = select(Guessing.name_hash).where(Guessing.last_failed_at < now - GUESSES_FORGOTTEN_AFTER)
    forgotten = delete(Guessing).where(Guessing.name_hash.in_(old.with_for_update(skip_locked=True)))
    session.execute(forgotten, execution_options={"synchronize_session": False})


def forget_guesses(session: Session, settings: Settings, sign_in_name: str) -> None:
    """Forget the count for a name."""
    name_hash = keyed_hash(settings, "guess", folded(sign_in_name))
    session.execute(delete(Guessing).where(Guessing.name_hash == name_hash))
