"""Setting up the people of a commission: what is done, and what is missing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.roles import Role

# Under 3 young seats the process pauses, so it does not begin without them.
FEWEST_YOUNG_PEOPLE = 3


class TaskState(StrEnum):
    """How far a task is. What can wait is good to have, and holds nothing up."""

    DONE = "done"
    MISSING = "missing"
    CAN_WAIT = "can_wait"


@dataclass(frozen=True)
class Task:
    """One task of setting up: what it is about, and how far it is."""

    about: str
    state: TaskState

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.state is TaskState.DONE


def tasks(seats: Mapping[Role, int], *, groups: int, boards: int) -> tuple[Task, ...]:
    """Return the tasks in the order in which they are best done.

    seats: how many active seats each role has. groups, boards: how many there are.
    """
    enough = {
        "facilitators": seats.get(Role.FACILITATOR, 0) > 0,
        "groups": groups > 0,
        "young_people": seats.get(Role.YOUNG_PERSON, 0) >= FEWEST_YOUNG_PEOPLE,
        "evaluators": seats.get(Role.EVALUATOR, 0) > 0,
    }
    good_to_have = {
        "boards": boards > 0 and seats.get(Role.BOARD_MEMBER, 0) > 0,
        "auditor": seats.get(Role.AUDITOR, 0) > 0,
        "second_commissioner": seats.get(Role.COMMISSIONER, 0) > 1,
    }
    return (
        *(Task(about, TaskState.DONE if is_done else TaskState.MISSING) for about, is_done in enough.items()),
        *(Task(about, TaskState.DONE if is_done else TaskState.CAN_WAIT) for about, is_done in good_to_have.items()),
    )
