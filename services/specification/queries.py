"""Reading, and steps that several use cases share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.specification.models import (
    Clause,
    ClauseVersion,
    Commission,
    FreeSeat,
    KnownTender,
    SignOff,
    TextReport,
    WaitingText,
)
from services.specification.rules import (
    CLAUSE,
    NoSuchClause,
    NoSuchCommission,
    NoSuchReport,
    NoSuchText,
    check_length,
    check_may_read,
    check_open,
    check_reason,
    check_room,
    needs_check,
)
from shared.access import Caller, active_seats
from shared.access.tables import TABLES as ACCESS
from shared.canonical import canonical_hash, canonical_json
from shared.contracts.declaration import Event
from shared.contracts.specification import ClauseDrafted, SignOffVoided
from shared.ids import new_id
from shared.messaging.outbox import record
from shared.roles import Role


def commission_by_id(session: Session, commission_id: str) -> Commission:
    """Return a commission. Raises NoSuchCommission."""
    found = session.get(Commission, commission_id)
    if found is None:
        raise NoSuchCommission("There is no such commission.")
    return found


def is_open(session: Session, commission_id: str) -> bool:
    """Say whether the text may still change: the tender is not published, and the commission goes on."""
    tender = session.get(KnownTender, commission_id)
    return tender is None or (tender.published_at is None and tender.ended_at is None)


def open_commission(session: Session, commission_id: str) -> Commission:
    """Return a commission, held, whose text may still change. Raises RulesAreLocked and CommissionHasEnded."""
    found = session.get(Commission, commission_id, with_for_update=True)
    if found is None:
        raise NoSuchCommission("There is no such commission.")
    tender = session.get(KnownTender, commission_id)
    check_open(
        locked=tender is not None and tender.published_at is not None,
        ended=tender is not None and tender.ended_at is not None,
    )
    return found


def check_reader(session: Session, commission_id: str, caller: Caller) -> None:
    """Raise NotPublishedYet where a bidder asks for what is still being written."""
    tender = session.get(KnownTender, commission_id)
    published = tender is not None and tender.published_at is not None
    check_may_read(is_provider=caller.role == Role.PROVIDER, published=published)


def clauses_of(session: Session, commission_id: str) -> list[Clause]:
    """Return the clauses in their order."""
    query = select(Clause).where(Clause.commission_id == commission_id).order_by(Clause.number)
    return list(session.scalars(query))


def standing_clauses(session: Session, commission_id: str) -> list[Clause]:
    """Return the clauses that are part of the text: those that are not hidden."""
    return [clause for clause in clauses_of(session, commission_id) if clause.hidden_at is None]


def clause_of(session: Session, commission_id: str, clause_id: str) -> Clause:
    """Return a clause of this commission. Raises NoSuchClause."""
    clause = session.get(Clause, clause_id)
    if clause is None or clause.commission_id != commission_id:
        raise NoSuchClause("There is no such clause in this commission.")
    return clause


def versions_of(session: Session, commission_id: str, clause_id: str) -> list[ClauseVersion]:
    """Return every version of a clause, the newest 200, newest first. Raises NoSuchClause."""
    clause_of(session, commission_id, clause_id)
    query = select(ClauseVersion).where(ClauseVersion.clause_id == clause_id)
    return list(session.scalars(query.order_by(ClauseVersion.version.desc()).limit(200)))


def version_of(session: Session, clause: Clause, version: int) -> ClauseVersion:
    """Return one version of a clause. Raises NoSuchClause."""
    found = session.get(ClauseVersion, (clause.clause_id, version))
    if found is None:
        raise NoSuchClause("There is no such version of this clause.")
    return found


def parts_of(session: Session, commission_id: str) -> dict[str, Clause]:
    """Return the clauses by their ids."""
    return {clause.clause_id: clause for clause in clauses_of(session, commission_id)}


def whys_of_hidden(session: Session, commission_id: str) -> dict[tuple[str, int], str]:
    """Return why versions of clauses are hidden, by clause and version."""
    query = select(ClauseVersion).join(Clause, Clause.clause_id == ClauseVersion.clause_id)
    found = session.scalars(query.where(Clause.commission_id == commission_id, ClauseVersion.hidden_at.is_not(None)))
    return {(each.clause_id, each.version): each.hidden_why for each in found}


def written_by(session: Session, commission_id: str, seat_id: str) -> list[tuple[Clause, ClauseVersion]]:
    """Return what a seat wrote that became part of the text, with its clause; the newest 200, newest first."""
    query = select(Clause, ClauseVersion).join(ClauseVersion, ClauseVersion.clause_id == Clause.clause_id)
    own = query.where(Clause.commission_id == commission_id, ClauseVersion.seat_id == seat_id)
    latest = own.order_by(ClauseVersion.written_at.desc(), Clause.number).limit(200)
    return [(clause, version) for clause, version in session.execute(latest)]


def commissions_of(session: Session, holder_id: str) -> list[Commission]:
    """Return the commissions in which a person has an active seat, the newest 200, newest first."""
    seats = ACCESS.known_seats
    mine = select(seats.c.commission_id).where(seats.c.holder_id == holder_id, seats.c.ended_at.is_(None))
    query = select(Commission).where(Commission.commission_id.in_(mine))
    return list(session.scalars(query.order_by(Commission.started_at.desc(), Commission.commission_id).limit(200)))


def document(commission: Commission, clauses: Sequence[Clause]) -> dict[str, Any]:
    """Return the text that is signed: {title, need, plan, clauses, criteria}."""
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
        "criteria": commission.criteria,
    }  # fmt: skip


def read_document(session: Session, commission_id: str) -> dict[str, Any]:
    """Return the text as it stands, with its hash once it can be signed, and who signed it. Raises NoSuchCommission."""
    # One statement sees one state: a hash over half of an edit would be of a text that never stood.
    standing = (Clause.commission_id == Commission.commission_id) & Clause.hidden_at.is_(None)
    query = select(Commission, Clause).outerjoin(Clause, standing)
    rows = session.execute(query.where(Commission.commission_id == commission_id).order_by(Clause.number)).all()
    if not rows:
        raise NoSuchCommission("There is no such commission.")
    commission, clauses = rows[0][0], [clause for _, clause in rows if clause is not None]
    text = document(commission, clauses)
    signable = bool(clauses and commission.criteria) and all(c.agreed_version == c.version for c in clauses)
    return {
        "document": text,
        "sha256": canonical_hash(text) if signable else None,
        "signable": signable,
        "signed_by": [s.seat_id for s in counting_sign_offs(session, commission_id)],
        "quorum": commission.plan["sign_off_quorum"],
        "agreed_sha256": commission.agreed_sha256,
        "agreed_at": commission.agreed_at,
    }


def standing_sign_offs(session: Session, commission_id: str) -> list[SignOff]:
    """Return the signatures that are not void, in the order in which they were given."""
    query = select(SignOff).where(SignOff.commission_id == commission_id, SignOff.voided_at.is_(None))
    return list(session.scalars(query.order_by(SignOff.signed_at, SignOff.sign_off_id)))


def counting_sign_offs(session: Session, commission_id: str) -> list[SignOff]:
    """Return the signatures that count towards the quorum: not void, and of a seat that has not ended."""
    young = {seat.seat_id for seat in active_seats(session, commission_id, Role.YOUNG_PERSON)}
    return [s for s in standing_sign_offs(session, commission_id) if s.seat_id in young]


def check_reason_given(session: Session, commission_id: str, *, caller: Caller, was_agreed: bool, reason: str) -> None:
    """Raise ReasonIsMissing where an adult changes, without a reason, what was agreed or signed."""
    # A facilitator counts as an adult: some are, and only `people` knows anybody's age.
    stands = was_agreed or bool(standing_sign_offs(session, commission_id))
    check_reason(by_adult=caller.role != Role.YOUNG_PERSON, stands=stands, reason=reason)


def record_change(
    session: Session, commission: Commission, event: Event, *, changed: str, caller: Caller, reason: str, now: datetime
) -> None:
    """Record a change of the text, and void the signatures under the old one.

    Raises SpecificationIsTooLong where the new text is longer than the event of its agreement can be.
    """
    text = document(commission, standing_clauses(session, commission.commission_id))
    check_length(len(canonical_json(text)))
    # A young person's own words stay in this service; what an adult does to the group's text is on the record.
    published = "" if caller.role == Role.YOUNG_PERSON else reason
    record(session, event, actor=caller.seat, reason=published, now=now)
    signed = standing_sign_offs(session, commission.commission_id)
    if not signed:
        return
    standing = update(SignOff).where(SignOff.commission_id == commission.commission_id, SignOff.voided_at.is_(None))
    session.execute(standing.values(voided_at=now))
    commission.agreed_sha256 = commission.agreed_at = None
    void = SignOffVoided(
        commission_id=commission.commission_id, sha256=signed[0].sha256, changed=changed, voided_at=now
    )
    record(session, void, actor=caller.seat, reason=published, now=now)


def waits_for_check(session: Session, commission: Commission, caller: Caller) -> bool:
    """Say whether what this caller writes is read by a facilitator before others see it."""
    return needs_check(
        checks_young_texts=commission.checks_young_texts, is_young=caller.role == Role.YOUNG_PERSON,
        is_free=session.get(FreeSeat, caller.seat) is not None,
    )  # fmt: skip


def keep_waiting(
    session: Session, commission: Commission, *, clause: Clause | None, heading: str, text: str, reason: str,
    caller: Caller, now: datetime,
) -> Clause:  # fmt: skip
    """Keep a text until a facilitator has read it, and return it as its writer sees it: a clause that does not stand.

    Later words of the same writer for the same place take the place of those that wait.
    """
    subject_id = clause.clause_id if clause is not None else None
    earlier = select(WaitingText).where(
        WaitingText.seat_id == caller.seat, WaitingText.subject_id == subject_id, WaitingText.settled_at.is_(None)
    )
    # Held, so that a facilitator who settles it at this moment settles either these words or the earlier ones.
    waiting = session.scalar(earlier.with_for_update()) if clause is not None else None
    if waiting is None:
        waiting = WaitingText(
            text_id=new_id(), commission_id=commission.commission_id, place=CLAUSE, subject_id=subject_id,
            seat_id=caller.seat,
        )  # fmt: skip
        session.add(waiting)
    waiting.version = clause.version if clause is not None else 0
    waiting.heading, waiting.text, waiting.reason, waiting.written_at = heading, text, reason, now
    shown = Clause(
        clause_id=subject_id or waiting.text_id, number=clause.number if clause is not None else 0, heading=heading,
        text=text, version=waiting.version, drafted_by=caller.seat, drafted_by_role=str(caller.role),
        agreed_version=None, agreed_at=None,
    )  # fmt: skip
    shown.being_checked = True  # type: ignore[attr-defined]
    return shown


def add_clause(
    session: Session, commission: Commission, *, clause_id: str, heading: str, text: str, reason: str, caller: Caller,
    now: datetime,
) -> Clause:  # fmt: skip
    """Add a clause at the end, and record it. Raises TooManyClauses, ReasonIsMissing and SpecificationIsTooLong."""
    clauses = clauses_of(session, commission.commission_id)
    check_room(clauses=len(clauses))
    check_reason_given(session, commission.commission_id, caller=caller, was_agreed=False, reason=reason)
    clause = Clause(
        clause_id=clause_id, commission_id=commission.commission_id, heading=heading, text=text, version=1,
        number=max((c.number for c in clauses), default=0) + 1, drafted_by=caller.seat,
        drafted_by_role=str(caller.role),
    )  # fmt: skip
    session.add(clause)
    session.flush()
    _keep_version(session, commission, clause, changed="is new", reason=reason, caller=caller, now=now)
    return clause


def change_clause(
    session: Session, commission: Commission, clause: Clause, *, heading: str, text: str, reason: str, caller: Caller,
    now: datetime,
) -> Clause:  # fmt: skip
    """Write a new version of a clause, and record it. Raises ReasonIsMissing and SpecificationIsTooLong."""
    was_agreed = clause.agreed_version == clause.version
    check_reason_given(session, commission.commission_id, caller=caller, was_agreed=was_agreed, reason=reason)
    clause.heading, clause.text = heading, text
    clause.version += 1
    clause.agreed_version = clause.agreed_at = clause.hidden_at = None
    clause.drafted_by, clause.drafted_by_role = caller.seat, str(caller.role)
    _keep_version(session, commission, clause, changed="has new words", reason=reason, caller=caller, now=now)
    return clause


def _keep_version(
    session: Session, commission: Commission, clause: Clause, *, changed: str, reason: str, caller: Caller,
    now: datetime,
) -> None:  # fmt: skip
    session.add(
        ClauseVersion(
            clause_id=clause.clause_id, version=clause.version, heading=clause.heading, text=clause.text,
            seat_id=caller.seat, role=str(caller.role), reason=reason, written_at=now,
        )
    )  # fmt: skip
    event = ClauseDrafted(
        commission_id=commission.commission_id, clause_id=clause.clause_id, version=clause.version, drafted_at=now
    )
    words = f"Clause {clause.number} {changed}."
    record_change(session, commission, event, changed=words, caller=caller, reason=reason, now=now)


def may_see_hidden(caller: Caller) -> bool:
    """Say who still reads what is hidden: whoever can hide it, so that they can decide again."""
    return caller.role in (Role.FACILITATOR, Role.COMMISSIONER)


def shown(rows: Sequence[Any], caller: Caller, fields: Sequence[str]) -> list[dict[str, Any]]:
    """Return clauses or versions as this caller may read them: of what is hidden, no words."""
    found = []
    for row in rows:
        hidden = row.hidden_at is not None
        values = {name: getattr(row, name) for name in fields}
        if hidden and not may_see_hidden(caller):
            values |= dict.fromkeys(("heading", "text", "reason"), "")
        found.append({**values, "hidden": hidden})
    return found


def waiting_texts(session: Session, commission_id: str, caller: Caller) -> list[WaitingText]:
    """Return what waits or was settled, the newest 200: to facilitators all of it, to a writer their own."""
    query = select(WaitingText).where(WaitingText.commission_id == commission_id)
    if caller.role == Role.FACILITATOR:
        query = query.where(WaitingText.settled_at.is_(None))
    else:
        query = query.where(WaitingText.seat_id == caller.seat)
    return list(session.scalars(query.order_by(WaitingText.written_at.desc(), WaitingText.text_id).limit(200)))


def reports_of(session: Session, commission_id: str) -> list[TextReport]:
    """Return what was reported, the newest 200, newest first."""
    query = select(TextReport).where(TextReport.commission_id == commission_id)
    return list(session.scalars(query.order_by(TextReport.reported_at.desc(), TextReport.report_id).limit(200)))


def open_reports(session: Session, commission_id: str) -> list[tuple[TextReport, Clause, ClauseVersion]]:
    """Return what was reported and is not settled, with the words that it is about; the newest 200, newest first."""
    query = (
        select(TextReport, Clause, ClauseVersion)
        .join(Clause, Clause.clause_id == TextReport.subject_id)
        .join(
            ClauseVersion,
            (ClauseVersion.clause_id == TextReport.subject_id) & (ClauseVersion.version == TextReport.version),
        )
        .where(TextReport.commission_id == commission_id, TextReport.settled_at.is_(None))
        .order_by(TextReport.reported_at.desc(), TextReport.report_id)
    )
    return [(report, clause, version) for report, clause, version in session.execute(query.limit(200))]


def report_of(session: Session, commission_id: str, report_id: str) -> TextReport:
    """Return a report of this commission that is not settled. Raises NoSuchReport."""
    found = session.get(TextReport, report_id)
    if found is None or found.commission_id != commission_id or found.settled_at is not None:
        raise NoSuchReport("There is no such report here, or somebody has looked at it already.")
    return found


def settle_reports(session: Session, clause_id: str, version: int, now: datetime) -> None:
    """Settle what was reported of one version of a clause."""
    waiting = update(TextReport).where(
        TextReport.subject_id == clause_id, TextReport.version == version, TextReport.settled_at.is_(None)
    )
    session.execute(waiting.values(settled_at=now))


def waiting_text(session: Session, commission_id: str, text_id: str, *, held: bool = False) -> WaitingText:
    """Return a text of this commission that still waits; held: for a change. Raises NoSuchText."""
    found = session.get(WaitingText, text_id, with_for_update=held or None)
    if found is None or found.commission_id != commission_id or found.settled_at is not None:
        raise NoSuchText("There is no such text that waits here. Perhaps somebody else has looked at it.")
    return found
