"""Somebody adds words to what worries them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Worry
from services.people.queries.worries import add_entry, worry_by_code
from services.people.rules.worries import Step
from shared.settings import Settings


def add_to_worry(session: Session, settings: Settings, *, reference: str, words: str, now: datetime) -> Worry:
    """Add words with the code; a closed worry is open again, and the leads hear of it anew. Raises NoSuchWorry."""
    worry = worry_by_code(session, settings, reference)
    add_entry(session, settings, worry, Step.WORDS, now=now, words=words)
    worry.read_at = worry.begun_at = worry.asked_at = worry.closed_at = worry.outcome = None
    if worry.waits_since is None:
        worry.waits_since, worry.words_sent = now, 0
    return worry
