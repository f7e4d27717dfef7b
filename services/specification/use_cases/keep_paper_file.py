"""Somebody sends a file of paper sheets, to look at what would be brought in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.specification.models import SurveyFile
from services.specification.queries.commissions import open_commission
from services.specification.queries.surveys import survey_of
from services.specification.rules.survey_files import read_file, text_of
from services.specification.rules.surveys import check_survey_open
from shared.access import Caller
from shared.ids import new_id


def keep_paper_file(
    session: Session, *, commission_id: str, survey_id: str, content: bytes, caller: Caller, now: datetime
) -> SurveyFile:
    """Keep a file until it is brought in, in the place of any other of this survey. Nothing of it counts yet.

    Raises PaperFileIsWrong, SurveyIsNotOpen, NoSuchSurvey, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    survey = survey_of(session, commission_id, survey_id, caller, held=True)
    check_survey_open(opened=survey.opened_at is not None, closed=survey.closed_at is not None)
    text = text_of(content)
    read_file(text, survey.questions, asks_age=survey.asks_age)
    session.execute(delete(SurveyFile).where(SurveyFile.survey_id == survey_id))
    kept = SurveyFile(file_id=new_id(), survey_id=survey_id, seat_id=caller.seat, data=text, sent_at=now)
    session.add(kept)
    session.flush()
    return kept
