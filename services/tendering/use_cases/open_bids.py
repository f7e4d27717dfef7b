"""A commissioner and a young person open the bids together: two acts, by two seats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Bid, Process
from services.tendering.queries import going_process, names_of, submitted_bids
from services.tendering.queries.files import files_are_whole
from services.tendering.queries.parts import Content, content_of, receipt_of
from services.tendering.queries.questions import unknown_amendment
from services.tendering.rules.bids import TenderIsStillOpen, has_closed, label
from services.tendering.rules.opening import BidsAreOpenAlready, ReceiptsDoNotMatch, check_second_act
from shared.access import Caller, seat_by_id
from shared.contracts.tendering import Answer, Bidder, BidOpened, BidsOpened, LabelledBid, OpeningBegun
from shared.messaging.outbox import record
from shared.roles import Role
from shared.sealing import SealIsBroken

Shuffle = Callable[[list[Bid]], None]
Progress = Callable[[int, int], None]


def open_bids(
    session: Session, *, commission_id: str, caller: Caller, now: datetime, shuffle: Shuffle,
    progress: Progress = lambda _done, _of: None,
) -> Process:  # fmt: skip
    """Do one of the two acts. On the second, receipts are checked, labels drawn, and contents published.

    shuffle: puts a list into a random order, in place. progress: is told how many steps of how many are done. Raises
    TenderIsStillOpen, OpeningNeedsTwo, OpeningNeedsAnotherPerson, BidsAreOpenAlready, ReceiptsDoNotMatch, KeyFault and
    CommissionHasEnded.
    """
    process = going_process(session, commission_id)
    if process.opened_at is not None:
        raise BidsAreOpenAlready("The bids have been opened.")
    if process.closes_at is None or not has_closed(process.closes_at, now):
        raise TenderIsStillOpen("Bids are opened after the deadline.")
    role = caller.role or Role.COMMISSIONER
    first = seat_by_id(session, process.first_opener) if process.first_opener else None
    same_person = first is not None and first.holder_id == caller.holder_id
    second = check_second_act(process.first_opener_role, role, same_person=same_person)
    begun = OpeningBegun(commission_id=commission_id, seat_id=caller.seat, role=role.value, begun_at=now)
    record(session, begun, actor=caller.seat, now=now)
    if not second:
        process.first_opener, process.first_opener_role = caller.seat, role.value
        return process
    bids = submitted_bids(session, commission_id)
    owners = _checked(session, bids, lambda done: progress(done, 2 * len(bids)))
    process.opened_at = now
    shuffle(bids)
    for index, bid in enumerate(bids):
        bid.label, bid.organisation_id = label(index), owners[bid.bid_id]
    _record_opened(session, process, bids, caller, now)
    for number, bid in enumerate(bids, 1):
        _record_bid(session, content_of(session, bid), caller, now)
        progress(len(bids) + number, 2 * len(bids))
    return process


def _checked(session: Session, bids: list[Bid], progress: Callable[[int], None]) -> dict[str, str]:
    """Open every seal, compare every receipt and file, and return whose each bid is. One bid at a time is in memory.

    Raises SealIsBroken and ReceiptsDoNotMatch, each with all bids that are meant.
    """
    owners, broken, wrong = dict[str, str](), list[tuple[str, SealIsBroken]](), list[str]()
    for number, bid in enumerate(bids, 1):
        try:
            content = content_of(session, bid)
        except SealIsBroken as error:
            broken.append((bid.bid_id, error))
            continue
        owners[bid.bid_id] = content.owner.organisation_id
        if receipt_of(content) != bid.receipt_sha256 or not files_are_whole(session, content):
            wrong.append(bid.bid_id)
        progress(number)
    if broken:
        raise SealIsBroken(broken[0][1].message, bids=[bid_id for bid_id, _ in broken])
    if wrong:
        raise ReceiptsDoNotMatch("A bid is not what its receipt says. Nothing was opened.", bids=wrong)
    return owners


def _record_opened(session: Session, process: Process, bids: list[Bid], caller: Caller, now: datetime) -> None:
    names = names_of(session, bids)
    bidders = sorted((Bidder(organisation_id=key, name=name) for key, name in names.items()), key=lambda b: b.name)
    opened = BidsOpened(
        commission_id=process.commission_id, opened_by=(str(process.first_opener), caller.seat),
        bids=tuple(
            LabelledBid(bid_id=bid.bid_id, label=str(bid.label), before_amendment=unknown_amendment(session, bid))
            for bid in bids
        ),
        bidders=tuple(bidders), opened_at=now,
    )  # fmt: skip
    record(session, opened, actor=caller.seat, now=now)


def _record_bid(session: Session, content: Content, caller: Caller, now: datetime) -> None:
    bid, said = content.bid, content.answers
    answers = tuple(Answer(criterion_id=key, text=said[key]) for key in sorted(said))
    event = BidOpened(
        commission_id=bid.commission_id, bid_id=bid.bid_id, label=str(bid.label),
        organisation_id=content.owner.organisation_id, receipt_sha256=str(bid.receipt_sha256), answers=answers,
        handed_in_by=content.owner.handed_in_by,
    )  # fmt: skip
    record(session, event, actor=caller.seat, now=now)
