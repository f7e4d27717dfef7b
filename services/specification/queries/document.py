"""The whole text that is signed, and who signed it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.specification.models import (
    Clause,
    Commission,
    DraftCriterion,
    KnownBoard,
    KnownBoardSeat,
    SignedText,
    SignOff,
)
from services.specification.rules.commissions import NoSuchCommission
from services.specification.rules.signing import BOARD, COMMISSIONER, YOUNG, boards_still_asked, quorum_is_met
from shared.access import active_seats
from shared.canonical import canonical_hash
from shared.roles import Role


def hidden_criteria(session: Session, commission_id: str) -> set[str]:
    """Return the ids of the criteria whose words are hidden."""
    query = select(DraftCriterion.criterion_id).where(
        DraftCriterion.commission_id == commission_id, DraftCriterion.hidden_at.is_not(None)
    )
    return set(session.scalars(query))


def hidden_and_set(session: Session, commission: Commission) -> set[str]:
    """Return the ids of the criteria that are hidden and that bids would be scored on: they have to be set anew."""
    query = select(DraftCriterion.criterion_id).where(
        DraftCriterion.criterion_id.in_([each["criterion_id"] for each in commission.criteria]),
        DraftCriterion.hidden_at.is_not(None), DraftCriterion.taken_out_at.is_not(None),
    )  # fmt: skip
    return set(session.scalars(query))


def document(commission: Commission, clauses: Sequence[Clause], hidden: Collection[str] = ()) -> dict[str, Any]:
    """Return the text that is signed: {title, need, plan, clauses, criteria}. hidden: criteria that are not told."""
    return {
        "title": commission.title,
        "need": commission.need,
        "plan": commission.plan,
        "clauses": [
            {
                "clause_id": c.clause_id, "number": c.number, "heading": c.heading, "text": c.text,
                "drafted_by": c.drafted_by, "drafted_by_role": c.drafted_by_role,
            }
            for c in clauses
        ],
        "criteria": [each for each in commission.criteria if each["criterion_id"] not in hidden],
    }  # fmt: skip


def read_document(session: Session, commission_id: str) -> dict[str, Any]:
    """Return the text as it stands, with its hash once it can be signed, and who signed it. Raises NoSuchCommission."""
    # One statement sees one state: a hash over half of an edit would be of a text that never stood.
    shown = Clause.hidden_at.is_(None) & Clause.ended_at.is_(None)
    standing = (Clause.commission_id == Commission.commission_id) & shown
    query = select(Commission, Clause).outerjoin(Clause, standing)
    rows = session.execute(query.where(Commission.commission_id == commission_id).order_by(Clause.number)).all()
    if not rows:
        raise NoSuchCommission("There is no such commission.")
    commission, clauses = rows[0][0], [clause for _, clause in rows if clause is not None]
    hidden = hidden_and_set(session, commission)
    text = document(commission, clauses, hidden)
    complete = bool(clauses and commission.criteria and not hidden)
    signable = complete and all(c.agreed_version == c.version for c in clauses)
    answers = standing_answers(session, commission_id)
    return {
        "document": text,
        "sha256": canonical_hash(text) if signable else None,
        "signable": signable,
        "signed_by": [s.seat_id for s in counting_sign_offs(session, commission_id)],
        "quorum": commission.plan["sign_off_quorum"],
        "boards": [
            {"board_id": board_id, "name": name, **_answer(answers, board_id)}
            for board_id, name in boards_asked(session, commission_id).items()
        ],
        "commissioner": _answer(answers, None),
        "agreed_sha256": commission.agreed_sha256,
        "agreed_at": commission.agreed_at,
    }  # fmt: skip


def _answer(answers: Sequence[SignOff], board_id: str | None) -> dict[str, str | None]:
    """Return what a board said, or the commissioner where there is no board: signed, declined or nothing yet."""
    role = COMMISSIONER if board_id is None else BOARD
    for each in answers:
        if each.role == role and each.board_id == board_id:
            return {"answer": "declined" if each.declined else "signed", "reason": each.reason}
    return {"answer": None, "reason": ""}


def standing_answers(session: Session, commission_id: str) -> list[SignOff]:
    """Return the answers to the text that are not void, also where somebody said no, in their order."""
    query = select(SignOff).where(SignOff.commission_id == commission_id, SignOff.voided_at.is_(None))
    return list(session.scalars(query.order_by(SignOff.signed_at, SignOff.sign_off_id)))


def standing_sign_offs(session: Session, commission_id: str) -> list[SignOff]:
    """Return the signatures that are not void, in the order in which they were given."""
    return [each for each in standing_answers(session, commission_id) if not each.declined]


def counting_sign_offs(session: Session, commission_id: str) -> list[SignOff]:
    """Return the young signatures that count towards the quorum: not void, and of a seat that has not ended."""
    young = {seat.seat_id for seat in active_seats(session, commission_id, Role.YOUNG_PERSON)}
    return [s for s in standing_sign_offs(session, commission_id) if s.role == YOUNG and s.seat_id in young]


def boards_asked(session: Session, commission_id: str) -> dict[str, str]:
    """Return the names of the boards whose yes the text needs, by id, in the order in which they were set up."""
    query = select(KnownBoard).where(
        KnownBoard.commission_id == commission_id, KnownBoard.assents.is_(True), KnownBoard.ended_at.is_(None)
    )
    found = session.scalars(query.order_by(KnownBoard.made_at, KnownBoard.board_id))
    return {board.board_id: board.name for board in found}


def board_of(session: Session, seat_id: str | None) -> str | None:
    """Return the board that a seat is on."""
    found = session.get(KnownBoardSeat, seat_id or "")
    return found.board_id if found is not None else None


def all_have_signed(session: Session, commission: Commission) -> bool:
    """Say whether the quorum of young seats, every board that is asked, and the commissioner have signed."""
    signed = standing_sign_offs(session, commission.commission_id)
    young = {seat.seat_id for seat in active_seats(session, commission.commission_id, Role.YOUNG_PERSON)}
    asked = boards_asked(session, commission.commission_id)
    return (
        quorum_is_met({s.seat_id for s in signed}, young, commission.plan["sign_off_quorum"])
        and not boards_still_asked(asked, {s.board_id for s in signed if s.board_id})
        and any(s.role == COMMISSIONER for s in signed)
    )


def signed_before(session: Session, commission_id: str, seat_id: str | None = None) -> SignedText | None:
    """Return the text that was signed last, by this seat where one is named; none where there was none."""
    query = select(SignedText).where(SignedText.commission_id == commission_id)
    if seat_id is not None:
        mine = select(SignOff.sha256).where(
            SignOff.commission_id == commission_id, SignOff.seat_id == seat_id, SignOff.declined.is_(False)
        )
        mine = mine.order_by(SignOff.signed_at.desc()).limit(1)
        query = query.where(SignedText.sha256.in_(mine))
    return session.scalar(query.order_by(SignedText.signed_at.desc()).limit(1))
