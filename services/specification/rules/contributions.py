"""Rules of what people give beside the text: which kinds there are, and that each is owed an answer. Pure."""

from __future__ import annotations

from shared.errors import Conflict, NotFound

LONGEST_CONTRIBUTION = 2_000
MOST_OF_A_SEAT = 500
IDEA, COMMENT, SUGGESTION, OBJECTION = "idea", "comment", "suggestion", "objection"
IDEA_GROUP = "idea_group"
WHY, HARD_WORD = "why", "hard_word"
# Whose words are of nobody's seat, but of the people at a workshop: what stands for the role of their writer.
WORKSHOP = "workshop"
# What each kind is called on pages; said with `_`.
PLACES = {
    IDEA: "An idea",
    COMMENT: "A comment",
    SUGGESTION: "A suggestion",
    OBJECTION: "An objection",
    IDEA_GROUP: "A name for a group of ideas",
    "criterion": "A criterion",
    WHY: "Why a part matters",
    HARD_WORD: "A hard word",
}
# Ideas and suggestions ask for something, so the group owes each an answer: you said, we did. A comment is part of a
# talk, and an objection is answered by how the group decides.
OWED_AN_ANSWER = frozenset({IDEA, SUGGESTION})
TAKEN, PARTLY, NOT_TAKEN = "taken", "partly", "not_taken"
ANSWERS = {
    TAKEN: "Yes, it is in the text",
    PARTLY: "Some of it is in the text",
    NOT_TAKEN: "No, not this time",
}


class NoSuchContribution(NotFound):
    """There is no such contribution in this commission, or not yet for others."""


class TooManyContributions(Conflict):
    """One seat gave more than fits."""


class NothingToAnswer(Conflict):
    """The contribution is of a kind that is not answered, or others do not read it."""


def check_may_give(*, given: int) -> None:
    """Raise TooManyContributions where a seat gave 500 in this commission already."""
    if given >= MOST_OF_A_SEAT:
        raise TooManyContributions(
            "You have written {given} things here, and no more fit. Thank you. Talk to somebody who runs your group.",
            words={"given": given},
        )


def check_answerable(*, place: str, stands: bool, hidden: bool) -> None:
    """Raise NothingToAnswer for what is owed no answer, and for what waits or is hidden."""
    if place not in OWED_AN_ANSWER or not stands or hidden:
        raise NothingToAnswer("This cannot be answered now. Only ideas and suggestions that others read are answered.")
