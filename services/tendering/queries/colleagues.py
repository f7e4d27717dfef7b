"""Who bids for an organisation, as numbers only, and the codes that let somebody in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services.tendering.models import ColleagueCode, Member
from services.tendering.rules.colleagues import CODE_LASTS
from shared.database import keys_of


def members_count(session: Session, organisation_id: str) -> int:
    """Return how many people bid for an organisation."""
    return session.scalar(select(func.count()).where(Member.organisation_id == organisation_id)) or 0


def code_hash(session: Session, code: str) -> str:
    """Return the keyed hash by which a code is found; the code itself is kept nowhere."""
    return keys_of(session).blind("colleague code", code)


def open_codes_count(session: Session, organisation_id: str, now: datetime) -> int:
    """Return how many codes of an organisation could still be used."""
    open_ones = (ColleagueCode.organisation_id == organisation_id, ColleagueCode.made_at > now - CODE_LASTS)
    return session.scalar(select(func.count()).where(*open_ones)) or 0


def forget_old_codes(session: Session, organisation_id: str, now: datetime) -> None:
    """Take away the codes of an organisation that have run out."""
    here = (ColleagueCode.organisation_id == organisation_id, ColleagueCode.made_at <= now - CODE_LASTS)
    session.execute(delete(ColleagueCode).where(*here))
