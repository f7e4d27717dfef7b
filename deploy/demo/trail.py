"""Reading the trail of a story to its end, and checking that its chain is whole."""

from __future__ import annotations

from typing import Any

from deploy.demo.asking import StoryWentWrong
from deploy.demo.cast import Story

# Effects of the last act may still be on their way; the trail is at its end when it has not grown this often.
_STEADY = 5


def wait_for_end(story: Story, last_type: str) -> dict[str, Any]:
    """Wait until the trail holds an event of this type and grows no more; return its length and head hash."""
    address = story.at("decision_trail", f"/timeline?type={last_type}")
    story.read("auditor_1", address, lambda found: bool(found["items"]))
    found: dict[str, Any] = {}
    steady = 0
    for _ in story.system.clock.attempts():
        latest = story.read("auditor_1", story.at("decision_trail", "/head"))
        steady = steady + 1 if latest == found else 0
        found = latest
        if steady >= _STEADY:
            break
    if not story.read("auditor_1", story.at("decision_trail", "/verification"))["whole"]:
        message = f"The chain of {story.commission_id} is broken."
        raise StoryWentWrong(message)
    return found


def wait_for_seats(story: Story) -> None:
    """Wait until the log holds everybody's seat, so that whatever happens next is told to all of them."""
    address = story.at("decision_trail", "/timeline?type=people.seat_taken.v1")
    story.read("auditor_1", address, lambda found: len(found["items"]) >= len(story.people))


def entries(story: Story) -> tuple[dict[str, Any], ...]:
    """Return every entry of the trail, as an auditor reads them."""
    whole: list[dict[str, Any]] = []
    cursor = 0
    while True:
        page = story.read("auditor_1", story.at("decision_trail", f"/timeline?cursor={cursor}"))
        whole += page["items"]
        if page["next"] is None:
            return tuple(whole)
        cursor = page["next"]
