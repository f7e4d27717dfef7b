"""A facilitator adds a photo of the wall to a workshop."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.specification.models import WorkshopPhoto
from services.specification.queries.commissions import open_commission
from services.specification.queries.workshops import workshop_of
from services.specification.rules.photos import check_photos
from shared.access import Caller
from shared.ids import new_id


def add_photo(
    session: Session, *, commission_id: str, workshop_id: str, content: bytes, width: int, height: int, alt: str,
    caller: Caller, now: datetime,
) -> WorkshopPhoto:  # fmt: skip
    """Keep a picture that was drawn anew, with words for whoever cannot see it. It stays in this service: no event.

    Raises TooManyPhotos, NoSuchWorkshop, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    workshop_of(session, commission_id, workshop_id)
    kept = select(func.count()).where(
        WorkshopPhoto.workshop_id == workshop_id, WorkshopPhoto.taken_away_at.is_(None)
    )  # fmt: skip
    check_photos((session.scalar(kept) or 0) + 1)
    found = WorkshopPhoto(
        photo_id=new_id(), workshop_id=workshop_id, data=content, sha256=hashlib.sha256(content).hexdigest(),
        width=width, height=height, alt=alt, seat_id=caller.seat, added_at=now,
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found
