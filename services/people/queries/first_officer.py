"""The link of the first officer, and whether anybody is there already."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.people.models import Account, FirstOfficerLink
from services.people.queries.secrets import keyed_hash
from shared.roles import AccountKind
from shared.settings import Settings


def staff_accounts(session: Session) -> int:
    """Return how many staff accounts there are; those of whoever was erased do not count."""
    found = select(func.count()).where(Account.kind == AccountKind.STAFF, Account.erased_at.is_(None))
    return session.scalar(found) or 0


def link_hash(settings: Settings, code: str) -> str:
    """Return what is kept of a link's code."""
    return keyed_hash(settings, "first officer", code)


def link_of(session: Session, settings: Settings, code: str, *, hold: bool = False) -> FirstOfficerLink | None:
    """Return the link with this code, or None. hold: nobody else uses it meanwhile."""
    found = select(FirstOfficerLink).where(FirstOfficerLink.code_hash == link_hash(settings, code.strip()))
    return session.scalar(found.with_for_update() if hold else found)
