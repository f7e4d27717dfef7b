"""The clause library: what a group gives away of its signed text, and what another group may start from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from services.specification.models import (
    BroughtIn,
    ClauseVersion,
    Commission,
    Contribution,
    DraftCriterion,
    KnownTender,
    SentLibraryFile,
    SignedText,
)
from services.specification.queries.clauses import clauses_of, hidden_words, may_see_hidden
from services.specification.queries.criteria import drafts_of
from services.specification.queries.document import signed_before
from services.specification.queries.writers import writers_of
from services.specification.rules.authors import young_share
from services.specification.rules.contributions import WHY
from services.specification.rules.library import (
    ELSEWHERE,
    FORMAT,
    LONGEST_NAME,
    NoSuchLibraryFile,
    NoSuchSource,
    writers_named,
)
from shared.access import Caller
from shared.access.tables import TABLES
from shared.roles import Role

FILES_KEPT = timedelta(days=1)


class Source(NamedTuple):
    """A commission whose words a group may start from."""

    commission_id: str
    title: str
    signed_on: date


def sources_of(session: Session, commission_id: str, caller: Caller, source_id: str | None = None) -> list[Source]:
    """Return the other commissions whose signed text this caller may read, the newest 200, newest first.

    source_id: only that one. Until bidders read it with the tender, a text is read by its own group alone: so nobody
    hears of it earlier by way of another group.
    """
    published = select(KnownTender.commission_id).where(KnownTender.published_at.is_not(None))
    query = select(Commission, func.max(SignedText.signed_at)).join(
        SignedText, SignedText.commission_id == Commission.commission_id
    )
    query = query.where(
        Commission.commission_id != commission_id,
        or_(Commission.commission_id.in_(published), Commission.commission_id.in_(_inside(caller))),
    )
    if source_id is not None:
        query = query.where(Commission.commission_id == source_id)
    newest = query.group_by(Commission.commission_id).order_by(Commission.started_at.desc(), Commission.commission_id)
    return [
        Source(each.commission_id, each.title, (each.agreed_at or signed_at).date())
        for each, signed_at in session.execute(newest.limit(200))
    ]


def _inside(caller: Caller) -> Any:
    seats = TABLES.known_seats
    return select(seats.c.commission_id).where(
        seats.c.holder_id == caller.holder_id, seats.c.ended_at.is_(None), seats.c.role != str(Role.PROVIDER)
    )


def source_of(session: Session, commission_id: str, source_id: str, caller: Caller) -> Commission:
    """Return a commission from whose words this caller may start. Raises NoSuchSource."""
    if not sources_of(session, commission_id, caller, source_id):
        raise NoSuchSource("There is no such text to start from here.")
    return session.get_one(Commission, source_id)


def _signed(session: Session, commission: Commission) -> tuple[SignedText, date]:
    """Return the text that is agreed, or else was signed last, and its day. Raises NoSuchSource where there is none."""
    agreed = commission.agreed_sha256 and session.get(SignedText, (commission.commission_id, commission.agreed_sha256))
    if agreed and commission.agreed_at:
        return agreed, commission.agreed_at.date()
    found = signed_before(session, commission.commission_id)
    if found is None:
        raise NoSuchSource("Nobody has signed this text yet, so there is no file of it.")
    return found, found.signed_at.date()


def library_of(session: Session, commission: Commission, caller: Caller, *, council: str) -> dict[str, Any]:
    """Return what a group gives away of its signed text, in the shape of a file. Nobody's seat or name is in it.

    What is hidden is left out. Why a part matters was said to the group, and goes to those who sit in it alone. Raises
    NoSuchSource where nobody has signed.
    """
    signed, day = _signed(session, commission)
    inside = commission.commission_id in set(session.scalars(_inside(caller)))
    marks = marks_of(session, commission.commission_id)
    return {
        "format": FORMAT, "council": council[:LONGEST_NAME], "commission": commission.title, "signed_on": day,
        "clauses": _clauses(session, commission, signed, marks, inside=inside),
        "criteria": _criteria(session, commission, signed, marks),
    }  # fmt: skip


def _clauses(
    session: Session, commission: Commission, signed: SignedText, marks: Mapping[str, BroughtIn], *, inside: bool
) -> list[dict[str, Any]]:
    hidden = hidden_words(session, commission.commission_id)
    roles = {name: writer.role for name, writer in writers_of(session, commission.commission_id).items()}
    whys = _whys(session, commission.commission_id) if inside else {}
    found = []
    for part in signed.text["clauses"]:
        version = _version(session, part, signed)
        if version is None or version.hidden_at is not None or (part["clause_id"], part["text"]) in hidden:
            continue
        passages = version.passages
        found.append(
            {
                "heading": part["heading"], "text": part["text"], "why": whys.get(part["clause_id"], ""),
                "written_by": writers_named(roles.get(seat_id) for _, seat_id in passages),
                "young_share": young_share([passages], roles) or 0,
                "came_from": _came_from(marks, part["clause_id"]),
            }
        )  # fmt: skip
    return found


def _version(session: Session, part: Mapping[str, Any], signed: SignedText) -> ClauseVersion | None:
    """Return the version with the words of a part that was signed: it says who wrote which of them."""
    query = select(ClauseVersion).where(
        ClauseVersion.clause_id == part["clause_id"], ClauseVersion.heading == part["heading"],
        ClauseVersion.text == part["text"],
    )  # fmt: skip
    latest = query.order_by(ClauseVersion.version.desc()).limit(1)
    return session.scalar(latest.where(ClauseVersion.written_at <= signed.signed_at)) or session.scalar(latest)


def _whys(session: Session, commission_id: str) -> dict[str, str]:
    """Return why parts matter, the newest that others read of each."""
    query = select(Contribution.subject_id, Contribution.text).where(
        Contribution.commission_id == commission_id, Contribution.place == WHY, Contribution.stands_at.is_not(None),
        Contribution.hidden_at.is_(None),
    )  # fmt: skip
    found = session.execute(query.order_by(Contribution.written_at, Contribution.contribution_id))
    return {subject_id or "": text for subject_id, text in found}


def _criteria(
    session: Session, commission: Commission, signed: SignedText, marks: Mapping[str, BroughtIn]
) -> list[dict[str, Any]]:
    """Return the criteria that were signed, but for those that were hidden or taken out since, or have other words."""
    standing = {each["criterion_id"]: each for each in commission.criteria}
    roles = {name: writer.role for name, writer in writers_of(session, commission.commission_id).items()}
    found = []
    for each in signed.text["criteria"]:
        draft = session.get(DraftCriterion, each["criterion_id"])
        gone = draft is not None and draft.taken_out_at is not None
        if gone or standing.get(each["criterion_id"]) != each:
            continue
        words = {name: value for name, value in each.items() if name != "criterion_id"}
        least = words["minimum_score"]
        words |= {"weight": Decimal(words["weight"]), "minimum_score": None if least is None else Decimal(least)}
        words["written_by"] = writers_named(_writers(draft, roles, brought_in=each["criterion_id"] in marks))
        found.append({**words, "came_from": _came_from(marks, each["criterion_id"])})
    return found


def _writers(draft: DraftCriterion | None, roles: Mapping[str, str], *, brought_in: bool) -> list[str | None]:
    """Return the roles of whoever began a criterion and of whoever wrote it last."""
    if draft is None:
        return [None]
    if brought_in:
        return [ELSEWHERE, *([draft.role] if draft.version > 1 else [])]
    return [roles.get(draft.first_seat_id), draft.role]


def _came_from(marks: Mapping[str, BroughtIn], subject_id: str) -> list[dict[str, Any]]:
    return sources_in(marks[subject_id]) if subject_id in marks else []


def sources_in(mark: BroughtIn) -> list[dict[str, Any]]:
    """Return where something was brought in from, the nearest first, with the day as a date."""
    return [{**each, "signed_on": date.fromisoformat(each["signed_on"])} for each in mark.came_from]


def marks_of(session: Session, commission_id: str) -> dict[str, BroughtIn]:
    """Return what was brought in, by clause and criterion; also what still waits to be checked."""
    query = select(BroughtIn).where(BroughtIn.commission_id == commission_id)
    return {each.subject_id: each for each in session.scalars(query)}


def brought_in_seen(session: Session, commission_id: str, caller: Caller) -> list[BroughtIn]:
    """Return what was brought in of the clauses and criteria that this caller reads, in their order."""
    clauses = clauses_of(session, commission_id)
    seen = [each.clause_id for each in clauses if each.hidden_at is None or may_see_hidden(caller)]
    seen += [each.criterion_id for each in drafts_of(session, commission_id)]
    marks = marks_of(session, commission_id)
    return [marks[subject_id] for subject_id in seen if subject_id in marks]


def library_file_of(
    session: Session, commission_id: str, file_id: str, caller: Caller, *, held: bool = False
) -> SentLibraryFile:
    """Return a file that this caller is choosing from. Raises NoSuchLibraryFile."""
    found = session.get(SentLibraryFile, file_id, with_for_update=held or None)
    if found is None or (found.commission_id, found.seat_id) != (commission_id, caller.seat_id):
        raise NoSuchLibraryFile("This file is not here any more. Choose it again.")
    return found


def forget_old_files(session: Session, now: datetime) -> None:
    """Forget files from which nobody chose for a day."""
    session.execute(delete(SentLibraryFile).where(SentLibraryFile.sent_at < now - FILES_KEPT))
