"""Photos of a workshop's wall."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from services.specification.models import WorkshopPhoto
from services.specification.queries.workshops import workshop_of
from services.specification.rules.photos import NoSuchPhoto


def photos_of(session: Session, workshop_id: str) -> list[WorkshopPhoto]:
    """Return the photos of a workshop in the order they came, and of those taken away why; without the pictures."""
    query = select(WorkshopPhoto).where(WorkshopPhoto.workshop_id == workshop_id)
    return list(session.scalars(query.order_by(WorkshopPhoto.added_at, WorkshopPhoto.photo_id)))


def photo_of(
    session: Session, commission_id: str, workshop_id: str, photo_id: str, *, whole: bool = False, held: bool = False
) -> WorkshopPhoto:
    """Return a photo that can be seen. whole: with the picture; held: for a change.

    Raises NoSuchWorkshop and NoSuchPhoto.
    """
    workshop_of(session, commission_id, workshop_id)
    options = [undefer(WorkshopPhoto.data)] if whole else []
    found = session.get(WorkshopPhoto, photo_id, options=options, with_for_update=held or None)
    if found is None or found.workshop_id != workshop_id or found.taken_away_at is not None:
        raise NoSuchPhoto("There is no such photo here, or it was taken away.")
    return found
