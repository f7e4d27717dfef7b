"""Saying, before reading any bid, whether one has a tie to an organisation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.youth_panel.models import Interest, KnownBidder, Recusal
from services.youth_panel.queries.state import opened_tender, panel_before_lock
from services.youth_panel.queries.team import team_of
from services.youth_panel.rules.blindness import InterestIsDeclared, OrganisationIsUnknown
from shared.access import Caller
from shared.contracts.youth_panel import InterestDeclared, SeatRecused
from shared.messaging.outbox import record


def declare_interest(
    session: Session, *, commission_id: str, organisation_id: str, conflict: bool, words: str, caller: Caller,
    now: datetime,
) -> None:  # fmt: skip
    """Keep what a seat says of its ties to an organisation. With a conflict the seat is recused from its bid.

    The words are published only with a recusal, whose reason they are.
    """
    panel_before_lock(session, commission_id)
    opened_tender(session, commission_id)
    team_of(session, commission_id).member(caller.seat)
    if session.get(KnownBidder, (commission_id, organisation_id)) is None:
        raise OrganisationIsUnknown("No organisation with this id has bid here. Choose one from the list of providers.")
    own = (Interest.seat_id == caller.seat, Interest.organisation_id == organisation_id)
    if session.scalar(select(Interest.interest_id).where(*own)) is not None:
        message = "You have said this of the organisation already. If something has changed, recuse yourself."
        raise InterestIsDeclared(message)
    session.add(
        Interest(
            commission_id=commission_id, seat_id=caller.seat, organisation_id=organisation_id, conflict=conflict,
            words=words, declared_at=now,
        )
    )  # fmt: skip
    declared = InterestDeclared(
        commission_id=commission_id, seat_id=caller.seat, organisation_id=organisation_id, conflict=conflict,
        declared_at=now,
    )  # fmt: skip
    record(session, declared, actor=caller.seat, now=now)
    if conflict and not _is_recused(session, caller.seat, organisation_id):
        _recuse(session, commission_id, organisation_id, words, seat_id=caller.seat, now=now)


def _is_recused(session: Session, seat_id: str, organisation_id: str) -> bool:
    query = select(Recusal.recusal_id).where(Recusal.seat_id == seat_id, Recusal.organisation_id == organisation_id)
    return session.scalar(query) is not None


def _recuse(
    session: Session, commission_id: str, organisation_id: str, words: str, *, seat_id: str, now: datetime
) -> None:
    session.add(
        Recusal(
            commission_id=commission_id, seat_id=seat_id, organisation_id=organisation_id, reason=words,
            recused_by=seat_id, recused_at=now,
        )
    )  # fmt: skip
    event = SeatRecused(commission_id=commission_id, seat_id=seat_id, organisation_id=organisation_id, recused_at=now)
    record(session, event, actor=seat_id, reason=words, now=now)
