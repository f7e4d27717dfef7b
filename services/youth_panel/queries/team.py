"""Who is on the panel, and who of them is still there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.youth_panel.models import Interest, PanelSeat, Practice
from services.youth_panel.queries.state import bidders_of
from services.youth_panel.rules.blindness import check_may_read_bids
from services.youth_panel.rules.membership import NotOnThePanel, check_not_paused
from services.youth_panel.rules.scoring import YOUNG_PEOPLE
from shared.access import active_seats


@dataclass(frozen=True)
class Member:
    """A seat of the panel. `active` is False once the seat has ended."""

    seat_id: str
    panel: str
    joined_at: datetime
    active: bool


@dataclass(frozen=True)
class Team:
    """The seats of both panels, in order of their ids."""

    members: Sequence[Member]

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

    def check_not_paused(self) -> None:
        """Raise PanelIsPaused where fewer than three young seats are active."""
        check_not_paused(len(self.active_young()))


def team_of(session: Session, commission_id: str) -> Team:
    """Return the panel's seats; none where no panel is formed."""
    query = select(PanelSeat).where(PanelSeat.commission_id == commission_id).order_by(PanelSeat.seat_id)
    active = {seat.seat_id for seat in active_seats(session, commission_id)}
    rows = session.scalars(query)
    return Team([Member(row.seat_id, row.panel, row.joined_at, row.seat_id in active) for row in rows])


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
