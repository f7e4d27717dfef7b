"""Somebody gives a passkey of theirs another name."""

from __future__ import annotations

from sqlalchemy.orm import Session

from services.people.queries.passkeys import own_passkey
from shared.access import Caller


def rename_passkey(session: Session, *, passkey_id: str, name: str, caller: Caller) -> None:
    """Change what the person calls it. Raises NoSuchPasskey."""
    own_passkey(session, caller.holder_id, passkey_id).name = name
