"""Somebody takes a question out of a survey that is not open yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Survey
from services.specification.queries.surveys import draft_held, place_of
from shared.access import Caller


def remove_question(
    session: Session, *, commission_id: str, survey_id: str, question_id: str, caller: Caller, now: datetime
) -> Survey:
    """Take a question out. Raises NoSuchQuestion, NoSuchSurvey and SurveyIsOpenAlready."""
    survey = draft_held(session, commission_id, survey_id, caller)
    gone = place_of(survey, question_id)
    survey.questions = [each for place, each in enumerate(survey.questions) if place != gone]
    survey.drafted_at = now
    return survey
