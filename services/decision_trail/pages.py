"""Pages at the root: a plain landing page, and the record of each commission that has ended."""

from __future__ import annotations

from typing import Any

from services.decision_trail.queries import trail as queries
from services.decision_trail.rules.story import chapters
from services.decision_trail.rules.words import ROLES, words_of
from shared.access import anyone
from shared.web.pages import Pages, render
from shared.web.routing import Read

pages = Pages("decision_trail", prefix="")

SERVICES = {
    "people": "Who takes part: accounts, invites and seats.",
    "specification": "Young people write what the service has to do.",
    "tendering": "Providers bid. Bids stay sealed until two people open them.",
    "youth_panel": "The panel scores the bids and chooses.",
    "notifications": "Everybody is told what happened and why.",
    "decision_trail": "Anyone can check the trail of decisions.",
}


@pages.page("/", who=anyone())
def landing(read: Read) -> str:
    """What this is, and what came out of each commission that has ended."""
    return render("landing.html", services=SERVICES, ended=queries.ended_commissions(read.session))


@pages.page("/records/<uuid:commission_id>", who=anyone())
def record(read: Read, commission_id: str) -> str:
    """The record of a commission that has ended, for everybody."""
    found = queries.public_record(read.session, commission_id)
    told: dict[str, Any] = {
        "record": found, "outcome": queries.public_outcome(read.session, commission_id),
        "checked": queries.verification(read.session, commission_id), "chapters": chapters(found["items"]),
    }  # fmt: skip
    return render("record.html", words_of=words_of, meaning=queries.meaning, roles=ROLES, **told)
