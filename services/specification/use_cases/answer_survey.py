"""Somebody answers a survey, once; what they answered is kept apart from that they did."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.specification.models import Survey, SurveySlip
from services.specification.queries.commissions import check_is_open
from services.specification.queries.survey_answers import add_answers, add_proofs, is_proved, keyed_hash, proof_of
from services.specification.rules.surveys import (
    SHARED,
    HasAnswered,
    check_answers,
    check_survey_open,
    tidy_survey_code,
)
from shared.access import Caller
from shared.settings import Settings


def answer_survey(
    session: Session, settings: Settings, *, survey_id: str, answers: dict[str, Any], age: str, receipt: str,
    code: str = "", caller: Caller | None = None,
) -> Survey:  # fmt: skip
    """Answer a survey with a seat or, where nobody is signed in, with a code. The same receipt again changes nothing.

    No clock: nothing of when it was is kept, and no event says that somebody answered.
    Raises HasAnswered, NothingAnswered, SurveyIsNotOpen, RulesAreLocked and CommissionHasEnded.
    """
    # Shared with others who answer; whoever closes it waits for them.
    survey = session.get_one(Survey, survey_id, with_for_update={"read": True})
    sent = proof_of(settings, survey_id, "form", receipt)
    if is_proved(session, sent):
        return survey
    check_survey_open(opened=survey.opened_at is not None, closed=survey.closed_at is not None)
    check_is_open(session, survey.commission_id)
    check_answers(survey.questions, answers)
    proofs = {sent}
    if caller is not None:
        seat = proof_of(settings, survey_id, "seat", caller.seat)
        if is_proved(session, seat):
            raise HasAnswered("You have answered this survey already. Thank you.")
        proofs.add(seat)
    elif survey.way != SHARED:
        slip = session.get(SurveySlip, keyed_hash(settings, "slip", tidy_survey_code(code)), with_for_update=True)
        if slip is None or slip.survey_id != survey_id:
            raise HasAnswered("This code was used already. Thank you.")
        session.delete(slip)
    add_proofs(session, survey, proofs)
    add_answers(session, survey, [(answers, age if survey.asks_age else "", 1)])
    return survey
