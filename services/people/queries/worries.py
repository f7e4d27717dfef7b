"""Worries: finding them, by code or as a lead, and showing them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.people.models import Account, KnownCommission, Worry, WorryEntry
from services.people.queries.leads import fallback_leads, leads_held_by, leads_of
from services.people.queries.locks import lock, unlock
from services.people.queries.secrets import keyed_hash
from services.people.rules.invites import tidy_code
from services.people.rules.worries import OUTCOMES, SENTENCES, NoSuchWorry, Step, check_look, goes_past_leads, state_of
from shared.ids import new_id
from shared.settings import Settings

MOST_LISTED = 200


def sender_hash(settings: Settings, holder_id: str) -> str:
    """Return what a worry keeps of a sender who was signed in and said so: only the deployment can tell whose it is."""
    return keyed_hash(settings, "worry sender", holder_id)


def worry_by_code(session: Session, settings: Settings, reference: str) -> Worry:
    """Return a worry by the code its sender got, held. Raises NoSuchWorry."""
    code_hash = keyed_hash(settings, "worry", tidy_code(reference))
    found = session.scalar(select(Worry).where(Worry.code_hash == code_hash).with_for_update())
    if found is None:
        raise NoSuchWorry("We know no such code. Check each letter and number, and try again.")
    return found


def add_entry(
    session: Session, settings: Settings, worry: Worry, step: Step, *, now: datetime, holder_id: str | None = None,
    words: str = "",
) -> WorryEntry:  # fmt: skip
    """Write down what happened to a worry, which is new or held; words are locked."""
    before = session.scalar(select(func.count()).where(WorryEntry.worry_id == worry.worry_id)) or 0
    entry = WorryEntry(
        entry_id=new_id(), worry_id=worry.worry_id, number=before + 1, step=step.value, holder_id=holder_id, made_at=now
    )
    entry.locked_words = lock(settings, entry.entry_id, words) if words else None
    session.add(entry)
    return entry


def readers(session: Session, worry: Worry) -> dict[str, Account]:
    """Return who may read a worry now, by holder id."""
    own = leads_of(session, worry.commission_id) if worry.commission_id and not worry.past_leads else []
    found = {account.holder_id: account for _, account in own}
    if goes_past_leads(
        commission_id=worry.commission_id, past_leads=worry.past_leads, escalated=worry.escalated_at is not None,
        has_leads=bool(own),
    ):  # fmt: skip
        found |= {account.holder_id: account for _, account in fallback_leads(session, worry.commission_id)}
    return found


def worry_for_lead(session: Session, worry_id: str, holder_id: str, *, held: bool = False) -> Worry:
    """Return a worry that this person may read as a lead. Raises NoSuchWorry for anybody else."""
    worry = session.get(Worry, worry_id, with_for_update=True if held else None)
    if worry is None or holder_id not in readers(session, worry):
        raise NoSuchWorry("There is no such worry, or none that you may read.")
    return worry


def worries_for_lead(session: Session, holder_id: str) -> list[Worry]:
    """Return the worries that this person may read, those that wait first, then the newest; 200 at most."""
    held = leads_held_by(session, holder_id)
    if not held:
        return []
    query = select(Worry).order_by(Worry.waits_since.is_(None), Worry.sent_at.desc(), Worry.worry_id)
    own = {lead.commission_id for lead in held if lead.commission_id is not None}
    if not any(lead.commission_id is None for lead in held):
        query = query.where(Worry.commission_id.in_(own), Worry.past_leads.is_(False))
    near = session.scalars(query.limit(MOST_LISTED * 5))
    return [worry for worry in near if holder_id in readers(session, worry)][:MOST_LISTED]


def listed(session: Session, worry: Worry) -> dict[str, Any]:
    """Return what a lead sees of a worry without opening it: nothing of what it says."""
    known = session.get(KnownCommission, worry.commission_id) if worry.commission_id else None
    return {
        "worry_id": worry.worry_id, "commission_id": worry.commission_id, "commission": known.title if known else None,
        "state": _state(worry), "sent_at": worry.sent_at, "waits_since": worry.waits_since,
        "escalated": worry.escalated_at is not None,
    }  # fmt: skip


def opened(session: Session, settings: Settings, worry: Worry, holder_id: str, now: datetime) -> dict[str, Any]:
    """Return all of a worry to a lead whose look was written down. Raises LookFirst and WorryCannotBeUnlocked."""
    entries = list(
        session.scalars(select(WorryEntry).where(WorryEntry.worry_id == worry.worry_id).order_by(WorryEntry.number))
    )
    looks = [e.made_at for e in entries if e.step == Step.LOOKED and e.holder_id == holder_id]
    check_look(max(looks, default=None), now)
    acted = select(Account.holder_id, Account.name).where(Account.holder_id.in_({e.holder_id for e in entries}))
    names: dict[str | None, str | None] = {row.holder_id: row.name for row in session.execute(acted)}
    sender: dict[str, str] = (
        json.loads(unlock(settings, worry.worry_id, worry.locked_sender)) if worry.locked_sender else {}
    )
    return {
        **listed(session, worry),
        "sender_name": sender.get("name") or None, "sender_contact": sender.get("contact") or None,
        "outcome": OUTCOMES[worry.outcome][0] if worry.outcome else None,
        "entries": [
            {
                "step": e.step, "made_at": e.made_at,
                "lead": (names.get(e.holder_id) or "a lead who has left") if e.holder_id else None,
                "words": unlock(settings, e.entry_id, e.locked_words) if e.locked_words else "",
            }
            for e in entries
        ],
    }  # fmt: skip


def told_to_sender(session: Session, worry: Worry) -> dict[str, Any]:
    """Return where a worry stands, for whoever has its code: no words of anybody."""
    sent = select(func.count()).where(WorryEntry.worry_id == worry.worry_id, WorryEntry.step == Step.WORDS)
    outcome = OUTCOMES[worry.outcome][1] if worry.closed_at is not None and worry.outcome else ""
    return {
        "state": _state(worry), "sentence": " ".join(filter(None, (outcome, SENTENCES[_state(worry)]))),
        "sent_at": worry.sent_at, "read_at": worry.read_at, "times_you_wrote": session.scalar(sent),
    }  # fmt: skip


def _state(worry: Worry) -> str:
    return state_of(
        read=worry.read_at is not None, begun=worry.begun_at is not None, closed=worry.closed_at is not None,
        asked=worry.asked_at is not None,
    )  # fmt: skip


def forget_sender(session: Session, settings: Settings, holder_id: str) -> None:
    """Part the worries of a person who is erased from their account.

    Of a closed worry it goes who sent it. An open one keeps it, locked, until it is closed: somebody may be in danger,
    and the leads have to find them (UK GDPR, article 17(3)(b); Data Protection Act 2018, schedule 1, paragraph 18).
    The words themselves are a safeguarding record, and are kept for their time.
    """
    theirs = Worry.sender_hash == sender_hash(settings, holder_id)
    session.execute(
        update(Worry).where(theirs, Worry.closed_at.is_not(None)).values(locked_sender=None, sender_hash=None)
    )
    session.execute(update(Worry).where(theirs, Worry.closed_at.is_(None)).values(forget_sender=True, sender_hash=None))
