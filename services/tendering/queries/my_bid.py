"""A bid as its own organisation works on it: what is asked, how far each answer is, and who changed what last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.tendering.models import AskedFile, Bid, Member, Organisation
from services.tendering.queries import own_bids, process_of
from services.tendering.queries.parts import AboutFile, Content, Part, content_of
from services.tendering.queries.tenders import TenderPage, tender_page
from services.tendering.rules.bids import PRICE, NoSuchBid
from services.tendering.rules.writing import State, answer_state
from shared.access import Caller


@dataclass(frozen=True)
class Change:
    """That a part was changed: when, and whether the reader did it. Colleagues have no names here."""

    at: datetime
    is_mine: bool


@dataclass(frozen=True)
class Task:
    """A question of the tender, and how far its answer is. criterion: as it was published."""

    criterion: Mapping[str, Any]
    text: str
    version: int
    words: int
    state: State
    changed: Change | None

    @property
    def criterion_id(self) -> str:
        """Which question it is."""
        return str(self.criterion["criterion_id"])

    @property
    def word_limit(self) -> int:
        """How many words fit."""
        return int(str(self.criterion["word_limit"]))


@dataclass(frozen=True)
class FileTask:
    """A file that the tender asks for, and what is there; about is None where nothing is."""

    asked: AskedFile
    about: AboutFile | None


@dataclass(frozen=True)
class MyBid:
    """A bid of the reader's organisation, its seal open, beside the tender that it answers. budget: as planned."""

    tender: TenderPage
    content: Content
    tasks: list[Task]
    price: Part | None
    price_changed: Change | None
    budget: Decimal

    @property
    def bid(self) -> Bid:
        """What may be known of it."""
        return self.content.bid

    @property
    def can_change(self) -> bool:
        """Whether it is a draft, and there is time left."""
        return self.tender.takes_bids and self.bid.submitted_at is None and self.bid.withdrawn_at is None

    @property
    def is_complete(self) -> bool:
        """Whether it could be handed in as it is."""
        answered = all(task.state is State.FITS for task in self.tasks)
        return self.content.price is not None and answered and not self.missing_files

    @property
    def files(self) -> list[FileTask]:
        """The files that the tender asks for."""
        return [FileTask(each, self.content.files.get(each.number)) for each in self.tender.files]

    @property
    def missing_files(self) -> list[AskedFile]:
        """Those that have to be there and are not."""
        return [each.asked for each in self.files if each.asked.needed and each.about is None]

    def task(self, criterion_id: str) -> Task:
        """Return the task of a question. Raises NoSuchBid where the tender does not ask it."""
        for each in self.tasks:
            if each.criterion_id == criterion_id:
                return each
        raise NoSuchBid("This tender has no such question.")


def my_organisation(session: Session, caller: Caller) -> Organisation | None:
    """Return the organisation that the caller bids for, or None."""
    query = select(Organisation).join(Member, Member.organisation_id == Organisation.organisation_id)
    return session.scalar(query.where(Member.holder_id == caller.holder_id))


def standing_bid(session: Session, commission_id: str, caller: Caller) -> Bid | None:
    """Return the bid of the caller's organisation that was not withdrawn, or None. Raises OrganisationIsMissing."""
    return next((bid for bid in own_bids(session, commission_id, caller) if bid.withdrawn_at is None), None)


def my_bid(session: Session, commission_id: str, caller: Caller, now: datetime) -> MyBid:
    """Return the bid that the caller's organisation works on, or has handed in; else the last one it withdrew.

    That one can be read, and a form on its way finds a place to come back to. Raises NoSuchTender, NoSuchBid,
    OrganisationIsMissing and KeyFault.
    """
    tender = tender_page(session, commission_id, now)
    bids = own_bids(session, commission_id, caller)
    if not bids:
        raise NoSuchBid("Your organisation has no bid here. Begin one first.")
    bid = next((each for each in bids if each.withdrawn_at is None), bids[-1])
    return _opened(session, bid, tender, caller)


def _opened(session: Session, bid: Bid, tender: TenderPage, caller: Caller) -> MyBid:
    content = content_of(session, bid)
    price = content.parts.get(PRICE)
    plan = process_of(session, bid.commission_id).plan or {}
    return MyBid(
        tender, content, [_task(criterion, content, caller) for criterion in tender.criteria], price,
        _change(price, caller), Decimal(str(plan["budget"])),
    )  # fmt: skip


def _task(criterion: Mapping[str, Any], content: Content, caller: Caller) -> Task:
    part = content.parts.get(str(criterion["criterion_id"]))
    text = (part.value if part else None) or ""
    words, state = answer_state(text, int(str(criterion["word_limit"])))
    return Task(criterion, text, part.version if part else 1, words, state, _change(part, caller))


def _change(part: Part | None, caller: Caller) -> Change | None:
    """Return the last change of a part; None where nobody has written in it."""
    if part is None or part.value is None:
        return None
    return Change(datetime.fromisoformat(part.changed_at), part.changed_by == caller.holder_id)
