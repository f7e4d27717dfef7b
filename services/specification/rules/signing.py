"""Rules of signing the text off: who has to, and when it is agreed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from services.specification.rules.texts import TextHasChanged
from shared.errors import Conflict, Invalid, NotAllowed

YOUNG, COMMISSIONER, BOARD = "young_person", "commissioner", "board_member"


class NotAllClausesAreAgreed(Conflict):
    """The specification cannot be signed while a clause is only a draft, or criteria are missing."""


class CriterionIsHidden(Conflict):
    """Nobody signs a list of criteria of which one is hidden."""


class SignedAlready(Conflict):
    """The seat, or its board, has signed this text."""


class NotAskedToSign(NotAllowed):
    """A board member whose board the plan does not ask."""


class SayWhy(Invalid):
    """A board says how it decided, and whoever says no says why."""


class YoungPeopleDoNotDecline(Conflict):
    """A young person who does not agree leaves it unsigned, and says so in the text."""


def check_signable(*, clauses: int, agreed: int, criteria: int) -> None:
    """Raise NotAllClausesAreAgreed unless there are clauses, all are agreed, and criteria are set."""
    if not clauses or agreed < clauses or not criteria:
        raise NotAllClausesAreAgreed(
            "{agreed} of {clauses} clauses are agreed, and {criteria} criteria are set. "
            "The specification can be signed when every clause is agreed and there are criteria.",
            words={"agreed": agreed, "clauses": clauses, "criteria": criteria},
        )


def check_no_criterion_is_hidden(*, hidden: int) -> None:
    """Raise CriterionIsHidden where words that bids would be scored on are hidden."""
    if hidden:
        raise CriterionIsHidden(
            "Some of what bids are scored on is hidden now. Set what bids are scored on again. Then sign."
        )


def check_hash(sent: str, current: str) -> None:
    """Raise TextHasChanged where somebody signs another text than the one that stands."""
    if sent != current:
        raise TextHasChanged(
            "The text has changed since you read it. Read it again, then sign.", current_sha256=current
        )


def check_answer(*, role: str, declines: bool, reason: str) -> None:
    """Raise SayWhy where a board does not say how it decided, or somebody says no without a reason.

    Raises YoungPeopleDoNotDecline where a young person would say no: nobody asks them why they have not signed.
    """
    if declines and role == YOUNG:
        raise YoungPeopleDoNotDecline("You do not have to sign. Write in the text what should be different.")
    if declines and not reason.strip():
        raise SayWhy("Say why not. The young people are told.")
    if role == BOARD and not reason.strip():
        raise SayWhy("Say how the board decided. Everybody can read it.")


def check_not_answered(*, signed: bool) -> None:
    """Raise SignedAlready where the seat, or its board, has signed the text that stands."""
    if signed:
        raise SignedAlready("You have signed this text already.")


def quorum_is_met(signed_by: set[str], active_young_seats: set[str], quorum: int) -> bool:
    """Say whether enough young seats have signed; only seats that are still active count."""
    return len(signed_by & active_young_seats) >= quorum


def boards_still_asked(asked: Mapping[str, str], assented: Collection[str]) -> list[str]:
    """Return the names of the boards whose yes is missing. asked: names of the boards that have to assent, by id."""
    return [name for board_id, name in asked.items() if board_id not in assented]
