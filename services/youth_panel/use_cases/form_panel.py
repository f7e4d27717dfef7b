"""Naming the seats that score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.youth_panel.models import Abstention, Panel, PanelSeat, ScoreSheet
from services.youth_panel.queries.state import published_rules, running_commission, tender_of
from services.youth_panel.rules.membership import check_only_adds, check_seats
from services.youth_panel.rules.moderation import ScoresAreLocked
from services.youth_panel.rules.scoring import ADULTS, PANELS, YOUNG_PEOPLE
from shared.access import Caller, active_seats
from shared.contracts.youth_panel import PanelFormed, PanelMembers
from shared.messaging.outbox import record
from shared.roles import Role


def form_panel(
    session: Session, *, commission_id: str, young_people: Sequence[str], adults: Sequence[str], caller: Caller,
    now: datetime,
) -> None:  # fmt: skip
    """Form the panel from its seats. Before the first score it can be formed anew; after it, only added to.

    Adding stays possible until the lock, since a panel that lost its young people would else be paused for good.
    """
    running_commission(session, commission_id, for_change=True)  # there may be no panel's row to lock yet
    tender = tender_of(session, commission_id)
    criteria = published_rules(tender).criteria
    panel = session.get(Panel, commission_id, with_for_update=True)
    if panel is not None and panel.locked_at is not None:
        raise ScoresAreLocked("The agreed scores are locked, so the panel stays as it is.")
    present = list(session.scalars(select(PanelSeat).where(PanelSeat.commission_id == commission_id)))
    active = active_seats(session, commission_id)
    ended = {each.seat_id for each in present} - {seat.seat_id for seat in active}
    facilitators = {seat.holder_id for seat in active if seat.role == Role.FACILITATOR}
    check_seats(
        young_people, adults,
        young_active=[seat.seat_id for seat in active if seat.role == Role.YOUNG_PERSON],
        evaluators_active=[seat.seat_id for seat in active if seat.role == Role.EVALUATOR],
        chairs=[seat.seat_id for seat in active if seat.holder_id in facilitators],
        adult_criteria=any(each.panel == ADULTS for each in criteria),
    )  # fmt: skip
    named = {**dict.fromkeys(young_people, YOUNG_PEOPLE), **dict.fromkeys(adults, ADULTS)}
    if _scoring_has_begun(session, commission_id):
        still_there = [(each.seat_id, each.panel) for each in present if each.seat_id not in ended]
        check_only_adds(still_there, named.items())
        # A seat that has ended keeps its place: the scores that it gave stay on the record.
        named |= {each.seat_id: each.panel for each in present if each.seat_id in ended}
    if panel is None:
        session.add(Panel(commission_id=commission_id, formed_at=now, formed_by=caller.seat))
        session.flush()
    else:
        panel.formed_at, panel.formed_by = now, caller.seat
    _seat(session, commission_id, present, named, now)
    members = tuple(
        PanelMembers(
            panel=name, seat_ids=tuple(sorted(seat for seat, panel in named.items() if panel == name)),
            criterion_ids=tuple(each.criterion_id for each in criteria if each.panel == name),
        )
        for name in PANELS
    )  # fmt: skip
    record(session, PanelFormed(commission_id=commission_id, panels=members, formed_at=now), actor=caller.seat, now=now)


def _scoring_has_begun(session: Session, commission_id: str) -> bool:
    return any(
        session.scalar(select(model.seat_id).where(model.commission_id == commission_id).limit(1)) is not None
        for model in (ScoreSheet, Abstention)
    )


def _seat(
    session: Session, commission_id: str, present: Sequence[PanelSeat], named: dict[str, str], now: datetime
) -> None:
    known = {each.seat_id: each for each in present}
    for seat_id, row in known.items():
        if seat_id not in named:
            session.delete(row)
    for seat_id, panel in named.items():
        if seat_id in known:
            known[seat_id].panel = panel
        else:
            session.add(PanelSeat(seat_id=seat_id, commission_id=commission_id, panel=panel, joined_at=now))
