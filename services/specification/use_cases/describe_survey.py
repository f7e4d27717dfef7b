"""Somebody says anew what a survey is called and what it is for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Survey
from services.specification.queries.surveys import draft_held
from shared.access import Caller


def describe_survey(
    session: Session, *, commission_id: str, survey_id: str, title: str, intro: str, asks_age: bool, caller: Caller,
    now: datetime,
) -> Survey:  # fmt: skip
    """Change title, intro and whether age is asked. Raises NoSuchSurvey and SurveyIsOpenAlready."""
    survey = draft_held(session, commission_id, survey_id, caller)
    survey.title, survey.intro, survey.asks_age, survey.drafted_at = title, intro, asks_age, now
    return survey
