"""Routes of surveys: reading, drafting, opening and closing. Answers come by the pages, which nobody signs in to."""

from __future__ import annotations

from typing import Any

from services.specification.models import Survey
from services.specification.queries.commissions import commission_by_id
from services.specification.queries.surveys import surveys_of, words_hash
from services.specification.routes.group import COMMISSION, INSIDE, WRITERS, routes
from services.specification.schemas.surveys import DraftSurveyRequest, OpenSurveyRequest, SurveyResponse
from services.specification.use_cases.close_survey import close_survey
from services.specification.use_cases.draft_survey import draft_survey
from services.specification.use_cases.open_survey import open_survey
from shared.access import seats
from shared.roles import Role
from shared.web.routing import Act, Read

_ONE = f"{COMMISSION}/surveys/<uuid:survey_id>"
_HOSTS = (Role.FACILITATOR, Role.COMMISSIONER)


def _told(survey: Survey) -> dict[str, Any]:
    names = ("survey_id", "title", "intro", "asks_age", "questions", "way", "opened_at", "closed_at", "results")
    return {**{name: getattr(survey, name) for name in names}, "words_hash": words_hash(survey)}


@routes.read(f"{COMMISSION}/surveys.json", who=seats(*INSIDE), gives=SurveyResponse, many=True, refusals=(404,))
def get_surveys(read: Read, commission_id: str) -> Any:
    """The surveys that the caller may read, with what came out of those that are closed; the newest 200 first."""
    commission_by_id(read.session, commission_id)
    return [_told(each) for each in surveys_of(read.session, commission_id, read.caller)]


@routes.act(
    "POST", f"{COMMISSION}/surveys.json", who=seats(*WRITERS), takes=DraftSurveyRequest, gives=SurveyResponse,
    status=201,
)  # fmt: skip
def post_survey(act: Act, body: dict[str, Any], commission_id: str) -> Any:
    """Draft a survey."""
    return _told(draft_survey(act.session, commission_id=commission_id, **body, caller=act.caller, now=act.now))


@routes.act(
    "POST", f"{_ONE}/openings.json", who=seats(*_HOSTS), takes=OpenSurveyRequest, gives=SurveyResponse,
    refusals=(404,),
)  # fmt: skip
def post_survey_opening(act: Act, body: dict[str, Any], commission_id: str, survey_id: str) -> Any:
    """Open a survey that was read."""
    found = open_survey(
        act.session, commission_id=commission_id, survey_id=survey_id, way=body["way"], read_hash=body["words_hash"],
        caller=act.caller, now=act.now,
    )  # fmt: skip
    return _told(found)


@routes.act("POST", f"{_ONE}/closings.json", who=seats(*_HOSTS), gives=SurveyResponse, refusals=(404,))
def post_survey_closing(act: Act, commission_id: str, survey_id: str) -> Any:
    """Close a survey for good, and tell what came out."""
    return _told(
        close_survey(act.session, commission_id=commission_id, survey_id=survey_id, caller=act.caller, now=act.now)
    )
