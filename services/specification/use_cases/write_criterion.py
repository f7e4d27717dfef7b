"""Somebody writes a criterion: a new one, or new words for one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import DraftCriterion
from services.specification.queries.checking import waits_for_check
from services.specification.queries.clauses import parts_of, standing_of
from services.specification.queries.commissions import open_commission
from services.specification.queries.criteria import ask_to_read, draft_of, new_draft, put_words
from services.specification.rules.texts import NoSuchClause, TextHasChanged, check_version
from shared.access import Caller


def write_criterion(
    session: Session, *, commission_id: str, words: dict[str, Any], clause_ids: list[str], caller: Caller,
    now: datetime, criterion_id: str | None = None, version: int = 0,
) -> DraftCriterion:  # fmt: skip
    """Keep a criterion as it is written; where a facilitator reads it first, it waits. It need not be complete.

    version: the one that was changed. Raises NoSuchCriterion, NoSuchClause, TextHasChanged, TooManyCriteria,
    RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    parts = parts_of(session, commission_id)
    if not set(clause_ids) <= set(parts):
        raise NoSuchClause("There is no such clause in this commission.")
    clause_ids = list(dict.fromkeys(standing_of(session, parts[each]).clause_id for each in clause_ids))
    draft = None
    if criterion_id is not None:
        draft = draft_of(session, commission_id, criterion_id, caller, held=True)
        check_version(version, draft.version, criterion=draft.words)
        if draft.stands_at is None:
            raise TextHasChanged("A facilitator is reading these words. You can change them after that.")
        if (draft.words, draft.clause_ids) == (words, clause_ids):
            return draft
    waits = waits_for_check(session, commission, caller)
    if draft is None or waits:
        draft = new_draft(session, commission_id, draft, caller=caller, now=None if waits else now)
    put_words(draft, words, clause_ids, caller=caller, now=now)
    if waits:
        ask_to_read(session, draft, version=version)
    return draft
