"""Somebody signs the specification, or says no to it; once everybody who has to has signed, it is agreed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from services.specification.models import Commission, SignedText, SignOff
from services.specification.queries.agreeing import agree_if_all_signed
from services.specification.queries.clauses import standing_clauses
from services.specification.queries.commissions import open_commission
from services.specification.queries.document import board_of, boards_asked, document, hidden_and_set, standing_answers
from services.specification.rules.signing import (
    BOARD,
    YOUNG,
    NotAskedToSign,
    check_answer,
    check_hash,
    check_no_criterion_is_hidden,
    check_not_answered,
    check_signable,
)
from shared.access import Caller
from shared.canonical import canonical_hash
from shared.contracts.specification import SpecificationAssented, SpecificationDeclined, SpecificationSigned
from shared.ids import new_id
from shared.messaging.outbox import record


def sign_off(
    session: Session, *, commission_id: str, sha256: str, caller: Caller, now: datetime, declines: bool = False,
    reason: str = "",
) -> Commission:  # fmt: skip
    """Answer the text with this hash: a young person signs, a board or the commissioner signs or says no with a reason.

    With the plan's quorum of active young seats, every board that has to assent, and the commissioner, it is agreed.
    Raises NotAllClausesAreAgreed, CriterionIsHidden, TextHasChanged, SignedAlready, NotAskedToSign, SayWhy,
    YoungPeopleDoNotDecline, RulesAreLocked and CommissionHasEnded.
    """
    commission = open_commission(session, commission_id)
    clauses = standing_clauses(session, commission_id)
    agreed = sum(c.agreed_version == c.version for c in clauses)
    check_signable(clauses=len(clauses), agreed=agreed, criteria=len(commission.criteria))
    check_no_criterion_is_hidden(hidden=len(hidden_and_set(session, commission)))
    text = document(commission, clauses)
    check_hash(sha256, canonical_hash(text))
    role = str(caller.role)
    board_id = _board_asked(session, caller) if role == BOARD else None
    check_answer(role=role, declines=declines, reason=reason)
    _take_back(session, commission_id, caller, board_id, now)
    session.add(
        SignOff(
            sign_off_id=new_id(), commission_id=commission_id, seat_id=caller.seat, role=role, board_id=board_id,
            sha256=sha256, declined=declines, reason=reason, signed_at=now,
        )
    )  # fmt: skip
    if session.get(SignedText, (commission_id, sha256)) is None:
        session.add(SignedText(commission_id=commission_id, sha256=sha256, text=text, signed_at=now))
    session.flush()
    _record(session, commission_id, sha256, board_id, declines=declines, reason=reason, caller=caller, now=now)
    agree_if_all_signed(session, commission, actor=caller.seat, now=now)
    return commission


def _board_asked(session: Session, caller: Caller) -> str:
    """Return the board for which a member answers. Raises NotAskedToSign."""
    board_id = board_of(session, caller.seat)
    if board_id is None or board_id not in boards_asked(session, caller.commission_id or ""):
        raise NotAskedToSign("Your board is not asked to sign this text.")
    return board_id


def _take_back(session: Session, commission_id: str, caller: Caller, board_id: str | None, now: datetime) -> None:
    """Let an earlier no of the same seat or board be over. Raises SignedAlready where it was a yes."""
    for each in standing_answers(session, commission_id):
        if each.seat_id == caller.seat or (board_id is not None and each.board_id == board_id):
            check_not_answered(signed=not each.declined)
            each.voided_at = now
    session.flush()


def _record(
    session: Session, commission_id: str, sha256: str, board_id: str | None, *, declines: bool, reason: str,
    caller: Caller, now: datetime,
) -> None:  # fmt: skip
    if caller.role == YOUNG:
        signed = SpecificationSigned(commission_id=commission_id, seat_id=caller.seat, sha256=sha256, signed_at=now)
        record(session, signed, actor=caller.seat, now=now)
        return
    said = {
        "commission_id": commission_id, "seat_id": caller.seat, "role": str(caller.role), "board_id": board_id or "",
        "sha256": sha256,
    }  # fmt: skip
    event = (
        SpecificationDeclined(**said, declined_at=now) if declines else SpecificationAssented(**said, assented_at=now)
    )
    record(session, event, actor=caller.seat, reason=reason, now=now)
