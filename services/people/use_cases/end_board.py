"""A board is no more: its codes end, and so do its members' seats on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.people.models import Seat
from services.people.models.groups import Board
from services.people.queries.accounts import lock_account
from services.people.queries.groups import open_board
from services.people.queries.invites import close_invite, invites_into
from services.people.queries.seats import close_seat
from shared.access import Caller
from shared.contracts.people import BoardEnded
from shared.messaging.outbox import record


def end_board(
    session: Session, *, commission_id: str, board_id: str, reason: str, caller: Caller, now: datetime
) -> Board:
    """End a board and its members' seats; the reason is published. Raises NoSuchBoard."""
    board = open_board(session, commission_id, board_id)
    for invite in invites_into(session, board_id):
        close_invite(session, invite, actor=caller.seat, now=now)
    members = select(Seat).where(Seat.board_id == board_id, Seat.ended_at.is_(None)).order_by(Seat.holder_id)
    for seat in session.scalars(members).all():
        lock_account(session, seat.holder_id)
        session.refresh(seat)
        if seat.ended_at is None:
            close_seat(session, seat, actor=caller.seat, reason=reason, now=now)
    board.ended_at = now
    ended = BoardEnded(commission_id=commission_id, board_id=board_id, ended_at=now)
    record(session, ended, actor=caller.seat, reason=reason, now=now)
    return board
