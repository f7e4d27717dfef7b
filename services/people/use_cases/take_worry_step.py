"""A safeguarding lead says what is done about a worry."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Worry
from services.people.queries.worries import add_entry, worry_for_lead
from services.people.rules.worries import Step, check_step
from shared.access import Caller
from shared.settings import Settings


def take_worry_step(
    session: Session, settings: Settings, *, worry_id: str, step: Step, caller: Caller, now: datetime,
    outcome: str = "", words: str = "",
) -> Worry:  # fmt: skip
    """Begin, ask its sender for more, or close; the words are for the leads alone.

    Raises NoSuchWorry, WorryIsClosed and OutcomeIsMissing.
    """
    worry = worry_for_lead(session, worry_id, caller.holder_id, held=True)
    check_step(step, closed=worry.closed_at is not None, outcome=outcome, words=words)
    add_entry(session, settings, worry, step, now=now, holder_id=caller.holder_id, words=words)
    worry.read_at, worry.waits_since, worry.words_sent = worry.read_at or now, None, 0
    worry.begun_at = worry.begun_at or now
    worry.asked_at = now if step is Step.MORE else None
    if step is Step.CLOSED:
        worry.closed_at, worry.outcome = now, outcome
        if worry.forget_sender:
            worry.locked_sender, worry.forget_sender = None, False
    return worry
