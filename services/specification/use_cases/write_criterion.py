"""Somebody writes a criterion: a new one, or new words for one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.specification.models import DraftCriterion, WaitingText
from services.specification.queries.checking import waits_for_check
from services.specification.queries.clauses import parts_of, standing_of
from services.specification.queries.commissions import open_commission
from services.specification.queries.criteria import draft_of, drafts_of, next_number
from services.specification.rules.drafts import CRITERION, as_text, check_room_for_criterion
from services.specification.rules.texts import NoSuchClause, TextHasChanged, check_version
from shared.access import Caller
from shared.ids import new_id


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
    else:
        check_room_for_criterion(criteria=len(drafts_of(session, commission_id)))
    waits = waits_for_check(session, commission, caller)
    if draft is None or waits:
        draft = _new(session, commission_id, draft, caller=caller, now=None if waits else now)
    draft.words, draft.clause_ids, draft.written_at = words, clause_ids, now
    draft.seat_id, draft.role, draft.version = caller.seat, str(caller.role), draft.version + 1
    if waits:
        _ask_to_read(session, draft, version=version)
    return draft


def _new(
    session: Session, commission_id: str, replaced: DraftCriterion | None, *, caller: Caller, now: datetime | None
) -> DraftCriterion:
    made = DraftCriterion(
        criterion_id=new_id(), commission_id=commission_id, number=next_number(session, commission_id), version=0,
        weight="0", first_seat_id=caller.seat, stands_at=now,
        replaces=replaced.criterion_id if replaced is not None else None,
    )  # fmt: skip
    session.add(made)
    return made


def _ask_to_read(session: Session, draft: DraftCriterion, *, version: int) -> None:
    """Put the words before a facilitator. Words of the same writer for the same criterion that wait are given up."""
    if draft.replaces is not None:
        earlier = select(WaitingText).where(
            WaitingText.seat_id == draft.seat_id, WaitingText.subject_id == draft.replaces,
            WaitingText.settled_at.is_(None),
        )  # fmt: skip
        for each in session.scalars(earlier.with_for_update()):
            session.delete(each)
    waiting = WaitingText(
        text_id=draft.criterion_id, commission_id=draft.commission_id, place=CRITERION, subject_id=draft.replaces,
        version=version, heading=draft.words["title"], text=as_text(draft.words), reason="", seat_id=draft.seat_id,
        written_at=draft.written_at,
    )  # fmt: skip
    session.add(waiting)
