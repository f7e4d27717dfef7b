"""A commissioner sets up a board, with the powers that the plan gives it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from services.people.models.groups import Board
from services.people.queries.groups import boards_of, is_named
from services.people.rules.boards import BoardKind, BoardNameIsTaken, Power, tidy_powers
from shared.access import Caller
from shared.contracts.people import BoardMade
from shared.ids import new_id
from shared.messaging.outbox import record


def make_board(
    session: Session, *, commission_id: str, name: str, kind: BoardKind, powers: Collection[Power], caller: Caller,
    now: datetime,
) -> Board:  # fmt: skip
    """Make a board; its name and powers are published. Raises BoardNameIsTaken and PowersAreWrong."""
    kept = [power.value for power in tidy_powers(powers)]
    if is_named(name, boards_of(session, commission_id)):
        raise BoardNameIsTaken("There is a board of this name already. Choose another name.")
    board = Board(
        board_id=new_id(), commission_id=commission_id, name=name, kind=kind.value, powers=kept, made_at=now
    )  # fmt: skip
    session.add(board)
    made = BoardMade(
        commission_id=commission_id,
        board_id=board.board_id,
        name=name,
        kind=kind.value,
        powers=tuple(kept),
        made_at=now,
    )
    record(session, made, actor=caller.seat, now=now)
    return board
