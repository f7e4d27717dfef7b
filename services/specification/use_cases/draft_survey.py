"""Somebody drafts a survey."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Survey
from services.specification.queries.checking import waits_for_check
from services.specification.queries.commissions import open_commission
from services.specification.rules.surveys import check_question, check_room_for_question, next_question_id
from shared.access import Caller
from shared.ids import new_id


def draft_survey(
    session: Session, *, commission_id: str, title: str, intro: str, asks_age: bool, caller: Caller, now: datetime,
    questions: Sequence[dict[str, Any]] = (),
) -> Survey:  # fmt: skip
    """Draft a survey, with its questions where they are known.

    Raises QuestionIsWrong, TooManyQuestions, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    asked: list[dict[str, Any]] = []
    for each in questions:
        check_room_for_question(questions=len(asked))
        check_question(**each)
        asked.append({"id": next_question_id(asked), **each})
    survey = Survey(
        survey_id=new_id(), commission_id=commission_id, title=title, intro=intro, questions=asked, asks_age=asks_age,
        drafted_by=caller.seat, drafted_at=now, reads_first=waits_for_check(session, commission, caller), way="",
        code=None, slips=0, results={},
    )  # fmt: skip
    session.add(survey)
    session.flush()
    return survey
