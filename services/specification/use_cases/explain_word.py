"""Somebody explains a hard word of a part of the text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Contribution, HardWord
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import add_contribution
from services.specification.queries.live import clause_to_speak_of
from services.specification.rules.contributions import HARD_WORD
from shared.access import Caller


def explain_word(
    session: Session, *, commission_id: str, clause_id: str, word: str, meaning: str, caller: Caller, now: datetime
) -> Contribution:
    """Say what a word means; it is explained under every part that holds it. The newest of a word stands.

    Raises NoSuchClause, TextIsHidden, TooManyContributions, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    about = clause_to_speak_of(session, commission_id, clause_id, caller).clause_id
    given = add_contribution(
        session, commission, place=HARD_WORD, text=f"{word}: {meaning}", caller=caller, now=now, subject_id=about
    )
    session.add(HardWord(contribution_id=given.contribution_id, word=word, meaning=meaning))
    return given
