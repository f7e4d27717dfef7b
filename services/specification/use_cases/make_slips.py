"""A facilitator makes slips with codes, so that people at a workshop can see later what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.specification.models import WorkshopSlip
from services.specification.queries.commissions import open_commission
from services.specification.queries.slips import slip_hash
from services.specification.queries.workshops import workshop_of
from services.specification.rules.workshops import MOST_SLIPS, check_room, new_code
from shared.access import Caller
from shared.settings import Settings


def make_slips(
    session: Session, settings: Settings, *, commission_id: str, workshop_id: str, number: int, caller: Caller,
    now: datetime,
) -> list[str]:  # fmt: skip
    """Return new codes, which are kept as hashes alone: they are shown this once.

    Raises NoSuchWorkshop, TooMuchOfWorkshops, RulesAreLocked and CommissionHasEnded.
    """
    _ = caller
    open_commission(session, commission_id)
    workshop_of(session, commission_id, workshop_id)
    kept = select(func.count()).where(WorkshopSlip.workshop_id == workshop_id)
    check_room((session.scalar(kept) or 0) + number, MOST_SLIPS)
    codes = [new_code() for _number in range(number)]
    for code in codes:
        session.add(WorkshopSlip(code_hash=slip_hash(settings, code), workshop_id=workshop_id, made_at=now))
    return codes
