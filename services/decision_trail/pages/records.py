"""The record of each commission that has ended, for everybody."""

from __future__ import annotations

from typing import Any

from services.decision_trail.pages.group import pages
from services.decision_trail.queries import trail
from services.decision_trail.rules.story import chapters
from services.decision_trail.rules.words import ROLES, words_of
from shared.access import anyone
from shared.web.pages import render
from shared.web.routing import Read


@pages.page("/records/<uuid:commission_id>", who=anyone())
def record(read: Read, commission_id: str) -> str:
    """The record of a commission that has ended, for everybody."""
    found = trail.public_record(read.session, commission_id)
    told: dict[str, Any] = {
        "record": found, "outcome": trail.public_outcome(read.session, commission_id),
        "checked": trail.verification(read.session, commission_id), "chapters": chapters(found["items"]),
    }  # fmt: skip
    return render("record.html", words_of=words_of, meaning=trail.meaning, roles=ROLES, **told)
