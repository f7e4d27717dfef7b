"""The sheets of a file that somebody has looked at are brought in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.queries.commissions import open_commission
from services.specification.queries.survey_answers import add_answers, add_proofs, paper_file_of
from services.specification.queries.survey_paper import looked_at
from services.specification.queries.surveys import survey_of
from services.specification.rules.surveys import check_survey_open, rounded_down
from shared.access import Caller
from shared.contracts.specification import SurveyBroughtIn
from shared.messaging.outbox import record
from shared.settings import Settings


def bring_in_paper(
    session: Session, settings: Settings, *, commission_id: str, survey_id: str, file_id: str, caller: Caller,
    now: datetime,
) -> int:  # fmt: skip
    """Bring in the sheets that are new, leave out rows with something wrong, and return how many answers came.

    Raises NoSuchPaperFile, SurveyIsNotOpen, NoSuchSurvey, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    survey = survey_of(session, commission_id, survey_id, caller, held=True)
    check_survey_open(opened=survey.opened_at is not None, closed=survey.closed_at is not None)
    kept = paper_file_of(session, survey_id, file_id, held=True)
    found = looked_at(session, settings, survey, kept)
    session.delete(kept)
    if not found.new:
        return 0
    add_proofs(session, survey, found.new)
    add_answers(session, survey, [(sheet.answers, sheet.age, sheet.times) for sheet in found.new.values()])
    came = sum(sheet.times for sheet in found.new.values())
    event = SurveyBroughtIn(
        commission_id=commission_id, survey_id=survey_id, at_least=rounded_down(came), brought_in_at=now
    )
    record(session, event, actor=caller.seat, now=now)
    return came
