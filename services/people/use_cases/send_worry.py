"""Somebody says what worries them."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models import Account, KnownCommission, Worry
from services.people.queries.locks import lock
from services.people.queries.secrets import keyed_hash
from services.people.queries.worries import add_entry, readers, sender_hash
from services.people.rules.invites import new_code
from services.people.rules.worries import Step
from shared.access import Caller
from shared.ids import new_id
from shared.settings import Settings


def send_worry(
    session: Session, settings: Settings, *, words: str, now: datetime, name: str = "", contact: str = "",
    commission_id: str | None = None, past_leads: bool = False, caller: Caller | None = None,
) -> tuple[Worry, str, bool]:  # fmt: skip
    """Keep the words for the safeguarding leads; return the worry, its code, and whether anybody is there to read it.

    caller: given only where somebody who is signed in wants it known who they are. The code is told this once. A
    commission that is not known is left out: a worry is never refused for its address. No event tells of it.
    """
    known = session.get(KnownCommission, commission_id) if commission_id else None
    account = session.get(Account, caller.holder_id) if caller is not None else None
    sender = {"name": name or (account.name if account is not None else ""), "contact": contact}
    code = new_code()
    worry = Worry(
        worry_id=new_id(), code_hash=keyed_hash(settings, "worry", code), past_leads=past_leads, sent_at=now,
        commission_id=known.commission_id if known is not None else None, waits_since=now, words_sent=0,
        sender_hash=sender_hash(settings, account.holder_id) if account is not None else None, forget_sender=False,
    )  # fmt: skip
    worry.locked_sender = lock(settings, worry.worry_id, json.dumps(sender)) if any(sender.values()) else None
    session.add(worry)
    session.flush()
    add_entry(session, settings, worry, Step.WORDS, now=now, words=words)
    return worry, code, bool(readers(session, worry))
