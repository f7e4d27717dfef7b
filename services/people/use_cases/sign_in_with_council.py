"""Somebody signs in with their account of the council."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.people.models import Account, Identity
from services.people.queries.accounts import lock_account
from services.people.queries.sessions import begin_session
from services.people.rules.council import CouncilAccountIsUnknown
from shared.access.origin import Origin
from shared.access.who import CONFIRMED_FOR
from shared.roles import AccountKind
from shared.settings import Settings


def sign_in_with_council(
    session: Session, settings: Settings, *, identity: str, authenticated_at: datetime | None, origin: Origin,
    now: datetime,
) -> tuple[Account, dict[str, Any]]:  # fmt: skip
    """Begin a session; return the account and what `begin_session` returns. identity: the hash of whom it proved.

    The provider may have let somebody through who signed in there in the morning. So the session counts as confirmed
    when the provider asked, not now; where it does not say when, what cannot be undone asks first.
    Raises CouncilAccountIsUnknown and NoSuchAccount.
    """
    known = session.get(Identity, identity)
    if known is None:
        raise CouncilAccountIsUnknown("No account here goes with this council account yet.")
    account = lock_account(session, known.holder_id)
    if account.kind != AccountKind.STAFF:
        raise CouncilAccountIsUnknown("Only staff sign in with a council account.")
    begun = begin_session(session, settings, account, origin, now, proved_at=authenticated_at or now - CONFIRMED_FOR)
    return account, begun
