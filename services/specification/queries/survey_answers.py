"""Answers to surveys, and, apart from them, the proofs of who has answered. See `models/surveys.py`."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from services.specification.models import Survey, SurveyAnswer, SurveyFile, SurveyProof, SurveySlip
from services.specification.rules.surveys import TEXT as TEXT_KIND
from services.specification.rules.surveys import NoSuchPaperFile
from shared.ids import new_id
from shared.settings import Settings

_AT_A_TIME = 500
_MOVED_WITH_EACH = 8
_FEWEST_TEXTS = 5


def keyed_hash(settings: Settings, purpose: str, value: str) -> str:
    """Return HMAC-SHA256 of a value, so that the database alone does not give it away."""
    return hmac.new(settings.secret.encode(), f"survey {purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def proof_of(settings: Settings, survey_id: str, kind: str, name: str) -> str:
    """Return the proof that something was used for an answer. kind: seat, form or sheet."""
    return keyed_hash(settings, kind, f"{survey_id}\0{name}")


def is_proved(session: Session, proof: str) -> bool:
    """Say whether there is this proof."""
    return session.get(SurveyProof, proof) is not None


def proved_among(session: Session, proofs: Iterable[str]) -> set[str]:
    """Return those of the proofs that there are."""
    wanted = sorted(proofs)
    found: set[str] = set()
    for start in range(0, len(wanted), _AT_A_TIME):
        some = wanted[start : start + _AT_A_TIME]
        query = select(SurveyProof.proof_hash).where(SurveyProof.proof_hash.in_(some))
        found.update(session.scalars(query))
    return found


def add_answers(session: Session, survey: Survey, rows: list[tuple[Any, str, int]]) -> None:
    """Add answers (answers, age band or empty, how often), under random keys, and move some others with them."""
    named = [
        {"answer_id": new_id(), "survey_id": survey.survey_id, "answers": answers, "age": age, "times": times}
        for answers, age, times in rows
    ]
    # By their keys, which are random: so nothing stands in the order in which it came.
    session.execute(insert(SurveyAnswer), sorted(named, key=lambda row: str(row["answer_id"])))
    some = select(SurveyAnswer.answer_id).where(
        SurveyAnswer.survey_id == survey.survey_id, SurveyAnswer.answer_id > new_id()
    )
    # Not those that somebody else moves at this moment: two would wait for each other.
    free = some.order_by(SurveyAnswer.answer_id).limit(_MOVED_WITH_EACH).with_for_update(skip_locked=True)
    ids = list(session.scalars(free))
    # The same value again: PostgreSQL writes such a row anew, elsewhere.
    session.execute(
        update(SurveyAnswer).where(SurveyAnswer.answer_id.in_(ids)).values(times=SurveyAnswer.times),
        execution_options={"synchronize_session": False},
    )


def add_proofs(session: Session, survey: Survey, proofs: Iterable[str]) -> None:
    """Add proofs. Raises IntegrityError where one is there."""
    rows = [{"proof_hash": proof, "survey_id": survey.survey_id} for proof in sorted(proofs)]
    if rows:
        session.execute(insert(SurveyProof), rows)


def answers_of(session: Session, survey_id: str) -> Iterator[tuple[Any, str, int]]:
    """Yield all answers of a survey: (answers, age band or empty, how often)."""
    query = select(SurveyAnswer.answers, SurveyAnswer.age, SurveyAnswer.times).where(
        SurveyAnswer.survey_id == survey_id
    )
    for row in session.execute(query.execution_options(yield_per=_AT_A_TIME)):
        yield row.answers, row.age, row.times


def count_of(session: Session, survey_id: str) -> int:
    """Return how many have answered. To be told in tens at most: see `rounded_down`."""
    query = select(func.sum(SurveyAnswer.times)).where(SurveyAnswer.survey_id == survey_id)
    return session.scalar(query) or 0


def slips_left(session: Session, survey_id: str) -> int:
    """Return how many slips were not used."""
    query = select(func.count()).select_from(SurveySlip).where(SurveySlip.survey_id == survey_id)
    return session.scalar(query) or 0


def forget_who_answered(session: Session, survey: Survey) -> None:
    """Let all proofs, slips and files of a survey go, and write its answers anew in an order of nobody's."""
    for table in (SurveyProof, SurveySlip, SurveyFile):
        session.execute(delete(table).where(table.survey_id == survey.survey_id))
    rows = list(answers_of(session, survey.survey_id))
    session.execute(delete(SurveyAnswer).where(SurveyAnswer.survey_id == survey.survey_id))
    random.SystemRandom().shuffle(rows)
    for start in range(0, len(rows), _AT_A_TIME):
        some = [
            {"answer_id": new_id(), "survey_id": survey.survey_id, "answers": answers, "age": age, "times": times}
            for answers, age, times in rows[start : start + _AT_A_TIME]
        ]
        session.execute(insert(SurveyAnswer), some)


def texts_of(session: Session, survey: Survey) -> dict[str, list[str]]:
    """Return what was written to questions for words of one's own, by question, in order of the alphabet.

    While a survey is open, nothing of a question with fewer than five: who looked often would see whose it is.
    """
    asked = [each["id"] for each in survey.questions if each["kind"] == TEXT_KIND]
    found: dict[str, list[str]] = {name: [] for name in asked}
    if asked:
        for answers, _age, _times in answers_of(session, survey.survey_id):
            for name in asked:
                if name in answers:
                    found[name].append(answers[name])
    fewest = 0 if survey.closed_at is not None else _FEWEST_TEXTS
    return {name: sorted(texts, key=str.casefold) if len(texts) >= fewest else [] for name, texts in found.items()}


def paper_file_of(session: Session, survey_id: str, file_id: str, *, held: bool = False) -> SurveyFile:
    """Return a file that waits to be brought in; held: for a change. Raises NoSuchPaperFile."""
    found = session.get(SurveyFile, file_id, with_for_update=held or None)
    if found is None or found.survey_id != survey_id:
        raise NoSuchPaperFile("There is no such file here. It was brought in, or another took its place.")
    return found
