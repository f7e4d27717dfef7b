"""Who opens: a commissioner and a young person, together."""

from __future__ import annotations

from shared.errors import Conflict
from shared.roles import ROLES, Role

OPENERS = (Role.COMMISSIONER, Role.YOUNG_PERSON)


class BidsAreOpenAlready(Conflict):
    """The bids have been opened."""


class BidsAreSealed(Conflict):
    """The bids have not been opened."""


class OpeningNeedsTwo(Conflict):
    """The other of the two has to be somebody with the other seat."""


class ReceiptsDoNotMatch(Conflict):
    """A bid is not what its receipt says, so nothing is opened. `bids` names those bids."""


class OpeningNeedsAnotherPerson(Conflict):
    """Whoever did the first part cannot do the other as well, not even in another seat."""


def check_second_act(first_role: str | None, role: Role, *, same_person: bool) -> bool:
    """Say whether this act completes the opening.

    same_person: whether the caller holds the seat that did the first part. Raises OpeningNeedsTwo where the same kind
    of seat has acted before (it takes one commissioner and one young person), and OpeningNeedsAnotherPerson.
    """
    if first_role is None:
        return False
    if first_role == role:
        other = next(each for each in OPENERS if each is not role)
        # As tuples they are names that a page says in its language.
        words = {"role": (ROLES[role],), "other": (ROLES[other],)}
        raise OpeningNeedsTwo("A {role} has done this part. Now a {other} does the other part.", words=words)
    if same_person:
        raise OpeningNeedsAnotherPerson("You did the first part yourself. Somebody else does the other part.")
    return True
