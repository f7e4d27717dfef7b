"""A photo of a workshop's wall is taken away, with a reason that all can read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import WorkshopPhoto
from services.specification.queries.photos import photo_of


def take_photo_away(
    session: Session, *, commission_id: str, workshop_id: str, photo_id: str, reason: str, now: datetime
) -> WorkshopPhoto:
    """Delete a picture and the words for it for good, and keep why.

    A face has to come off at any time, so this is possible after the tender is published, too. Raises NoSuchWorkshop
    and NoSuchPhoto.
    """
    found = photo_of(session, commission_id, workshop_id, photo_id, held=True)
    found.data, found.sha256, found.alt = None, "", ""
    found.taken_away_at, found.taken_away_why = now, reason
    session.flush()
    return found
