"""An adult closes a survey: what is told of it is made, once, and who has answered is forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Survey
from services.specification.queries.survey_answers import answers_of, forget_who_answered
from services.specification.queries.surveys import survey_of
from services.specification.rules.survey_results import at_least, results
from services.specification.rules.surveys import check_survey_open
from shared.access import Caller
from shared.contracts.specification import SurveyClosed
from shared.messaging.outbox import record


def close_survey(session: Session, *, commission_id: str, survey_id: str, caller: Caller, now: datetime) -> Survey:
    """Close a survey for good. Also where the text is locked meanwhile. Raises NoSuchSurvey and SurveyIsNotOpen."""
    survey = survey_of(session, commission_id, survey_id, caller, held=True)
    check_survey_open(opened=survey.opened_at is not None, closed=survey.closed_at is not None)
    survey.closed_at = now
    survey.results = results(survey.questions, answers_of(session, survey_id), asks_age=survey.asks_age)
    forget_who_answered(session, survey)
    event = SurveyClosed(
        commission_id=commission_id, survey_id=survey_id, at_least=at_least(survey.results), closed_at=now
    )
    record(session, event, actor=caller.seat, now=now)
    return survey
