"""Who opens: a commissioner and a young person, together."""

from __future__ import annotations

from shared.errors import Conflict
from shared.roles import Role

OPENERS = (Role.COMMISSIONER, Role.YOUNG_PERSON)


class BidsAreOpenAlready(Conflict):
    """The bids have been opened."""


class OpeningNeedsTwo(Conflict):
    """The other of the two has to be somebody with the other seat."""


class ReceiptsDoNotMatch(Conflict):
    """A bid is not what its receipt says, so nothing is opened. `bids` names those bids."""


def check_second_act(first_role: str | None, role: Role) -> bool:
    """Say whether this act completes the opening.

    Raises OpeningNeedsTwo where the same kind of seat has acted before: one commissioner and one young person.
    """
    if first_role is None:
        return False
    if first_role == role:
        other = next(r for r in OPENERS if r is not role).replace("_", " ")
        raise OpeningNeedsTwo(f"A {role.replace('_', ' ')} has done this part. Now a {other} does the other part.")
    return True
