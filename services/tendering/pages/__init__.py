"""The pages of `tendering`: open tenders, publishing and changing one, the opening, and a provider's own bid."""

from services.tendering.pages import (
    amending,
    answers,
    bid,
    ending,
    files,
    handing_in,
    opening,
    organisation,
    price,
    publishing,
    questions,
    tenders,
)
from services.tendering.pages.group import pages

__all__ = [
    "amending",
    "answers",
    "bid",
    "ending",
    "files",
    "handing_in",
    "opening",
    "organisation",
    "pages",
    "price",
    "publishing",
    "questions",
    "tenders",
]
