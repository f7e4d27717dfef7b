"""What `specification` does when others have acted."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.specification.models import (
    Clause,
    ClauseChange,
    Commission,
    FreeSeat,
    KnownBoard,
    KnownBoardSeat,
    KnownTender,
)
from services.specification.queries.agreeing import agree_if_all_signed
from services.specification.queries.commissions import is_open
from shared.contracts.people import BoardEnded, BoardMade, SeatCheckingSet, SeatTaken
from shared.contracts.tendering import CommissionAbandoned, ContractSigned, TenderPublished
from shared.messaging.handlers import EventMeta, Handlers


def _known(session: Session, commission_id: str) -> KnownTender:
    found = session.get(KnownTender, commission_id)
    if found is None:
        found = KnownTender(commission_id=commission_id)
        session.add(found)
    return found


def _forget_changes(session: Session, commission_id: str) -> None:
    """Forget what was typed letter by letter: nobody writes any more, and the versions say who wrote what."""
    clauses = select(Clause.clause_id).where(Clause.commission_id == commission_id)
    session.execute(delete(ClauseChange).where(ClauseChange.clause_id.in_(clauses)))


def on_tender_published(session: Session, event: TenderPublished, _meta: EventMeta) -> None:
    """From now on the text is locked."""
    _known(session, event.commission_id).published_at = event.opens_at
    _forget_changes(session, event.commission_id)


def on_commission_abandoned(session: Session, event: CommissionAbandoned, _meta: EventMeta) -> None:
    """The commission is over."""
    _known(session, event.commission_id).ended_at = event.abandoned_at
    _forget_changes(session, event.commission_id)


def on_contract_signed(session: Session, event: ContractSigned, _meta: EventMeta) -> None:
    """The commissioning is over; delivery begins."""
    _known(session, event.commission_id).ended_at = event.signed_at


def on_seat_checking_set(session: Session, event: SeatCheckingSet, _meta: EventMeta) -> None:
    """Know who writes freely."""
    session.execute(delete(FreeSeat).where(FreeSeat.seat_id == event.seat_id))
    if not event.checked_first:
        session.add(FreeSeat(seat_id=event.seat_id))


def on_board_made(session: Session, event: BoardMade, _meta: EventMeta) -> None:
    """Know a board, and whether the text needs its yes."""
    known = session.get(KnownBoard, event.board_id)
    if known is None:
        known = KnownBoard(board_id=event.board_id, commission_id=event.commission_id)
        session.add(known)
    known.name, known.made_at = event.name, event.made_at
    known.assents = "assents_to_specification" in event.powers


def on_board_ended(session: Session, event: BoardEnded, _meta: EventMeta) -> None:
    """Nobody asks the board any more."""
    known = session.get(KnownBoard, event.board_id)
    if known is not None:
        known.ended_at = event.ended_at
        session.flush()


def agree_on_board_ended(session: Session, event: BoardEnded, meta: EventMeta) -> None:
    """Where only this board's yes was missing, the text is agreed now."""
    commission = session.get(Commission, event.commission_id, with_for_update=True)
    if commission is not None and is_open(session, event.commission_id):
        agree_if_all_signed(session, commission, actor=meta.actor, now=meta.now)


def on_seat_taken(session: Session, event: SeatTaken, _meta: EventMeta) -> None:
    """Know who is on a board."""
    if event.board_id and session.get(KnownBoardSeat, event.seat_id) is None:
        session.add(KnownBoardSeat(seat_id=event.seat_id, board_id=event.board_id))


HANDLERS = Handlers(
    copies={
        BoardEnded: on_board_ended,
        BoardMade: on_board_made,
        SeatTaken: on_seat_taken,
        SeatCheckingSet: on_seat_checking_set,
        TenderPublished: on_tender_published,
        CommissionAbandoned: on_commission_abandoned,
        ContractSigned: on_contract_signed,
    },
    reactions={BoardEnded: agree_on_board_ended},
)
