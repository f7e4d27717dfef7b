"""Texts that a facilitator reads first, and texts that were reported."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.specification.models import (
    Clause,
    ClauseVersion,
    Commission,
    Contribution,
    DraftCriterion,
    FreeSeat,
    TextReport,
    WaitingText,
)
from services.specification.rules.drafts import CRITERION, as_text
from services.specification.rules.ideas import NO_THEME
from services.specification.rules.texts import CLAUSE, NoSuchReport, NoSuchText, needs_check
from shared.access import Caller
from shared.ids import new_id
from shared.roles import Role


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
        agreed_version=None, agreed_at=None, theme=clause.theme if clause is not None else NO_THEME,
    )  # fmt: skip
    shown.being_checked = True  # type: ignore[attr-defined]
    return shown


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


class Reported(NamedTuple):
    """A report with the words that it is about. number: of their part, where they are one. at: their address here."""

    report: TextReport
    heading: str
    text: str
    number: int | None
    is_earlier: bool
    at: str


def open_reports(session: Session, commission_id: str) -> list[Reported]:
    """Return what was reported and is not settled, with the words that it is about; the newest 200, newest first."""
    query = select(TextReport).where(TextReport.commission_id == commission_id, TextReport.settled_at.is_(None))
    newest = query.order_by(TextReport.reported_at.desc(), TextReport.report_id).limit(200)
    return [reported(session, report) for report in session.scalars(newest)]


def reported(session: Session, report: TextReport) -> Reported:
    """Return a report with the words that it is about. Raises NoSuchReport where they are no more."""
    if report.place == CLAUSE:
        clause = session.get(Clause, report.subject_id)
        version = session.get(ClauseVersion, (report.subject_id, report.version))
        if clause is not None and version is not None:
            is_earlier = version.version != clause.version
            at = f"/text/{clause.clause_id}"
            return Reported(report, version.heading, version.text, clause.number, is_earlier, at)
    if report.place == CRITERION:
        draft = session.get(DraftCriterion, report.subject_id)
        if draft is not None:
            is_earlier, at = draft.version != report.version, f"/scoring/{draft.criterion_id}"
            return Reported(report, draft.words["title"], as_text(draft.words), None, is_earlier=is_earlier, at=at)
    given = session.get(Contribution, report.subject_id)
    if given is None:
        raise NoSuchReport("There is no such report here, or somebody has looked at it already.")
    return Reported(report, "", given.text, None, is_earlier=False, at=f"/given/{given.contribution_id}")


def report_of(session: Session, commission_id: str, report_id: str) -> TextReport:
    """Return a report of this commission that is not settled. Raises NoSuchReport."""
    found = session.get(TextReport, report_id)
    if found is None or found.commission_id != commission_id or found.settled_at is not None:
        raise NoSuchReport("There is no such report here, or somebody has looked at it already.")
    return found


def settle_reports(session: Session, subject_id: str, version: int | None, now: datetime) -> None:
    """Settle what was reported of one version of a clause, or of a contribution, whose version is 1.

    None: of every version, since none of these words stands any more.
    """
    waiting = update(TextReport).where(TextReport.subject_id == subject_id, TextReport.settled_at.is_(None))
    if version is not None:
        waiting = waiting.where(TextReport.version == version)
    session.execute(waiting.values(settled_at=now))


def waiting_text(session: Session, commission_id: str, text_id: str, *, held: bool = False) -> WaitingText:
    """Return a text of this commission that still waits; held: for a change. Raises NoSuchText."""
    found = session.get(WaitingText, text_id, with_for_update=held or None)
    if found is None or found.commission_id != commission_id or found.settled_at is not None:
        raise NoSuchText("There is no such text that waits here. Perhaps somebody else has looked at it.")
    return found
