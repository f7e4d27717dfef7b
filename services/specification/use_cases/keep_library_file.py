"""Somebody sends a file of another group's words, to choose from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.specification.models import SentLibraryFile
from services.specification.queries.commissions import open_commission
from shared.access import Caller
from shared.canonical import plain
from shared.ids import new_id


def keep_library_file(
    session: Session, *, commission_id: str, content: Mapping[str, Any], caller: Caller, now: datetime
) -> SentLibraryFile:
    """Keep what stands in a file until its sender has chosen, in the place of an earlier one of theirs.

    content: as its shape was read. Raises RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    earlier = delete(SentLibraryFile).where(
        SentLibraryFile.commission_id == commission_id, SentLibraryFile.seat_id == caller.seat
    )
    session.execute(earlier)
    kept = SentLibraryFile(
        file_id=new_id(), commission_id=commission_id, seat_id=caller.seat, data=plain(content), sent_at=now
    )
    session.add(kept)
    session.flush()
    return kept
