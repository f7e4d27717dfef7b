"""Somebody of an organisation lets a colleague in, with a code that works once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import ColleagueCode
from services.tendering.queries import organisation_of
from services.tendering.queries.colleagues import code_hash, forget_old_codes, open_codes_count
from services.tendering.rules.colleagues import MOST_OPEN_CODES, TooManyColleagueCodes, new_code
from shared.access import Caller


def invite_colleague(session: Session, *, caller: Caller, now: datetime) -> str:
    """Return a new code. It is told once; only its keyed hash is kept. No event tells of it.

    Raises OrganisationIsMissing, TooManyColleagueCodes and KeyFault.
    """
    organisation_id = organisation_of(session, caller)
    forget_old_codes(session, organisation_id, now)
    if open_codes_count(session, organisation_id, now) >= MOST_OPEN_CODES:
        raise TooManyColleagueCodes(
            "There are {count} codes that nobody has used yet. Use one of them, or wait until they run out.",
            words={"count": MOST_OPEN_CODES},
        )
    code = new_code()
    session.add(ColleagueCode(code_hash=code_hash(session, code), organisation_id=organisation_id, made_at=now))
    return code
