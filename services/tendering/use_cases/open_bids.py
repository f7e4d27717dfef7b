"""A commissioner and a young person open the bids together: two acts, by two seats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from services.tendering.models import Process
from services.tendering.queries import going_process, names_of, submitted_bids
from services.tendering.queries.files import bids_with_broken_files
from services.tendering.queries.parts import Content, contents_of, receipt_of
from services.tendering.queries.questions import unknown_amendment
from services.tendering.rules.bids import TenderIsStillOpen, has_closed, label
from services.tendering.rules.opening import BidsAreOpenAlready, ReceiptsDoNotMatch, check_second_act
from shared.access import Caller, seat_by_id
from shared.contracts.tendering import Answer, Bidder, BidOpened, BidsOpened, LabelledBid, OpeningBegun
from shared.messaging.outbox import record
from shared.roles import Role

Shuffle = Callable[[list[Content]], None]


def open_bids(session: Session, *, commission_id: str, caller: Caller, now: datetime, shuffle: Shuffle) -> Process:
    """Do one of the two acts. On the second, receipts are checked, labels drawn, and contents published.

    shuffle: puts a list into a random order, in place. Raises TenderIsStillOpen, OpeningNeedsTwo,
    OpeningNeedsAnotherPerson, BidsAreOpenAlready, ReceiptsDoNotMatch, KeyFault and CommissionHasEnded.
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
    contents = contents_of(session, submitted_bids(session, commission_id))
    wrong = [each.bid.bid_id for each in contents if receipt_of(each) != each.bid.receipt_sha256]
    wrong += bids_with_broken_files(session, contents)
    if wrong:
        raise ReceiptsDoNotMatch("A bid is not what its receipt says. Nothing was opened.", bids=wrong)
    process.opened_at = now
    shuffle(contents)
    for index, content in enumerate(contents):
        content.bid.label, content.bid.organisation_id = label(index), content.owner.organisation_id
    _record_opened(session, process, contents, caller, now)
    return process


def _record_opened(session: Session, process: Process, contents: list[Content], caller: Caller, now: datetime) -> None:
    bids = [content.bid for content in contents]
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
    for content in contents:
        bid, said = content.bid, content.answers
        answers = tuple(Answer(criterion_id=key, text=said[key]) for key in sorted(said))
        event = BidOpened(
            commission_id=process.commission_id, bid_id=bid.bid_id, label=str(bid.label),
            organisation_id=content.owner.organisation_id, receipt_sha256=str(bid.receipt_sha256), answers=answers,
            handed_in_by=content.owner.handed_in_by,
        )  # fmt: skip
        record(session, event, actor=caller.seat, now=now)
