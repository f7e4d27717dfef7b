"""Who is on the panel, and who of them is still there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.youth_panel.models import Interest, PanelSeat, Practice
from services.youth_panel.queries.state import bidders_of
from services.youth_panel.rules.blindness import check_may_read_bids
from services.youth_panel.rules.membership import JudgesDoNotChair, NotOnThePanel, check_not_paused
from services.youth_panel.rules.scoring import YOUNG_PEOPLE
from shared.access import Caller
from shared.access.tables import TABLES
from shared.roles import Role

_SEATS = TABLES.known_seats


@dataclass(frozen=True)
class Member:
    """A seat of the panel. `active` is False once the seat has ended."""

    seat_id: str
    panel: str
    joined_at: datetime
    active: bool


@dataclass(frozen=True)
class Team:
    """The seats of both panels, in order of their ids. `holders`: who holds or held each seat of the commission."""

    members: Sequence[Member]
    holders: Mapping[str, str]

    def member(self, seat_id: str) -> Member:
        """Return the member in this seat. Raises NotOnThePanel."""
        for each in self.members:
            if each.seat_id == seat_id:
                return each
        raise NotOnThePanel("Your seat is not on the panel of this commission.")

    def of(self, panel: str) -> list[Member]:
        """Return the members of one panel, active or not."""
        return [each for each in self.members if each.panel == panel]

    def active_young(self) -> list[str]:
        """Return the active seats of the young people's panel."""
        return [each.seat_id for each in self.of(YOUNG_PEOPLE) if each.active]

    def seats_of_same_person(self, seat_id: str) -> frozenset[str]:
        """Return this seat and all others of its holder in the commission, ended ones too."""
        holder = self.holders.get(seat_id)
        return frozenset({seat_id, *(seat for seat, held_by in self.holders.items() if held_by == holder)})

    def as_judge(self, caller: Caller) -> Caller:
        """Return the caller in the active seat in which they judge, where another seat of theirs has let them in.

        Otherwise a judge could read through it what is closed to their seat.
        """
        for each in self.members:
            if each.active and self.holders.get(each.seat_id) == caller.holder_id:
                role = Role.YOUNG_PERSON if each.panel == YOUNG_PEOPLE else Role.EVALUATOR
                return replace(caller, seat_id=each.seat_id, role=role)
        return caller

    def check_may_chair(self, caller: Caller) -> None:
        """Raise JudgesDoNotChair where the caller holds, or held, a seat of the panel as well."""
        if any(self.holders.get(each.seat_id) == caller.holder_id for each in self.members):
            message = "You sit on this panel yourself, so you cannot chair it. Ask another facilitator."
            raise JudgesDoNotChair(message)

    def check_not_paused(self) -> None:
        """Raise PanelIsPaused where fewer than three young seats are active."""
        check_not_paused(len(self.active_young()))


def team_of(session: Session, commission_id: str) -> Team:
    """Return the panel's seats; none where no panel is formed."""
    query = select(PanelSeat).where(PanelSeat.commission_id == commission_id).order_by(PanelSeat.seat_id)
    seats = session.execute(
        select(_SEATS.c.seat_id, _SEATS.c.holder_id, _SEATS.c.ended_at).where(_SEATS.c.commission_id == commission_id)
    ).all()
    active = {seat.seat_id for seat in seats if seat.ended_at is None}
    members = [Member(row.seat_id, row.panel, row.joined_at, row.seat_id in active) for row in session.scalars(query)]
    return Team(members, {seat.seat_id: seat.holder_id for seat in seats})


def check_seat_may_read(session: Session, commission_id: str, seat_id: str) -> None:
    """Raise unless a panel's seat has finished practice and declared for every organisation that bid.

    Raises PracticeComesFirst or InterestsComeFirst.
    """
    declared = select(Interest.organisation_id).where(
        Interest.commission_id == commission_id, Interest.seat_id == seat_id
    )
    check_may_read_bids(
        practised=session.get(Practice, seat_id) is not None,
        organisations=[each.organisation_id for each in bidders_of(session, commission_id)],
        declared=list(session.scalars(declared)),
    )
