"""Somebody writes a question of a survey, anew or for the first time, at the place where they want it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Survey
from services.specification.queries.surveys import draft_held, place_of
from services.specification.rules.surveys import ONE, SEVERAL, check_question, check_room_for_question, next_question_id
from shared.access import Caller


def write_question(
    session: Session, *, commission_id: str, survey_id: str, question_id: str | None, kind: str, words: str,
    choices: Sequence[str], number: int, caller: Caller, now: datetime,
) -> Survey:  # fmt: skip
    """Write a question; None: a new one. number: where it is to stand, from 1.

    Raises QuestionIsWrong, TooManyQuestions, NoSuchQuestion, NoSuchSurvey and SurveyIsOpenAlready.
    """
    survey = draft_held(session, commission_id, survey_id, caller)
    check_question(kind=kind, words=words, choices=choices)
    asked = list(survey.questions)
    if question_id is None:
        check_room_for_question(questions=len(asked))
        question_id = next_question_id(asked)
    else:
        asked.pop(place_of(survey, question_id))
    kept = list(choices) if kind in (ONE, SEVERAL) else []
    place = min(max(0, number - 1), len(asked))
    asked.insert(place, {"id": question_id, "kind": kind, "words": words, "choices": kept})
    survey.questions, survey.drafted_at = asked, now
    return survey
