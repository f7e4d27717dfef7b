"""A facilitator records a workshop, or puts right what they recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.specification.models import RecordedWorkshop
from services.specification.queries.commissions import open_commission
from services.specification.queries.workshops import workshop_of
from services.specification.rules.workshops import BANDS, MOST_WORKSHOPS, check_room, check_workshop, shown_numbers
from shared.access import Caller
from shared.contracts.specification import WorkshopRecorded
from shared.ids import new_id
from shared.messaging.outbox import record


def record_workshop(
    session: Session, *, commission_id: str, venue: str, held_on: date, took_part: Mapping[str, int], asked: str,
    caller: Caller, now: datetime, workshop_id: str | None = None,
) -> RecordedWorkshop:  # fmt: skip
    """Record where and when it was, how many took part by age band, and what was asked. workshop_id: of one to correct.

    Raises WorkshopIsWrong, NoSuchWorkshop, TooMuchOfWorkshops, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    counts = {band: took_part.get(band, 0) for band in BANDS}
    check_workshop(held_on=held_on, today=now.date(), took_part=counts)
    if workshop_id is None:
        kept = select(func.count()).where(RecordedWorkshop.commission_id == commission_id)
        check_room((session.scalar(kept) or 0) + 1, MOST_WORKSHOPS)
        found = RecordedWorkshop(
            workshop_id=new_id(), commission_id=commission_id, seat_id=caller.seat, recorded_at=now
        )
        session.add(found)
    else:
        found = workshop_of(session, commission_id, workshop_id)
    found.venue, found.held_on, found.took_part, found.asked = venue, held_on, counts, asked
    session.flush()
    event = WorkshopRecorded(
        commission_id=commission_id, workshop_id=found.workshop_id, venue=venue, held_on=held_on,
        took_part=shown_numbers(counts).total, recorded_at=now,
    )  # fmt: skip
    record(session, event, actor=caller.seat, now=now)
    return found
