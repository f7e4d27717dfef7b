"""Surveys of the size of the seed: 1,800 sheets of 30 questions and 9,801 votes, brought in, closed and shown.

Beside it, in the same run, plain reading and counting of the same file in memory.
"""

from __future__ import annotations

import csv
import io
import random
import resource
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.specification.app import create_app
from services.specification.models import Survey
from services.specification.queries.surveys import words_hash
from services.specification.rules.survey_files import columns_of, written_out
from services.specification.use_cases.bring_in_paper import bring_in_paper
from services.specification.use_cases.close_survey import close_survey
from services.specification.use_cases.draft_survey import draft_survey
from services.specification.use_cases.keep_paper_file import keep_paper_file
from services.specification.use_cases.open_survey import open_survey
from services.specification.worker import SERVICE
from shared.counting import AGE_BANDS
from tests.benchmarks.figures import Figure
from tests.kit import Bench
from tests.specification.workshop import Workshop

_CHOICES = ["Being Healthy", "Being Connected", "Being You", "Something else"]
# What a person waits for without being told that it goes on (the project's own aim).
_LONGEST_WAIT = 2.0
_MIB = 1024


def measure(folder: Path) -> list[Figure]:
    """Bring in, close and show both, each on a database of its own."""
    return [
        *_one(folder / "sheets", "1,800 surveys of 30 questions", people=1800, questions=30),
        *_one(folder / "votes", "9,801 votes", people=9801, questions=1),
    ]


def _one(folder: Path, name: str, *, people: int, questions: int) -> list[Figure]:
    folder.mkdir(parents=True)
    workshop = Workshop(Bench(SERVICE, folder))
    asked = [{"kind": "one", "words": f"Question {n + 1}?", "choices": _CHOICES} for n in range(questions)]
    words = {"title": "Your town", "intro": "Tell us.", "asks_age": True, "questions": asked}
    survey: Survey = workshop.act(draft_survey, workshop.facilitator, **words)
    way = {"way": "shared", "read_hash": words_hash(survey)}
    workshop.act(open_survey, workshop.facilitator, survey_id=survey.survey_id, **way)
    content = _file(survey, people)
    before = _peak_mib()

    def brought_in() -> int:
        kept = workshop.act(keep_paper_file, workshop.facilitator, survey_id=survey.survey_id, content=content.encode())
        fields = {"settings": workshop.bench.settings, "survey_id": survey.survey_id, "file_id": kept.file_id}
        return int(workshop.act(bring_in_paper, workshop.facilitator, **fields))

    came, bringing = _timed(brought_in)
    closed, closing = _timed(lambda: workshop.act(close_survey, workshop.facilitator, survey_id=survey.survey_id))
    more = _peak_mib() - before
    client = workshop.bench.client(create_app)
    client.environ_base.update({"HTTP_AUTHORIZATION": workshop.bench.headers(workshop.facilitator)["Authorization"]})
    path = f"/specification/commissions/{workshop.commission_id}/surveys/{survey.survey_id}/results"
    client.get(path)
    answer, showing = _timed(lambda: client.get(path))
    other, plain = _timed(lambda: _counted(content))
    agrees = came == people and answer.status_code == 200 and _agrees(closed.results, other)
    workshop.bench.runtime.close()
    slowest = max(bringing, closing)
    return [
        Figure(
            f"{name} on paper: looked at, brought in and closed, beside counting the same file in memory",
            (bringing + closing) / plain, f"no wait over {_LONGEST_WAIT:.0f} s, and the same numbers",
            slowest < _LONGEST_WAIT and agrees,
            f"looked at and brought in {bringing:.2f} s, closed {closing:.2f} s, results page {showing * 1000:.0f} ms; "
            f"{more:.0f} MiB more at the most; file {len(content) / 1024:.0f} kB; counted in memory {plain:.2f} s; "
            f"numbers {'agree' if agrees else 'DIFFER'}",
        )
    ]  # fmt: skip


def _file(survey: Survey, people: int) -> str:
    chance = random.Random(people)
    rows: list[list[Any]] = [columns_of(survey.questions, asks_age=True)]
    bands = list(AGE_BANDS)
    for number in range(people):
        cells = [chance.randint(1, len(_CHOICES)) for _ in survey.questions]
        rows.append([f"Place {number % 30}", number, "", chance.choice(bands), *cells])
    return written_out(rows)


def _counted(content: str) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for row in csv.DictReader(io.StringIO(content)):
        for name, cell in row.items():
            found.setdefault(name, Counter())[cell] += 1
    return found


def _agrees(results: dict[str, Any], other: dict[str, Counter[str]]) -> bool:
    return all(
        result["told"] == [other[result["id"]][str(place + 1)] for place in range(len(_CHOICES))]
        for result in results["questions"]
    )


def _timed(does: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    found = does()
    return found, time.perf_counter() - begun


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB
