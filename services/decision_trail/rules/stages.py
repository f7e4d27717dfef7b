"""Where a commission is: its stages, when each began or is planned, and what each decides. Pure.

The stages are those of the process (getting ready to closed). The words are for a reader of 11 years. Nothing here
rests on a bid before the opening: the tender closes by the clock, and only then is it time to open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

SIGNED = "tendering.contract_signed.v1"
ABANDONED = "tendering.commission_abandoned.v1"
_PUBLISHED = "tendering.tender_published.v1"


class Progress(StrEnum):
    """How far a stage is."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to come"
    NOT_REACHED = "not reached"


@dataclass(frozen=True)
class Stage:
    """A stage of the process. `begun_by`: the first of these events begins it."""

    key: str
    title: str
    decides: str
    begun_by: tuple[str, ...]


STAGES: Sequence[Stage] = (
    Stage(
        "getting_ready", "Getting ready",
        "The council says what is needed and how much money there is. It says how much young people decide.",
        ("specification.commission_started.v1",),
    ),
    Stage(
        "co_writing", "Writing together",
        "Young people write what the service has to do, and what bids are scored on. Enough of them have to sign it.",
        (
            "specification.contribution_added.v1", "specification.clause_drafted.v1", "specification.clause_agreed.v1",
            "specification.criteria_set.v1", "specification.survey_opened.v1",
        ),
    ),
    Stage(
        "tender_open", "Bids come in",
        "Each provider decides if it wants to bid. All bids stay shut until the time is up.",
        (_PUBLISHED,),
    ),
    Stage(
        "opening", "Opening the bids",
        "A young person and the council open the bids together. Nobody can do it alone.",
        ("tendering.opening_begun.v1",),
    ),
    Stage(
        "training", "Learning to score",
        "The panel tries out how to score. Each person says if they know a provider, so that it stays fair.",
        ("tendering.bids_opened.v1",),
    ),
    Stage(
        "scoring", "Scoring alone",
        "Each person on the panel reads the bids and gives points, alone.",
        ("youth_panel.bid_scored.v1", "youth_panel.scoring_abstained.v1"),
    ),
    Stage(
        "moderation", "Agreeing the scores",
        "The panel talks, and agrees one score for each question. It says why.",
        ("youth_panel.score_agreed.v1",),
    ),
    Stage(
        "choice", "Choosing",
        "Young people vote for the provider they want. Then the council says yes or no, and why.",
        ("youth_panel.scores_locked.v1",),
    ),
    Stage(
        "award", "Telling the providers",
        "Each provider is told how its bid was scored. Then there is time to say if something was not fair.",
        ("youth_panel.choice_confirmed.v1",),
    ),
    Stage(
        "contract", "The work begins",
        "The contract is signed. From now on the provider has to keep its word.",
        (SIGNED,),
    ),
    Stage(
        "closed", "The end",
        "Everybody hears what came of it, and is thanked.",
        (ABANDONED,),
    ),
)  # fmt: skip
KEYS = tuple(stage.key for stage in STAGES)
_OTHER_NAMES = {"writing": "co_writing", "tender": "tender_open", "contract_and_delivery": "contract",
                "delivery": "contract", "closing": "closed"}  # fmt: skip


@dataclass(frozen=True)
class Course:
    """What decides where a commission is.

    first: when each type of event happened first, without what is hidden. closes_at: the end of the time for bids, once
    the tender is published. planned: the days on which stages are planned to begin, by their keys.
    """

    first: Mapping[str, datetime]
    closes_at: datetime | None
    planned: Mapping[str, date]


@dataclass(frozen=True)
class Placed:
    """A stage as it stands in a commission. `began_at` is empty before it begins, `planned_on` without a plan."""

    stage: Stage
    progress: Progress
    began_at: datetime | None
    planned_on: date | None


def key_of(name: str) -> str:
    """Return the stage that a timetable means by a name, or an empty text where it is none of ours."""
    plain = re.sub(r"[^a-z]+", "_", name.lower()).strip("_")
    found = _OTHER_NAMES.get(plain, plain)
    return found if found in KEYS else ""


def current(course: Course, now: datetime) -> str:
    """Return the key of the stage in which a commission is."""
    return _begun(course, now)[-1][0]


def placed(course: Course, now: datetime) -> list[Placed]:
    """Return every stage in its order, with how far it is."""
    begun = dict(_begun(course, now))
    at = list(begun)[-1]
    stopped = ABANDONED in course.first
    found = []
    for stage in STAGES:
        if stage.key == at:
            progress = Progress.NOW
        elif KEYS.index(stage.key) < KEYS.index(at):
            # What was skipped on the way to an early end was never reached.
            progress = Progress.NOT_REACHED if stopped and stage.key not in begun else Progress.DONE
        else:
            progress = Progress.TO_COME
        found.append(Placed(stage, progress, begun.get(stage.key), course.planned.get(stage.key)))
    return found


def _begun(course: Course, now: datetime) -> list[tuple[str, datetime | None]]:
    """Return the stages that have begun, in their order, with when."""
    found: list[tuple[str, datetime | None]] = []
    ran_until = min(now, course.first.get(ABANDONED, now))
    for stage in STAGES:
        times = [course.first[name] for name in stage.begun_by if name in course.first]
        if stage.key == "opening" and course.closes_at is not None and course.closes_at <= ran_until:
            times.append(course.closes_at)
        if times:
            found.append((stage.key, min(times)))
    return found or [(KEYS[0], None)]
