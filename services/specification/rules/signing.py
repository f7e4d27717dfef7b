"""Rules of signing the text off. Pure."""

from __future__ import annotations

from services.specification.rules.texts import TextHasChanged
from shared.errors import Conflict


class NotAllClausesAreAgreed(Conflict):
    """The specification cannot be signed while a clause is only a draft, or criteria are missing."""


class SignedAlready(Conflict):
    """The seat has signed this text."""


def check_signable(*, clauses: int, agreed: int, criteria: int) -> None:
    """Raise NotAllClausesAreAgreed unless there are clauses, all are agreed, and criteria are set."""
    if not clauses or agreed < clauses or not criteria:
        raise NotAllClausesAreAgreed(
            "{agreed} of {clauses} clauses are agreed, and {criteria} criteria are set. "
            "The specification can be signed when every clause is agreed and there are criteria.",
            words={"agreed": agreed, "clauses": clauses, "criteria": criteria},
        )


def check_hash(sent: str, current: str) -> None:
    """Raise TextHasChanged where somebody signs another text than the one that stands."""
    if sent != current:
        raise TextHasChanged(
            "The text has changed since you read it. Read it again, then sign.", current_sha256=current
        )


def quorum_is_met(signed_by: set[str], active_young_seats: set[str], quorum: int) -> bool:
    """Say whether enough young seats have signed; only seats that are still active count."""
    return len(signed_by & active_young_seats) >= quorum
