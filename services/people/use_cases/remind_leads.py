"""The leads of a worry that waits hear that there is something to look at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Worry
from services.people.queries.worries import add_entry, readers
from services.people.rules.worries import Step, escalates, next_word_at
from shared.contracts.people import SafeguardingReminderDue
from shared.messaging.outbox import record
from shared.settings import Settings


def remind_leads(session: Session, settings: Settings, *, now: datetime) -> int:
    """Send the word that is due for each worry that waits, and return how many leads hear of it.

    At once, then after the configured hours; with the second reminder the fallback leads may read it and hear of it,
    too. One word for a lead, however many worries wait: nobody can count them by it.
    """
    waiting = select(Worry).where(Worry.waits_since.is_not(None)).order_by(Worry.waits_since, Worry.worry_id)
    told: set[str] = set()
    for worry in session.scalars(waiting.with_for_update(skip_locked=True)):
        if worry.waits_since is None or now < next_word_at(
            worry.waits_since, worry.words_sent, settings.worry_reminder_hours
        ):
            continue
        if escalates(worry.words_sent) and worry.escalated_at is None:
            worry.escalated_at = now
            add_entry(session, settings, worry, Step.ESCALATED, now=now)
        worry.words_sent += 1
        told |= readers(session, worry).keys()
    for holder_id in sorted(told):
        record(session, SafeguardingReminderDue(holder_id=holder_id, due_at=now), actor="system", now=now)
    return len(told)
