"""Slips are made for a survey: codes that work once each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.specification.models import SurveySlip
from services.specification.queries.survey_answers import keyed_hash
from services.specification.queries.surveys import survey_of
from services.specification.rules.surveys import SLIPS, check_slips, check_survey_open, new_survey_code
from shared.access import Caller
from shared.settings import Settings


def print_slips(
    session: Session, settings: Settings, *, commission_id: str, survey_id: str, count: int, caller: Caller,
    now: datetime,  # noqa: ARG001  (as every use case: nothing of when it was is kept)
) -> list[str]:  # fmt: skip
    """Return so many new codes. They are told this once; keyed hashes of them are kept.

    Raises TooManySlips, SlipsAreFromAnotherWay, SurveyIsNotOpen and NoSuchSurvey.
    """
    survey = survey_of(session, commission_id, survey_id, caller, held=True)
    check_survey_open(opened=survey.opened_at is not None, closed=survey.closed_at is not None)
    check_slips(with_slips=survey.way == SLIPS, count=count, made=survey.slips)
    codes = [new_survey_code() for _ in range(count)]
    rows = [{"code_hash": keyed_hash(settings, "slip", code), "survey_id": survey_id} for code in codes]
    session.execute(insert(SurveySlip), sorted(rows, key=lambda row: row["code_hash"]))
    survey.slips += count
    return codes
