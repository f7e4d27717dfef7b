"""Whoever runs the system makes a link that opens the first officer's account."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.people.models import FirstOfficerLink
from services.people.queries.first_officer import link_hash
from services.people.rules.first_officer import LINK_LASTS
from shared.ids import new_id
from shared.settings import Settings


def make_first_officer_link(session: Session, settings: Settings, *, now: datetime) -> tuple[FirstOfficerLink, str]:
    """Make a link and return it with its code, which is not kept. Links that were made before work no more."""
    session.execute(delete(FirstOfficerLink))
    code = secrets.token_urlsafe(24)
    link = FirstOfficerLink(
        link_id=new_id(), code_hash=link_hash(settings, code), made_at=now, expires_at=now + LINK_LASTS
    )
    session.add(link)
    return link, code
