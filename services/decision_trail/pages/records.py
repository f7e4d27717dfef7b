"""The record of each commission that has ended, for everybody, and whether its seals are right."""

from __future__ import annotations

from flask_babel import gettext

from services.decision_trail.pages.group import pages
from services.decision_trail.queries import checking, trail
from services.decision_trail.rules.story import chapters
from services.decision_trail.rules.withholding import WITHHELD_POSITION
from services.decision_trail.rules.words import ROLES, words_of
from shared.access import anyone
from shared.web.pages import render
from shared.web.routing import Read


@pages.page("/records/<uuid:commission_id>", who=anyone())
def record(read: Read, commission_id: str) -> str:
    """The record of a commission that has ended, for everybody."""
    found = trail.public_record(read.session, commission_id)
    return render(
        "record.html",
        record=found, outcome=trail.public_outcome(read.session, commission_id), chapters=chapters(found["items"]),
        checked=checking.last_checked(read.session, commission_id, read.now),
        never_opened=found["withheld"] == WITHHELD_POSITION, words_of=words_of, meaning=trail.meaning,
        roles={role: gettext(name) for role, name in ROLES.items()},
    )  # fmt: skip


@pages.page("/records/<uuid:commission_id>/seals", who=anyone())
def seals(read: Read, commission_id: str) -> str:
    """Work out every seal of an ended commission while somebody waits, and say whether all fit."""
    found = trail.public_record(read.session, commission_id)
    return render(
        "seals.html",
        record=found, checked=checking.worked_out(read.session, commission_id, read.now),
        never_opened=found["withheld"] == WITHHELD_POSITION,
    )  # fmt: skip
