"""An adult who has read a survey opens it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Survey
from services.specification.queries.commissions import open_commission
from services.specification.queries.surveys import survey_of, words_hash
from services.specification.rules.surveys import SHARED, check_opening, new_survey_code
from services.specification.rules.texts import WordsAreNew
from shared.access import Caller
from shared.contracts.specification import SurveyOpened
from shared.messaging.outbox import record
from shared.roles import Role


def open_survey(
    session: Session, *, commission_id: str, survey_id: str, way: str, read_hash: str, caller: Caller, now: datetime
) -> Survey:
    """Open a survey for all who get a code, and for the seats here. read_hash: of the words that the caller read.

    Raises SurveyHasNoQuestions, SurveyIsOpenAlready, FacilitatorReadsFirst, WordsAreNew, NoSuchSurvey, RulesAreLocked
    and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    survey = survey_of(session, commission_id, survey_id, caller, held=True)
    check_opening(
        opened=survey.opened_at is not None, questions=len(survey.questions), reads_first=survey.reads_first,
        by_facilitator=caller.role == Role.FACILITATOR,
    )  # fmt: skip
    if read_hash != words_hash(survey):
        raise WordsAreNew("Somebody changed this survey meanwhile. Read it once more, then open it.")
    survey.way, survey.opened_at = way, now
    survey.code = new_survey_code() if way == SHARED else None
    event = SurveyOpened(
        commission_id=commission_id, survey_id=survey_id, questions=len(survey.questions), way=way, opened_at=now
    )
    record(session, event, actor=caller.seat, now=now)
    return survey
