"""Groups of a commission: Youth Council, Children in Care, a school's group. Pure."""

from __future__ import annotations

from enum import StrEnum

from shared.errors import Conflict, NotFound
from shared.roles import Role


class GroupKind(StrEnum):
    """What kind of group it is. The words of the field; a group of another kind says so in its name."""

    YOUTH_COUNCIL = "youth_council"
    CHILDREN_IN_CARE = "children_in_care"
    CARE_LEAVERS = "care_leavers"
    SCHOOL = "school"
    SERVICE_USERS = "service_users"
    OTHER = "other"


class NoSuchGroup(NotFound):
    """There is no such group in this commission, or it has ended."""


class GroupNameIsTaken(Conflict):
    """A group of this commission has this name already."""


class SeatIsInNoGroup(Conflict):
    """Only young people's and facilitators' seats are in groups."""


def may_run_groups(role: Role) -> bool:
    """Say whose seat makes and ends groups: a commissioner's or a facilitator's."""
    return role in (Role.COMMISSIONER, Role.FACILITATOR)


def check_grouped(role: Role) -> None:
    """Refuse a group for a seat that is in none. Raises SeatIsInNoGroup."""
    if role not in (Role.YOUNG_PERSON, Role.FACILITATOR):
        raise SeatIsInNoGroup("Groups are for young people and the facilitators who work with them.")
