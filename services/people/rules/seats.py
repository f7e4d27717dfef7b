"""Who may sit where, and who sees whose name. Pure."""

from __future__ import annotations

from shared.errors import Conflict, NotFound
from shared.roles import ROLES, Role


class ProviderSeatExcludesOthers(Conflict):
    """In one commission, nobody sits both as a provider and in another seat."""


class SeatIsTakenAlready(Conflict):
    """The person has such a seat in the commission already."""


class NoSuchSeat(NotFound):
    """There is no such seat in this commission, or the caller may not end it."""


class SeatIsHandedOverAlready(Conflict):
    """Somebody has taken the place of this seat already."""


class NoSuchCommission(NotFound):
    """The commission is not known, or has ended."""


def may_see_name(viewers: set[Role], role: Role) -> bool:
    """Say whose names somebody with these roles sees in a list of seats.

    A facilitator works with the young people and knows their nicknames; a commissioner knows the adults.
    An auditor needs no names.
    """
    if role is Role.YOUNG_PERSON:
        return Role.FACILITATOR in viewers
    return Role.COMMISSIONER in viewers or (Role.FACILITATOR in viewers and role is Role.FACILITATOR)


def check_seats(role: Role, held: set[Role]) -> None:
    """Refuse a second seat of the same role, and a provider's seat beside any other, either way round.

    Raises SeatIsTakenAlready or ProviderSeatExcludesOthers.
    """
    if role in held:
        raise SeatIsTakenAlready("You sit in this commission as {role} already.", words={"role": (ROLES[role],)})
    if held and (role is Role.PROVIDER or Role.PROVIDER in held):
        raise ProviderSeatExcludesOthers(
            "In one commission, nobody can be a provider and have another seat. End the other seat first."
        )
