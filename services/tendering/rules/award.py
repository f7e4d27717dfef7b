"""Rules about the award, challenges and the contract."""

from __future__ import annotations

from shared.errors import Conflict, NotFound


class ChoiceIsNotConfirmed(Conflict):
    """There is no confirmed choice of the panel to award."""


class AwardIsDecidedAlready(Conflict):
    """The intention to award is published."""


class AwardIsNotDecided(Conflict):
    """There is no intention to award yet."""


class NoSuchAward(NotFound):
    """There is no award in this commission yet."""


class NoSuchChallenge(NotFound):
    """There is no such challenge in this commission."""


class ChallengeIsTooLate(Conflict):
    """The standstill is over, so the award can no longer be challenged here."""


class ChallengeIsAnswered(Conflict):
    """The challenge has its answer already."""


class ChallengeIsOpen(Conflict):
    """No contract can be signed while a challenge is open."""


class ChallengeWasUpheld(Conflict):
    """A challenge was upheld, so this award cannot become a contract."""


class ContractIsSignedAlready(Conflict):
    """The contract is signed."""


def check_challenges(*, open_ones: int, upheld: int) -> None:
    """Raise ChallengeIsOpen or ChallengeWasUpheld where either stands in the way of a contract."""
    if open_ones:
        raise ChallengeIsOpen("A challenge is open. Answer it, with reasons, before the contract is signed.")
    if upheld:
        raise ChallengeWasUpheld(
            "A challenge was upheld. This award cannot become a contract; abandon it or begin anew."
        )
