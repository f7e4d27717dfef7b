"""The pages of `specification`: the text, writing it, words to check, and what people give beside it."""

from services.specification.pages import (
    cards,
    checking,
    contributions,
    criteria,
    criteria_reports,
    deciding,
    idea_groups,
    ideas,
    library,
    live,
    reading,
    signing,
    survey_answers,
    survey_paper,
    surveys,
    workshops,
    writing,
)
from services.specification.pages.group import pages

__all__ = [
    "cards",
    "checking",
    "contributions",
    "criteria",
    "criteria_reports",
    "deciding",
    "idea_groups",
    "ideas",
    "library",
    "live",
    "pages",
    "reading",
    "signing",
    "survey_answers",
    "survey_paper",
    "surveys",
    "workshops",
    "writing",
]
