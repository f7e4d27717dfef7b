"""A file of paper sheets, looked at before it is brought in."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy.orm import Session

from services.specification.models import Survey, SurveyFile
from services.specification.queries.survey_answers import proof_of, proved_among
from services.specification.rules.survey_files import PaperFile, Sheet, read_file
from shared.settings import Settings


class LookedAt(NamedTuple):
    """What a file would bring: new sheets by their proofs, sheets that were brought in before, and what is wrong."""

    new: dict[str, Sheet]
    before: list[Sheet]
    file: PaperFile

    @property
    def answers(self) -> int:
        """How many people's answers would come."""
        return sum(sheet.times for sheet in self.new.values())


def looked_at(session: Session, settings: Settings, survey: Survey, kept: SurveyFile) -> LookedAt:
    """Return what a file would bring now."""
    found = read_file(kept.data, survey.questions, asks_age=survey.asks_age)
    proofs = {proof_of(settings, survey.survey_id, "sheet", sheet.name): sheet for sheet in found.sheets}
    there = proved_among(session, proofs)
    new = {proof: sheet for proof, sheet in proofs.items() if proof not in there}
    return LookedAt(new, [sheet for proof, sheet in proofs.items() if proof in there], found)
