"""A facilitator brings in what people wrote on sticky notes at a workshop."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.specification.models import Contribution, Idea
from services.specification.queries.commissions import open_commission
from services.specification.queries.contributions import let_stand
from services.specification.queries.ideas import themes_of
from services.specification.queries.workshops import workshop_of
from services.specification.rules.contributions import IDEA, IDEA_GROUP, WORKSHOP
from services.specification.rules.ideas import check_theme
from services.specification.rules.workshops import MOST_STICKIES, check_room, stickies_in
from shared.access import Caller
from shared.ids import new_id


def record_stickies(
    session: Session, *, commission_id: str, workshop_id: str, typed: str, theme: str, heading: str, caller: Caller,
    now: datetime,
) -> list[Contribution]:  # fmt: skip
    """Add an idea for each line, under a theme and, where there is a heading, in a group of that name.

    Their writers are the people at the workshop: they count as nobody's seat, and as no adult's words. Whoever typed
    them has read them, so they stand at once. Raises NoSuchWorkshop, NoSuchTheme, StickiesAreWrong,
    TooMuchOfWorkshops, RulesAreLocked and CommissionHasEnded.
    """
    open_commission(session, commission_id)
    workshop_of(session, commission_id, workshop_id)
    check_theme(theme, themes_of(session, commission_id))
    lines = stickies_in(typed)
    kept = select(func.count()).where(Contribution.seat_id == workshop_id, Contribution.role == WORKSHOP)
    check_room((session.scalar(kept) or 0) + len(lines), MOST_STICKIES)

    def given(text: str, place: str, written_at: datetime) -> Contribution:
        found = Contribution(
            contribution_id=new_id(), commission_id=commission_id, place=place, text=text, seat_id=workshop_id,
            role=WORKSHOP, written_at=written_at,
        )  # fmt: skip
        session.add(found)
        session.flush()
        let_stand(session, found, now=now, actor=caller.seat)
        return found

    group = given(heading, IDEA_GROUP, now) if heading else None
    found = []
    for number, line in enumerate(lines, start=1):
        # A microsecond apart, they keep the order in which they hung there.
        each = given(line, IDEA, now + timedelta(microseconds=number))
        group_id = group.contribution_id if group is not None else None
        session.add(Idea(contribution_id=each.contribution_id, theme=theme, group_id=group_id))
        found.append(each)
    session.flush()
    return found
