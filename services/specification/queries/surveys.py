"""Surveys: who may read and change them, and finding them by their codes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.specification.models import Survey, SurveySlip
from services.specification.queries.checking import waits_for_check
from services.specification.queries.commissions import is_open, open_commission
from services.specification.queries.survey_answers import keyed_hash
from services.specification.rules.surveys import (
    NoSuchQuestion,
    NoSuchSurvey,
    SurveyCodeIsNotGood,
    check_draft,
    tidy_survey_code,
)
from shared.access import Caller
from shared.canonical import canonical_hash
from shared.roles import Role
from shared.settings import Settings

_WRITERS = (Role.YOUNG_PERSON, Role.FACILITATOR, Role.COMMISSIONER)


def may_see(survey: Survey, caller: Caller) -> bool:
    """Say whether a caller may read a survey: all once it was opened; a draft those who write.

    A draft with words that a facilitator reads first: its last writer and facilitators.
    """
    if survey.opened_at is not None or caller.role == Role.FACILITATOR or survey.drafted_by == caller.seat_id:
        return True
    return not survey.reads_first and caller.role in _WRITERS


def surveys_of(session: Session, commission_id: str, caller: Caller) -> list[Survey]:
    """Return the surveys that a caller may read, the newest 200, newest first."""
    query = select(Survey).where(Survey.commission_id == commission_id)
    newest = query.order_by(Survey.drafted_at.desc(), Survey.survey_id).limit(200)
    return [each for each in session.scalars(newest) if may_see(each, caller)]


def survey_of(session: Session, commission_id: str, survey_id: str, caller: Caller, *, held: bool = False) -> Survey:
    """Return a survey that this caller may read; held: for a change. Raises NoSuchSurvey."""
    found = session.get(Survey, survey_id, with_for_update=held or None)
    if found is None or found.commission_id != commission_id or not may_see(found, caller):
        raise NoSuchSurvey("There is no such survey here, or it is not to be read yet.")
    return found


def draft_held(session: Session, commission_id: str, survey_id: str, caller: Caller) -> Survey:
    """Return a draft to be changed by this caller, held, marked as read first where their words are.

    Raises NoSuchSurvey, SurveyIsOpenAlready, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    survey = survey_of(session, commission_id, survey_id, caller, held=True)
    check_draft(opened=survey.opened_at is not None)
    if waits_for_check(session, commission, caller):
        survey.reads_first, survey.drafted_by = True, caller.seat
    return survey


def place_of(survey: Survey, question_id: str) -> int:
    """Return where a question stands, from 0. Raises NoSuchQuestion."""
    for place, question in enumerate(survey.questions):
        if question["id"] == question_id:
            return place
    raise NoSuchQuestion("There is no such question in this survey. Perhaps somebody took it out.")


def words_hash(survey: Survey) -> str:
    """Return a hash of all that a survey asks, so that what was read is what is opened."""
    asked = {name: getattr(survey, name) for name in ("title", "intro", "questions", "asks_age")}
    return canonical_hash(asked)


def survey_with_code(session: Session, settings: Settings, code: str) -> Survey:
    """Return the open survey that a code belongs to: everybody's, or a slip that was not used.

    Raises SurveyCodeIsNotGood.
    """
    tidy = tidy_survey_code(code)
    found = session.scalar(select(Survey).where(Survey.code == tidy))
    if found is None:
        slip = session.get(SurveySlip, keyed_hash(settings, "slip", tidy))
        found = session.get(Survey, slip.survey_id) if slip is not None else None
    if found is None or not answers_are_taken(session, found):
        raise SurveyCodeIsNotGood("This code does not work. Perhaps it was used already, or the survey is closed.")
    return found


def answers_are_taken(session: Session, survey: Survey) -> bool:
    """Say whether a survey can be answered now."""
    return survey.opened_at is not None and survey.closed_at is None and is_open(session, survey.commission_id)
