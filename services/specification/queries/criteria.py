"""Criteria that are being written, and setting them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.specification.models import Commission, DraftCriterion, WaitingText
from services.specification.queries.checking import settle_reports
from services.specification.queries.writing import check_reason_given, record_change
from services.specification.rules.drafts import (
    CRITERION,
    Missing,
    NoSuchCriterion,
    as_text,
    check_room_for_criterion,
    still_missing,
)
from services.specification.rules.texts import check_version
from shared.access import Caller
from shared.canonical import plain
from shared.contracts.declaration import schema_of
from shared.contracts.specification import CriteriaSet, Criterion
from shared.ids import new_id


def drafts_of(session: Session, commission_id: str) -> list[DraftCriterion]:
    """Return the criteria that others read, panel by panel, in the order in which they were begun."""
    query = select(DraftCriterion).where(
        DraftCriterion.commission_id == commission_id, DraftCriterion.stands_at.is_not(None),
        DraftCriterion.taken_out_at.is_(None),
    )  # fmt: skip
    found = session.scalars(query.order_by(DraftCriterion.number, DraftCriterion.criterion_id))
    return sorted(found, key=lambda each: each.words["panel"] != "young_people")


def draft_of(
    session: Session, commission_id: str, criterion_id: str, caller: Caller, *, held: bool = False
) -> DraftCriterion:
    """Return a criterion that is being written and that this caller may read. Raises NoSuchCriterion."""
    query = select(DraftCriterion).where(
        DraftCriterion.criterion_id == criterion_id, DraftCriterion.commission_id == commission_id,
        DraftCriterion.taken_out_at.is_(None), DraftCriterion.replaces.is_(None),
        or_(DraftCriterion.stands_at.is_not(None), DraftCriterion.seat_id == (caller.seat_id or "")),
    )  # fmt: skip
    found = session.scalar(query.with_for_update() if held else query)
    if found is None:
        raise NoSuchCriterion("There is no such criterion here. Perhaps somebody took it out.")
    return found


def next_number(session: Session, commission_id: str) -> int:
    """Return the number of the criterion that is begun next."""
    query = select(DraftCriterion.number).where(DraftCriterion.commission_id == commission_id)
    return max(session.scalars(query), default=0) + 1


def new_draft(
    session: Session, commission_id: str, replaced: DraftCriterion | None, *, caller: Caller, now: datetime | None
) -> DraftCriterion:
    """Begin a criterion without words; or, where a facilitator reads them first, a place for new words of one.

    now: since when others read it; none while it waits. Raises TooManyCriteria.
    """
    if replaced is None:
        check_room_for_criterion(criteria=len(drafts_of(session, commission_id)))
    made = DraftCriterion(
        criterion_id=new_id(), commission_id=commission_id, number=next_number(session, commission_id), version=0,
        weight="0", first_seat_id=caller.seat, stands_at=now,
        replaces=replaced.criterion_id if replaced is not None else None,
    )  # fmt: skip
    session.add(made)
    return made


def put_words(
    draft: DraftCriterion, words: dict[str, Any], clause_ids: list[str], *, caller: Caller, now: datetime
) -> None:
    """Let these be the words of a criterion that is being written, as a new version of it."""
    draft.words, draft.clause_ids, draft.written_at = words, clause_ids, now
    draft.seat_id, draft.role, draft.version = caller.seat, str(caller.role), draft.version + 1


def ask_to_read(session: Session, draft: DraftCriterion, *, version: int) -> None:
    """Put the words before a facilitator. Words of the same writer for the same criterion that wait are given up."""
    if draft.replaces is not None:
        earlier = select(WaitingText).where(
            WaitingText.seat_id == draft.seat_id, WaitingText.subject_id == draft.replaces,
            WaitingText.settled_at.is_(None),
        )  # fmt: skip
        for each in session.scalars(earlier.with_for_update()):
            session.delete(each)
    waiting = WaitingText(
        text_id=draft.criterion_id, commission_id=draft.commission_id, place=CRITERION, subject_id=draft.replaces,
        version=version, heading=draft.words["title"], text=as_text(draft.words), reason="", seat_id=draft.seat_id,
        written_at=draft.written_at,
    )  # fmt: skip
    session.add(waiting)


def as_criterion(draft: DraftCriterion) -> dict[str, Any]:
    """Return a draft in the shape of a criterion, with its numbers as Decimals."""
    least = draft.words["minimum_score"]
    return {
        **draft.words, "criterion_id": draft.criterion_id, "weight": Decimal(draft.weight),
        "minimum_score": None if least is None else Decimal(least),
    }  # fmt: skip


def missing_of(commission: Commission, drafts: Sequence[DraftCriterion]) -> list[Missing]:
    """Return what is missing until these criteria can be set."""
    shares = {name: Decimal(value) for name, value in commission.plan["shares"].items()}
    return still_missing([as_criterion(each) for each in drafts], shares)


def are_set(commission: Commission, drafts: Sequence[DraftCriterion]) -> bool:
    """Say whether what is written is what was set."""
    known = {each["criterion_id"]: each for each in commission.criteria}
    return known == {each.criterion_id: plain(as_criterion(each)) for each in drafts}


def put_in_force(
    session: Session, commission: Commission, wanted: list[dict[str, Any]], *, caller: Caller, reason: str,
    now: datetime,
) -> None:  # fmt: skip
    """Make these the criteria of the commission, and record it. The same list changes nothing.

    Raises ReasonIsMissing and SpecificationIsTooLong.
    """
    if wanted == commission.criteria:
        return
    check_reason_given(session, commission.commission_id, caller=caller, was_agreed=False, reason=reason)
    commission.criteria = wanted
    commission.criteria_version += 1
    loaded = tuple(schema_of(Criterion).load(each) for each in wanted)
    event = CriteriaSet(commission_id=commission.commission_id, criteria=loaded, set_at=now)
    record_change(session, commission, event, changed="The criteria are new.", caller=caller, reason=reason, now=now)


def follow_the_list(session: Session, commission: Commission, *, caller: Caller, now: datetime) -> None:
    """Let the criteria that are being written be those that were set, where somebody set a whole list.

    Raises NoSuchCriterion for one that is hidden and stands there with the same words.
    """
    known = {each.criterion_id: each for each in drafts_of(session, commission.commission_id)}
    for place, criterion in enumerate(commission.criteria):
        words = {name: value for name, value in criterion.items() if name not in ("criterion_id", "weight")}
        draft = known.pop(criterion["criterion_id"], None)
        if draft is None:
            draft = session.get(DraftCriterion, criterion["criterion_id"])
        if draft is None:
            draft = DraftCriterion(
                criterion_id=criterion["criterion_id"], commission_id=commission.commission_id, version=0,
                number=0, words={}, clause_ids=[], first_seat_id=caller.seat,
            )  # fmt: skip
            session.add(draft)
        if draft.hidden_at is not None and draft.taken_out_at is not None and draft.words == words:
            raise NoSuchCriterion("There is no such criterion here. Perhaps somebody took it out.")
        draft.weight, draft.taken_out_at, draft.stands_at = criterion["weight"], None, draft.stands_at or now
        draft.number = place + 1
        if draft.words != words:
            draft.words, draft.seat_id, draft.role = words, caller.seat, str(caller.role)
            draft.version, draft.written_at = draft.version + 1, now
    for left in known.values():
        left.taken_out_at = now
        settle_reports(session, left.criterion_id, None, now)


def let_criterion_stand(session: Session, text_id: str, *, version: int, now: datetime) -> None:
    """Let others read a criterion that a facilitator has read, or put its words into the one they are for.

    version: of the words that its writer had read. Raises NoSuchCriterion and TextHasChanged.
    """
    waiting = session.get(DraftCriterion, text_id)
    if waiting is None:
        raise NoSuchCriterion("There is no such criterion here. Perhaps somebody took it out.")
    if waiting.replaces is None:
        waiting.stands_at = now
        return
    target = session.get(DraftCriterion, waiting.replaces, with_for_update=True)
    if target is None or target.taken_out_at is not None:
        raise NoSuchCriterion("There is no such criterion here. Perhaps somebody took it out.")
    check_version(version, target.version, criterion=target.words)
    target.words, target.clause_ids, target.version = waiting.words, waiting.clause_ids, target.version + 1
    target.seat_id, target.role, target.written_at = waiting.seat_id, waiting.role, waiting.written_at
