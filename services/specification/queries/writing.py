"""Steps of changing the text, which void what was signed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from services.specification.models import (
    BroughtIn,
    Clause,
    ClauseVersion,
    Commission,
    SignOff,
)
from services.specification.queries.clauses import clauses_of, standing_clauses
from services.specification.queries.document import document, standing_sign_offs
from services.specification.queries.live import append
from services.specification.rules.authors import brought_together, difference, letters_only
from services.specification.rules.changes import Sent, units_of
from services.specification.rules.changes import changed as text_changed
from services.specification.rules.texts import (
    TextHasChanged,
    check_length,
    check_reason,
    check_room,
)
from shared.access import Caller, seat_by_id
from shared.canonical import canonical_json
from shared.contracts.declaration import Event
from shared.contracts.specification import ClauseDrafted, SignOffVoided
from shared.ids import new_id
from shared.messaging.outbox import record
from shared.roles import AccountKind, Role

_NEW_WORDS = "has new words"


def check_reason_given(session: Session, commission_id: str, *, caller: Caller, was_agreed: bool, reason: str) -> None:
    """Raise ReasonIsMissing where an adult changes, without a reason, what was agreed or signed."""
    # A facilitator counts as an adult: some are, and only `people` knows anybody's age.
    stands = was_agreed or bool(standing_sign_offs(session, commission_id))
    check_reason(by_adult=caller.role != Role.YOUNG_PERSON, stands=stands, reason=reason)


def record_change(
    session: Session, commission: Commission, event: Event, *, changed: str, caller: Caller, reason: str, now: datetime,
    by: Caller | None = None,
) -> None:  # fmt: skip
    """Record a change of the text, and void the signatures under the old one.

    by: who made it so, where that is not the writer. Raises SpecificationIsTooLong where the new text is longer than
    the event of its agreement can be.
    """
    text = document(commission, standing_clauses(session, commission.commission_id))
    check_length(len(canonical_json(text)))
    record(session, event, actor=caller.seat, reason=_published(caller, reason), now=now)
    signed = standing_sign_offs(session, commission.commission_id)
    standing = update(SignOff).where(SignOff.commission_id == commission.commission_id, SignOff.voided_at.is_(None))
    session.execute(standing.values(voided_at=now))
    if not signed:
        return
    commission.agreed_sha256 = commission.agreed_at = None
    void = SignOffVoided(
        commission_id=commission.commission_id, sha256=signed[0].sha256, changed=changed, voided_at=now
    )
    voider = by or caller
    record(session, void, actor=voider.seat, reason=_published(voider, reason), now=now)


def _published(caller: Caller, reason: str) -> str:
    """A young person's own words stay in this service; what an adult does to the group's text is on the record."""
    return "" if caller.role == Role.YOUNG_PERSON else reason


def add_clause(
    session: Session, commission: Commission, *, clause_id: str, heading: str, text: str, reason: str, caller: Caller,
    now: datetime, passages: list[list[Any]] | None = None,
) -> Clause:  # fmt: skip
    """Add a clause at the end, and record it. passages: who wrote which of its words, where that is not the caller.

    Words that were brought in from elsewhere are those of their source. Raises TooManyClauses, ReasonIsMissing and
    SpecificationIsTooLong.
    """
    mark = session.get(BroughtIn, clause_id)
    clauses = clauses_of(session, commission.commission_id)
    check_room(clauses=len(clauses))
    check_reason_given(session, commission.commission_id, caller=caller, was_agreed=False, reason=reason)
    clause = Clause(
        clause_id=clause_id, commission_id=commission.commission_id, heading=heading, text=text, version=1,
        number=max((c.number for c in clauses), default=0) + 1, drafted_by=caller.seat,
        drafted_by_role=str(caller.role), live_text=text, live_number=0, live_at=now, kept_number=0,
        live_passages=passages or [[units_of(text), caller.seat if mark is None else mark.source_id]],
    )  # fmt: skip
    session.add(clause)
    session.flush()
    _keep_version(
        session, commission, clause, changed="is new", reason=reason, caller=caller, now=now,
        from_elsewhere=mark is not None,
    )  # fmt: skip
    return clause


def change_clause(
    session: Session, commission: Commission, clause: Clause, *, heading: str, text: str, reason: str, caller: Caller,
    now: datetime, passages: list[list[Any]] | None = None, changed: str = _NEW_WORDS, by: Caller | None = None,
) -> Clause:  # fmt: skip
    """Put this text in place of the words that are being written, as a new version, and record it.

    The clause is held. What stays of the words keeps its writers; passages: who wrote which, where that is known
    better; changed: what is told of it; by: who made it so, where the caller only wrote it. Raises ReasonIsMissing and
    SpecificationIsTooLong.
    """
    was_agreed = clause.agreed_version == clause.version
    check_reason_given(session, commission.commission_id, caller=caller, was_agreed=was_agreed, reason=reason)
    if text != clause.live_text:
        change = letters_only(difference(clause.live_text, text), clause.live_text)
        append(session, clause, [Sent(new_id(), change)], caller=caller, now=now)
    clause.live_passages = passages or clause.live_passages
    clause.heading = heading
    keep_live(session, commission, clause, reason=reason, caller=caller, now=now, changed=changed, by=by)
    return clause


def keep_live(
    session: Session, commission: Commission, clause: Clause, *, reason: str, caller: Caller, now: datetime,
    changed: str = _NEW_WORDS, by: Caller | None = None,
) -> None:  # fmt: skip
    """Make a version of the words that are being written, and record it. The clause is held.

    Raises SpecificationIsTooLong.
    """
    clause.text, clause.kept_number = clause.live_text, clause.live_number
    clause.version += 1
    clause.agreed_version = clause.agreed_at = clause.hidden_at = None
    clause.drafted_by, clause.drafted_by_role = caller.seat, str(caller.role)
    _keep_version(session, commission, clause, changed=changed, reason=reason, caller=caller, now=now, by=by)


def text_brought_together(clause: Clause, opened: str, text: str) -> str:
    """Return the words that are being written with what somebody changed who had opened an older text.

    Raises TextHasChanged where both changed the same place, with the words as they stand.
    """
    change = brought_together(opened, text, clause.live_text)
    if change is None:
        raise TextHasChanged(
            "Somebody changed the same words meanwhile. Your words are still here. Look at both, and save again.",
            current_version=clause.version, current_heading=clause.heading, current_text=clause.live_text,
        )  # fmt: skip
    return text_changed(clause.live_text, change)


def writer_with(session: Session, commission_id: str, seat_id: str) -> Caller:
    """Return whoever wrote in a seat, as the one who acts, though they are not here to ask."""
    seat = seat_by_id(session, seat_id)
    holder_id, role = (seat.holder_id, seat.role) if seat is not None else ("", Role.YOUNG_PERSON)
    kind = AccountKind.YOUNG_PERSON if role == Role.YOUNG_PERSON else AccountKind.STAFF
    return Caller(holder_id, "", kind, seat_id, Role(role), commission_id)


def _keep_version(
    session: Session, commission: Commission, clause: Clause, *, changed: str, reason: str, caller: Caller,
    now: datetime, from_elsewhere: bool = False, by: Caller | None = None,
) -> None:  # fmt: skip
    session.add(
        ClauseVersion(
            clause_id=clause.clause_id, version=clause.version, heading=clause.heading, text=clause.text,
            seat_id=caller.seat, role=str(caller.role), reason=reason, written_at=now,
            change_number=clause.kept_number, passages=clause.live_passages,
        )
    )  # fmt: skip
    event = ClauseDrafted(
        commission_id=commission.commission_id, clause_id=clause.clause_id, version=clause.version, drafted_at=now,
        from_elsewhere=from_elsewhere,
    )  # fmt: skip
    words = f"Clause {clause.number} {changed}."
    record_change(session, commission, event, changed=words, caller=caller, reason=reason, now=now, by=by)
