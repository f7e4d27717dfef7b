"""Groups and boards of a commission, and who is in them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.people.models import KnownCommission, Seat
from services.people.models.groups import Board, Group
from services.people.queries.seats import seat_that_may
from services.people.rules.boards import NoSuchBoard
from services.people.rules.groups import NoSuchGroup
from services.people.rules.invites import RoleCannotBeInvited
from services.people.rules.names import folded
from services.people.rules.setting_up import Task, tasks
from shared.access import Caller
from shared.roles import Role


def host_of(session: Session, caller: Caller, commission_id: str, may: Callable[[Role], bool], refusal: str) -> Seat:
    """Return the caller's seat whose role may do something. Raises RoleCannotBeInvited with these words."""
    host = seat_that_may(session, caller, commission_id, may)
    if host is None:
        raise RoleCannotBeInvited(refusal)
    return host


def groups_of(session: Session, commission_id: str) -> list[Group]:
    """Return the groups of a commission that have not ended, in the order they were made."""
    query = select(Group).where(Group.commission_id == commission_id, Group.ended_at.is_(None))
    return list(session.scalars(query.order_by(Group.made_at, Group.group_id)))


def boards_of(session: Session, commission_id: str) -> list[Board]:
    """Return the boards of a commission that have not ended, in the order they were made."""
    query = select(Board).where(Board.commission_id == commission_id, Board.ended_at.is_(None))
    return list(session.scalars(query.order_by(Board.made_at, Board.board_id)))


def tasks_of(session: Session, commission_id: str) -> tuple[Task, ...]:
    """Return what is done and what is missing of setting up a commission's people."""
    counted = select(Seat.role, func.count()).where(Seat.commission_id == commission_id, Seat.ended_at.is_(None))
    seats = {Role(role): number for role, number in session.execute(counted.group_by(Seat.role)).all()}
    return tasks(seats, groups=len(groups_of(session, commission_id)), boards=len(boards_of(session, commission_id)))


def checks_texts(session: Session, commission_id: str) -> bool:
    """Say whether young people's texts are checked in this commission before others read them."""
    known = session.get(KnownCommission, commission_id)
    return known is not None and known.checks_young_texts


def names_of(session: Session, commission_ids: Collection[str]) -> dict[str, str]:
    """Return, by id, what commissions and the groups and boards in them are called, ended ones too."""
    known = select(KnownCommission.commission_id, KnownCommission.title)
    groups, boards = select(Group.group_id, Group.name), select(Board.board_id, Board.name)
    found = (
        known.where(KnownCommission.commission_id.in_(commission_ids)),
        groups.where(Group.commission_id.in_(commission_ids)),
        boards.where(Board.commission_id.in_(commission_ids)),
    )
    return {key: name for query in found for key, name in session.execute(query).all()}


def open_group(session: Session, commission_id: str, group_id: str) -> Group:
    """Return a group of this commission, held so that it does not end meanwhile. Raises NoSuchGroup."""
    group = session.get(Group, group_id, with_for_update=True, populate_existing=True)
    if group is None or group.commission_id != commission_id or group.ended_at is not None:
        raise NoSuchGroup("There is no such group in this commission, or it has ended.")
    return group


def open_board(session: Session, commission_id: str, board_id: str) -> Board:
    """Return a board of this commission, held so that it does not end meanwhile. Raises NoSuchBoard."""
    board = session.get(Board, board_id, with_for_update=True, populate_existing=True)
    if board is None or board.commission_id != commission_id or board.ended_at is not None:
        raise NoSuchBoard("There is no such board in this commission, or it has ended.")
    return board


def is_named(name: str, existing: list[Group] | list[Board]) -> bool:
    """Say whether one of these has this name already, however it is written."""
    return folded(name) in {folded(each.name) for each in existing}
